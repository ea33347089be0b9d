"""The asker's private page: the receipt is typed in, and travels in the bodies of forms alone.

Every form of the page carries the receipt, because there is no session: nothing of this visit is
left in a cookie. An unknown, malformed, expired or erased receipt is answered alike.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from questions import actions, crypto, rate_limits, risk
from questions.asking import availability
from questions.asking.edited import EditedLetter
from questions.asking.forms import (
    ApprovalForm,
    ConsentForm,
    ContactForm,
    MessageForm,
    is_visible,
    make_form_token,
)
from questions.models import Column, Letter, Message, OutgoingMail, Question, StatusWords
from questions.retention import deletion_day
from questions.risk.help import find_help, help_for_flags

LetterView = Callable[[HttpRequest, Letter], HttpResponse]
APPROVAL_RESPONSES = {
    "fine": Letter.Approval.FINE,
    "change": Letter.Approval.CHANGE,
    "refuse": Letter.Approval.REFUSED,
}


def receipt_required(view: LetterView) -> Callable[[HttpRequest], HttpResponse]:
    """Open the view's letter by the receipt in the form, or say that there is none."""

    @sensitive_post_parameters()
    @never_cache
    @require_POST
    @wraps(view)
    def wrapper(request: HttpRequest) -> HttpResponse:
        letter = find_letter(request)
        if letter is None:
            return render_unknown_receipt(request)
        return view(request, letter)

    return wrapper


def find_letter(request: HttpRequest) -> Letter | None:
    """The letter that the typed receipt belongs to; one look-up whatever was typed."""
    if has_tried_too_often(request):
        return None
    hashed = crypto.hash_receipt(request.POST.get("receipt", "")[:200])
    return letters_for_page().filter(receipt_hash=hashed).first()


def letters_for_page() -> QuerySet[Letter]:
    """Letters with all that their page says of them."""
    mails = OutgoingMail.objects.filter(letter=OuterRef("pk"))
    letters = Letter.objects.select_related("question", "see_also", "about")
    return letters.annotate(has_mails=Exists(mails))


def has_tried_too_often(request: HttpRequest) -> bool:
    """Whether this client has used up its tries.

    On a full disk nothing can be counted. Letters still open then: a receipt is too long to guess.
    """
    try:
        client = rate_limits.client_network(request)
        return rate_limits.hit("receipt", client, settings.RECEIPTS_AN_HOUR) is not None
    except DatabaseError:
        return False


def render_unknown_receipt(request: HttpRequest) -> HttpResponse:
    """The same page for every receipt that opens nothing; what was typed is not repeated."""
    return render(request, "asking/reply.html", {"is_unknown": True})


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
    return render(request, "asking/unreadable.html", status=503)


def render_status_page(
    request: HttpRequest, letter: Letter, said: str = "", **forms: BaseForm
) -> HttpResponse:
    """Where the letter stands, what was said, and what can be done.

    Args:
        request: the form's.
        letter: whose page it is.
        said: one sentence about what was just done.
        forms: one that was refused, under its name on the page.
    """
    if not letter.is_readable:
        return render_unreadable(request)
    context = {
        "receipt": request.POST.get("receipt", ""),
        "said": said,
        "no_checks": "no_checks" in request.POST,
        "refused": next(iter(forms.values()), None),
    }
    described = describe_letter(letter)
    context |= described | describe_times(letter) | list_forms(letter) | forms
    context["help"] = find_help(request.POST.get("text", "")) or help_for_flags(letter.flags)
    response = render(request, "asking/private.html", context)
    if any(turn.is_new and turn.author == Message.Author.JOHN for turn in described["dialogue"]):
        with suppress(DatabaseError):  # on a full disk the letter can still be read
            actions.messages.mark_read(letter, Message.Author.JOHN)
    return response


