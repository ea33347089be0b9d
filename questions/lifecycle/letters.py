"""The verbs of a letter."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from questions import consent, crypto
from questions.lifecycle.dialogue import say
from questions.lifecycle.pairs import derive
from questions.models import Letter, Message, Question


class NotAnswerable(Exception):
    """A letter that was declined or set aside as spam cannot be answered as it stands."""


def receive(
    *,
    text: str,
    receipt: str,
    sign_off: str = "",
    contact: str = "",
    consented: bool = False,
    flags: Sequence[str] = (),
    is_spam: bool = False,
) -> Letter:
    """Take a letter in, once for each receipt however often its form is sent.

    Args:
        text: the letter exactly as it was written.
        sign_off: how the asker wants to be called, or nothing.
        contact: where the asker can be told of an answer, or nothing.
        consented: whether the asker ticked the present wording of the consent.
        receipt: what the asker will hold; only its keyed hash is kept.
        flags: signs of danger in the text, which raise the letter in the inbox.
        is_spam: whether it looks like spam; it is kept apart for John, never lost.

    Returns:
        The letter; the one that is there already if this receipt was used before.
    """
    letter = Letter(
        text=text,
        sign_off=sign_off,
        contact=contact,
        receipt_hash=crypto.receipt_hash(receipt),
        consent_version=consent.CURRENT if consented else None,
        consented_on=timezone.localdate() if consented else None,
        flags=list(flags),
        state=Letter.State.SPAM if is_spam else Letter.State.NEW,
    )
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:
        return Letter.objects.get(receipt_hash=letter.receipt_hash)
    return letter


@transaction.atomic
def decline(letter: Letter, words: str = "") -> None:
    """Set a letter aside that John will not answer; one that is answered stays so.

    Args:
        letter: a letter that waits.
        words: a kind reason, and where else to look; the asker reads it with the receipt.
    """
    today = timezone.localdate()
    waiting = Letter.objects.filter(pk=letter.pk, state__in=Letter.WAITING)
    declined = waiting.update(state=Letter.State.DECLINED, settled_on=today, active_on=today)
    letter.refresh_from_db(fields=["state", "settled_on", "active_on"])
    if declined and words:
        say(letter, Message.Author.JOHN, words, kind=Message.Kind.DECLINE)


@transaction.atomic
def shortlist(letter: Letter) -> None:
    """Say that John means to answer a letter."""
    new = Letter.objects.filter(pk=letter.pk, state=Letter.State.NEW)
    new.update(state=Letter.State.SHORTLISTED)
    letter.refresh_from_db(fields=["state"])


@transaction.atomic
def restore(letter: Letter) -> None:
    """Put a letter that was declined, or taken for spam, back among those that wait."""
    aside = (Letter.State.DECLINED, Letter.State.SPAM)
    Letter.objects.filter(pk=letter.pk, state__in=aside).update(
        state=Letter.State.NEW, settled_on=None
    )
    letter.refresh_from_db(fields=["state", "settled_on"])


@transaction.atomic
def answer(letter: Letter) -> Question:
    """Start an answer to a letter: a draft with the letter's words to edit for the public.

    Returns:
        The draft, or the question that the letter has already.

    Raises:
        NotAnswerable: the letter was declined or is spam.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.question:
        return letter.question
    if letter.state not in Letter.WAITING:
        raise NotAnswerable
    question = Question(
        letter_text=letter.text,
        sign_off=letter.sign_off,
        consented=letter.may_be_published,
    )
    derive(question)
    question.save(force_insert=True)
    letter.question, letter.state = question, Letter.State.ANSWERING
    letter.save(update_fields=["question", "state"])
    return question
