"""The asker's private page: the receipt is typed in, and travels in the bodies of forms alone.

Every form of the page carries the receipt, because there is no session: nothing of this visit is
left in a cookie. An unknown, malformed, expired or erased receipt is answered alike.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import DatabaseError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from questions import actions, risk
from questions.asking import availability
from questions.asking.edited import EditedLetter
from questions.asking.forms import make_form_token
from questions.asking.page_forms import (
    ApprovalForm,
    ConsentForm,
    ContactForm,
    InvitationForm,
    MessageForm,
    find_invitation,
)
from questions.asking.receipts import (
    find_letter,
    list_updates,
    receipt_required,
    render_unknown_receipt,
    unsent_text,
)
from questions.models import Column, Letter, Message, Question, StatusWords
from questions.retention import deletion_day, invitation_day
from questions.risk.help import find_help, help_for_flags


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_status(request: HttpRequest) -> HttpResponse:
    """Type the receipt in; see where the letter stands."""
    if request.method != "POST":
        return render(request, "asking/reply.html")
    letter = find_letter(request)
    return render_status_page(request, letter) if letter else render_unknown_receipt(request)


def render_unreadable(request: HttpRequest) -> HttpResponse:
    """The letter is there, and the present keys do not open it: a fault of ours."""
    context = {"unsent": unsent_text(request)}
    return render(request, "asking/unreadable.html", context, status=503)


def render_status_page(
    request: HttpRequest,
    letter: Letter,
    said: str = "",
    *,
    is_sent: bool = False,
    **forms: BaseForm,
) -> HttpResponse:
    """Where the letter stands, what was said, and what can be done.

    Args:
        request: the form's.
        letter: whose page it is.
        said: one sentence about what was just done.
        is_sent: whether what stood in the box was sent by that; otherwise it is given back.
        forms: one that was refused, under its name on the page.
    """
    if not letter.is_readable:
        return render_unreadable(request)
    unsent = "" if is_sent else unsent_text(request)
    context: dict[str, Any] = {
        "receipt": request.POST.get("receipt", ""),
        "no_checks": "no_checks" in request.POST,
        "said": said,
        "unsent": unsent,
        "refused": next(iter(forms.values()), None),
        "help": find_help(request.POST.get("text", "")) or help_for_flags(letter.flags),
    }
    context |= describe_letter(letter) | describe_times(letter)
    context |= list_forms(letter, unsent, request.POST.get("contact")) | forms
    response = render(request, "asking/private.html", context)
    note_as_read(letter, context["dialogue"])
    return response


def note_as_read(letter: Letter, dialogue: list[Message]) -> None:
    """The asker has seen what is new in the dialogue."""
    if any(turn.is_new and turn.author == Message.Author.JOHN for turn in dialogue):
        with suppress(DatabaseError):  # on a full disk the letter can still be read
            actions.messages.mark_read(letter, Message.Author.JOHN)


def describe_letter(letter: Letter) -> dict[str, Any]:
    """What the page says of a letter and what became of it."""
    question = letter.question
    is_down = question is not None and question.state == Question.State.WITHDRAWN
    return {
        "letter": letter,
        "status": StatusWords.text_for_letter(hide_scheduled_state(letter)),
        "dialogue": list(letter.messages.select_related("made_into__question")),
        "question": question_if_public(question),
        "about": question_if_public(letter.about),
        "was_taken_down": is_down and letter.state != Letter.State.WITHDRAWN,
        "see_also": question_if_public(letter.see_also),
        "shown_letter": letter_to_approve(letter),
        "edited": edited_letter(letter_to_approve(letter)),
        "published_updates": list_published_updates(letter),
        "invitation": find_invitation(letter),
    }


def list_published_updates(letter: Letter) -> list[Question]:
    """What a letter's writer told afterwards, as far as everybody can read it."""
    found = (question_if_public(update.question) for update in list_updates(letter))
    return [question for question in found if question]


def letter_to_approve(letter: Letter) -> Letter:
    """The letter whose edited text its writer has a say in: the last update that was shown."""
    asked = [one for one in list_updates(letter) if one.approval != Letter.Approval.NOT_ASKED]
    return next((one for one in reversed(asked) if one.is_consent_open), letter)


def describe_times(letter: Letter) -> dict[str, Any]:
    """What may be expected when: an answer, and the day on which the letter is deleted."""
    is_asked = letter.state == Letter.State.ASKED_BACK or may_respond(letter)
    is_waiting = letter.state in (*Letter.WAITING, Letter.State.SPAM) and not is_asked
    is_agreed = is_waiting and letter.approval == Letter.Approval.FINE
    is_usual = letter.kind == Letter.Kind.LETTER
    return {
        "deleted_on": deletion_day(letter),
        "invited_day": invitation_day(letter),
        "odds": availability.answer_odds() if is_waiting and is_usual else None,
        "is_agreed": is_agreed,
        "is_waiting": is_waiting and not is_agreed,
    }


