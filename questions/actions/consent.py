"""The verbs of a writer's consent to publication."""

from django.db import transaction
from django.utils import timezone

from questions.actions.approvals import lock_letter, revoke_consent
from questions.models import Letter, Question
from questions.text.consent import CURRENT_VERSION


class ConsentSettled(Exception):
    """The letter is public or withdrawn: what its writer agreed to is not changed any more."""


@transaction.atomic
def change_consent(letter: Letter, *, consented: bool, silence_days: int | None = None) -> Letter:
    """Let a writer agree to publication, or not any more, as long as nothing of it is public.

    Args:
        letter: whose.
        consented: whether they agree to the present wording.
        silence_days: after how many days silence counts as a yes, if they ticked that.

    Returns:
        The letter as it stands now.

    Raises:
        ConsentSettled: it is public, which only a withdrawal ends, or it was withdrawn.
    """
    letter = Letter.objects.get(pk=letter.pk)
    lock_letter(letter)
    if not letter.is_consent_open:
        raise ConsentSettled
    letter.active_on = timezone.localdate()
    change_silence(letter, silence_days if consented else None)
    letter.save(update_fields=["active_on", "silence_days", "approval_asked_on"])
    if consented and not letter.may_be_published:
        give_consent(letter)
    elif letter.may_be_published and not consented:
        refuse_shown_text(letter)
        revoke_consent(letter)
    if letter.question:
        update_consent(letter.question)
    return Letter.objects.get(pk=letter.pk)


def change_silence(letter: Letter, days: int | None) -> None:
    """Let silence count, or not any more; days that begin to count are counted from today."""
    if days is not None and letter.silence_days is None and letter.approval_asked_on:
        letter.approval_asked_on = timezone.localdate()
    letter.silence_days = days


def give_consent(letter: Letter) -> None:
    """Agree to the present wording; an edited text that was refused before is asked about anew."""
    letter.consent_version, letter.consented_on = CURRENT_VERSION, timezone.localdate()
    if letter.approval == Letter.Approval.REFUSED:
        letter.approval, letter.approval_asked_on = Letter.Approval.ASKED, timezone.localdate()
    letter.save(update_fields=["consent_version", "consented_on", "approval", "approval_asked_on"])


def refuse_shown_text(letter: Letter) -> None:
    """Whoever takes the consent back says no to the edited text that was shown, too."""
    if letter.approval != Letter.Approval.NOT_ASKED:
        letter.approval = Letter.Approval.REFUSED
        letter.save(update_fields=["approval"])


def update_consent(question: Question) -> None:
    """A question may be published when every letter behind it came with consent."""
    question.consented = not question.letters.without_consent().exists()
    question.save(update_fields=["consented"])
