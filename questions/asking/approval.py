"""The asker's word on the edited letter, or on the edited update to it."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from questions import actions
from questions.asking.forms import is_visible
from questions.asking.page_forms import ApprovalForm
from questions.asking.receipts import receipt_required, reload_letter
from questions.asking.status import (
    is_saved,
    letter_to_approve,
    may_respond,
    render_status_page,
    save_message,
    say_named,
)
from questions.models import Letter, Message

APPROVAL_RESPONSES = {
    "fine": Letter.Approval.FINE,
    "change": Letter.Approval.CHANGE,
    "refuse": Letter.Approval.REFUSED,
}


@receipt_required
def respond_to_approval(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Say "fine", "please change this" or "don't publish" to the edited text, or only write."""
    word = APPROVAL_RESPONSES.get(request.POST.get("word", ""))
    form = ApprovalForm(request.POST)
    if not is_saved(form, lambda: save_response(letter, word, form)):
        return render_status_page(request, letter, approval_form=form)
    said = say_response(word, form)
    return render_status_page(request, reload_letter(letter), said, is_sent=True)


@transaction.atomic
def save_response(letter: Letter, word: str | None, form: ApprovalForm) -> None:
    """Take the asker's word, if it is awaited, and what they wrote with it."""
    shown = letter_to_approve(letter)
    word = word if may_respond(shown) else None
    if word == Letter.Approval.FINE and not shown.may_be_published:
        actions.consent.change_consent(shown, consented=True)
    if word:
        actions.approvals.record_approval(shown, word)
    if is_visible(form.cleaned_data["text"]):
        is_change = word == Letter.Approval.CHANGE
        save_message(letter, form, Message.Kind.CHANGE if is_change else "")


def say_response(word: str | None, form: ApprovalForm) -> str:
    """What the page says after a response."""
    has_words = is_visible(form.cleaned_data["text"])
    return say_named(_("%(name)s has your reply.")) if word or has_words else ""