def describe_letter(letter: Letter) -> dict[str, Any]:
    """What the page says of a letter and what became of it."""
    question = letter.question
    is_down = question is not None and question.state == Question.State.WITHDRAWN
    return {
        "letter": letter,
        "status": StatusWords.text_for_letter(hide_scheduled_state(letter)),
        "dialogue": list(letter.messages.all()),
        "question": question_if_public(question),
        "about": question_if_public(letter.about),
        "was_taken_down": is_down and letter.state != Letter.State.WITHDRAWN,
        "see_also": question_if_public(letter.see_also),
        "edited": edited_letter(letter),
    }


def describe_times(letter: Letter) -> dict[str, Any]:
    """What may be expected when: an answer, and the day on which the letter is deleted."""
    is_asked = letter.state == Letter.State.ASKED_BACK or may_respond(letter)
    is_waiting = letter.state in (*Letter.WAITING, Letter.State.SPAM) and not is_asked
    is_usual = letter.kind == Letter.Kind.LETTER
    return {
        "deleted_on": deletion_day(letter),
        "odds": availability.answer_odds() if is_waiting and is_usual else None,
        "is_waiting": is_waiting,
    }


def list_forms(letter: Letter) -> dict[str, Any]:
    """The page's forms, each as it stands before anything was sent."""
    is_asked = may_respond(letter)
    fresh = {"token": make_form_token()}
    return {
        "approval_form": ApprovalForm(initial=fresh) if is_asked else None,
        "form": MessageForm(initial=fresh),
        "consent_form": ConsentForm(letter=letter) if letter.is_consent_open else None,
        "contact_form": ContactForm(initial={"contact": letter.contact}),
    }


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
    form = MessageForm(request.POST)
    if not is_saved(form, lambda: save_message(letter, form)):
        return render_status_page(request, letter, form=form)
    return render_status_page(request, letter, say_named(_("Sent to %(name)s.")))


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
    if "token" in form.errors:
        form.renew_token()
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
    is_update = letter.question is not None and letter.question.is_public
    kind = kind or (Message.Kind.UPDATE if is_update else Message.Kind.NOTE)
    text, token = form.cleaned_data["text"], form.cleaned_data["token"]
    actions.messages.add_message(letter, Message.Author.ASKER, text, kind=kind, token=token)
    raise_for_message(letter, text)


def raise_for_message(letter: Letter, text: str) -> None:
    """Raise a letter whose writer speaks of danger in a message; help is shown at once."""
    if heard := risk.list_raised(risk.hear_danger(text)):
        letter.flags = actions.letters.raise_letter(letter, heard).flags


@receipt_required
def respond_to_approval(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Say "fine", "please change this" or "don't publish" to the edited text, or only write."""
    word = APPROVAL_RESPONSES.get(request.POST.get("word", ""))
    form = ApprovalForm(request.POST)
    if not is_saved(form, lambda: save_response(letter, word, form)):
        return render_status_page(request, letter, approval_form=form)
    return render_status_page(request, reload_letter(letter), say_response(word, form))


@transaction.atomic
def save_response(letter: Letter, word: str | None, form: ApprovalForm) -> None:
    """Take the asker's word, if it is awaited, and what they wrote with it."""
    word = word if may_respond(letter) else None
    if word == Letter.Approval.FINE and not letter.may_be_published:
        actions.consent.change_consent(letter, consented=True)
    if word:
        actions.approvals.record_approval(letter, word)
    if is_visible(form.cleaned_data["text"]):
        is_change = word == Letter.Approval.CHANGE
        save_message(letter, form, Message.Kind.CHANGE if is_change else "")


def say_response(word: str | None, form: ApprovalForm) -> str:
    """What the page says after a response."""
    has_words = is_visible(form.cleaned_data["text"])
    return say_named(_("%(name)s has your reply.")) if word or has_words else ""


def reload_letter(letter: Letter) -> Letter:
    """The letter as it stands after a change."""
    return letters_for_page().get(pk=letter.pk)