def list_forms(letter: Letter, unsent: str = "", contact: str | None = None) -> dict[str, Any]:
    """The page's forms, each as it stands before anything was sent.

    Args:
        letter: whose page it is.
        unsent: what stood in the box and was not sent.
        contact: what stood in the field for an address, if the page was there before.
    """
    is_asked = may_respond(letter_to_approve(letter))
    fresh = {"token": make_form_token(), "text": unsent}
    contact = address_kept(letter) if contact is None else contact
    return {
        "approval_form": ApprovalForm(initial=fresh) if is_asked else None,
        "form": MessageForm(initial=fresh, can_publish=can_publish_message(letter)),
        "consent_form": ConsentForm(letter=letter) if letter.is_consent_open else None,
        "contact_form": ContactForm(initial={"contact": contact}),
        "invitation_form": InvitationForm(letter=letter) if can_be_invited(letter) else None,
    }


def address_kept(letter: Letter) -> str:
    """The address at which the writer will be told, of an answer or of a later question."""
    invitation = find_invitation(letter)
    return letter.contact or (invitation.readable_contact if invitation else "")


def can_publish_message(letter: Letter) -> bool:
    """Whether what the asker writes now could be published as what happened next."""
    is_public = letter.question is not None and letter.question.is_public
    return is_public and letter.may_be_published and letter.kind == Letter.Kind.LETTER


def can_be_invited(letter: Letter) -> bool:
    """Whether the asker can still decide about being asked later."""
    invitation = find_invitation(letter)
    # Who agreed before they were declined can still take it back: the letter may be reopened.
    is_declined = letter.state == Letter.State.DECLINED and invitation is None
    is_over = is_declined or letter.state == Letter.State.WITHDRAWN
    if letter.kind != Letter.Kind.LETTER or is_over:
        return False
    return invitation.is_open if invitation else Column.get_current().invitation_weeks is not None


def may_respond(letter: Letter) -> bool:
    """Whether the asker's word on the edited letter is awaited."""
    return letter.approval == Letter.Approval.ASKED and letter.is_consent_open


def question_if_public(question: Question | None) -> Question | None:
    """The question if everybody can read it."""
    return question if question and question.is_public else None


def hide_scheduled_state(letter: Letter) -> Letter:
    """A letter whose question is scheduled is still being answered, until everybody can read it."""
    if letter.state == Letter.State.ANSWERED and letter.question and letter.question.is_scheduled:
        letter.state = Letter.State.ANSWERING
    return letter


def edited_letter(letter: Letter) -> EditedLetter | None:
    """The edited letter as it was shown, as long as the asker has a say in it."""
    if letter.approval == Letter.Approval.NOT_ASKED or not letter.shown:
        return None
    return EditedLetter(letter, Column.get_current()) if letter.is_consent_open else None


@receipt_required
def send_message(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Write to the columnist: an answer, a question, or what happened since."""
    form = MessageForm(request.POST, can_publish=can_publish_message(letter))
    if not is_saved(form, lambda: save_message(letter, form)):
        return render_status_page(request, letter, form=form)
    return render_status_page(request, letter, say_named(_("Sent to %(name)s.")), is_sent=True)


def is_saved(form: MessageForm, save: Callable[[], None]) -> bool:
    """Whether a form was good and could be saved; if not, it holds why, ready to be sent again."""
    if form.is_valid():
        try:
            save()
            return True
        except DatabaseError:
            trouble = _(
                "We couldn’t save your message. It’s still in the box: please send it again."
            )
            form.add_error("text", trouble)
    form.renew_bad_token()
    return False


def say_named(text: str) -> str:
    """A sentence with the columnist's name in the place of `%(name)s`."""
    return text % {"name": Column.get_current().columnist}


def save_message(letter: Letter, form: MessageForm, kind: str = "") -> None:
    """Put the asker's words into the dialogue.

    Args:
        letter: what they are about.
        form: with the words.
        kind: a `Message.Kind`; by itself a note, or news once the letter is public.
    """
    is_public = letter.question is not None and letter.question.is_public
    invitation = find_invitation(letter)
    is_update = is_public or (invitation is not None and not invitation.is_open)
    kind = kind or (Message.Kind.UPDATE if is_update else Message.Kind.NOTE)
    text, token = form.cleaned_data["text"], form.cleaned_data["token"]
    said = actions.messages.add_message(letter, Message.Author.ASKER, text, kind=kind, token=token)
    if form.cleaned_data.get("publish"):
        actions.updates.agree(said)
    raise_for_message(letter, text)


def raise_for_message(letter: Letter, text: str) -> None:
    """Raise a letter whose writer speaks of danger in a message; help is shown at once."""
    if heard := risk.list_raised(risk.hear_danger(text)):
        letter.flags = actions.letters.raise_letter(letter, heard).flags
