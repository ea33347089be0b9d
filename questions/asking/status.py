"""The asker's private page: the receipt is typed in, and travels in the bodies of forms alone.

Every form of the page carries the receipt, because there is no session: nothing of this visit is
left in a cookie. An unknown, malformed, expired or erased receipt is answered alike.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from questions import actions, crypto, rate_limits, risk
from questions.asking import feed
from questions.asking.forms import MessageForm, make_form_token
from questions.models import Column, Letter, Message, Question, StatusWords
from questions.risk.help import help_for_flags
from questions.text.diff import Change, diff_words
from questions.text.normalisation import normalise_text

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
    return Letter.objects.select_related("question", "see_also").filter(receipt_hash=hashed).first()


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
    request: HttpRequest, letter: Letter, form: MessageForm | None = None, said: str = ""
) -> HttpResponse:
    """Where the letter stands, what was said, and what can be done."""
    question = letter.question
    if not letter.is_readable:
        return render_unreadable(request)
    context = {
        "letter": letter,
        "receipt": request.POST.get("receipt", ""),
        "status": StatusWords.text_for_letter(hide_scheduled_state(letter)),
        "dialogue": list(letter.messages.all()),
        "question": question_if_public(question),
        "see_also": question_if_public(letter.see_also),
        "shown": edited_letter_context(letter),
        "form": form or MessageForm(initial={"token": make_form_token()}),
        "said": said,
        "help": help_for_flags(letter.flags),
    }
    response = render(request, "asking/private.html", context)
    with suppress(DatabaseError):  # on a full disk the letter can still be read
        actions.messages.mark_read(letter, Message.Author.JOHN)
    return response


def question_if_public(question: Question | None) -> Question | None:
    """The question if everybody can read it."""
    return question if question and question.is_public else None


def hide_scheduled_state(letter: Letter) -> Letter:
    """A letter whose question is scheduled is still being answered, until everybody can read it."""
    if letter.state == Letter.State.ANSWERED and letter.question and letter.question.is_scheduled:
        letter.state = Letter.State.ANSWERING
    return letter


def edited_letter_context(letter: Letter) -> dict[str, Any]:
    """The question as the asker was shown it, with the letter's changes, and until when to say."""
    if letter.approval == Letter.Approval.NOT_ASKED or not letter.shown:
        return {}
    headline, edited, sign_off, notes = json.loads(letter.shown)
    column = Column.get_current()
    return {
        "headline": headline,
        "changes": diff_words(letter.text, edited) or [Change("same", edited)],
        "sign_off": sign_off,
        "notes": notes,
        "until": actions.approvals.response_deadline(letter, column),
        "silence_is_consent": column.silence_is_consent,
    }


@receipt_required
def send_message(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Write to the columnist: an answer, a question, or what happened since."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        if "token" in form.errors:
            form.data = {**form.data.dict(), "token": make_form_token()}
        return render_status_page(request, letter, form)
    try:
        save_message(letter, form)
    except DatabaseError:
        trouble = _("We couldn’t save your message. It’s still in the box: please send it again.")
        form.add_error("text", trouble)
        return render_status_page(request, letter, form)
    return render_status_page(request, letter, said=say_named(_("Sent to %(name)s.")))


def say_named(text: str) -> str:
    """A sentence with the columnist's name in the place of `%(name)s`."""
    return text % {"name": Column.get_current().columnist}


def save_message(letter: Letter, form: MessageForm) -> None:
    """Put the asker's words into the dialogue."""
    is_update = letter.question is not None and letter.question.is_public
    kind = Message.Kind.UPDATE if is_update else Message.Kind.NOTE
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
    wish = normalise_text(request.POST.get("wish", "")).strip()[: Message.TEXT_LIMIT]
    asked, wanted = letter.approval == Letter.Approval.ASKED, request.POST.get("word", "")
    word = APPROVAL_RESPONSES.get(wanted) if asked else None
    if wanted in {"change", "write"} and not wish:
        return render_status_page(
            request, letter, said=_("Say what you’d like changed, then press again.")
        )
    if word:
        actions.approvals.record_approval(letter, word)
    if wish:
        kind = Message.Kind.CHANGE if word == Letter.Approval.CHANGE else Message.Kind.NOTE
        token = request.POST.get("token") or None
        actions.messages.add_message(letter, Message.Author.ASKER, wish, kind=kind, token=token)
        raise_for_message(letter, wish)
    said = say_named(_("%(name)s has your reply.")) if word or wish else ""
    return render_status_page(request, letter, said=said)


@receipt_required
def withdraw_letter(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Take the letter back: asked once more, then done."""
    if "sure" not in request.POST:
        return render_confirmation(request, "withdraw")
    actions.erasure.withdraw(letter)
    return render_status_page(
        request, letter, said=_("Your letter is withdrawn. None of it is public.")
    )


@receipt_required
def erase_letter(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Erase everything: asked once more, then done."""
    if "sure" not in request.POST:
        return render_confirmation(request, "erase")
    actions.erasure.erase(letter)
    return render(request, "asking/erased.html")


def render_confirmation(request: HttpRequest, what: str) -> HttpResponse:
    """What will happen, and the button that does it."""
    context = {"what": what, "receipt": request.POST.get("receipt", "")}
    return render(request, f"asking/sure_{what}.html", context)


@receipt_required
def export_letter(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Everything that is kept of the letter, as a file."""
    if not letter.is_readable:
        return render_unreadable(request)
    kept = {
        "letter": letter.text,
        "sign_off": letter.sign_off,
        "contact": letter.contact,
        "consent": letter.consent_wording,
        "received_on": letter.received_on,
        "state": letter.state,
        "messages": [
            {"from": turn.author, "on": turn.written_on, "text": turn.text}
            for turn in letter.messages.all()
        ],
    }
    options = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(kept, json_dumps_params=options)
    response["Content-Disposition"] = 'attachment; filename="notes.json"'
    return response


@receipt_required
def create_feed(request: HttpRequest, letter: Letter) -> HttpResponse:
    """A fresh private feed address; the former one leads nowhere from now on."""
    address = feed.create_feed_address(letter)
    return render(
        request,
        "asking/feed.html",
        {"address": address, "receipt": request.POST.get("receipt", "")},
    )


@never_cache
@require_safe
def show_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The private feed: that there is something new, and nothing of what it is."""
    return feed.render_feed(token)
