"""What an asker decides on their private page: consent, address, feed, withdrawal, deletion."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from questions import actions
from questions.asking import download, feed
from questions.asking.page_forms import ConsentForm, ContactForm
from questions.asking.receipts import receipt_required, reload_letter, room_kept, unsent_text
from questions.asking.status import (
    address_kept,
    can_be_invited,
    render_status_page,
    render_unreadable,
)
from questions.models import Letter
from questions.text.numbers import read_number


@receipt_required
def change_consent(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Agree to publication, or not any more."""
    form = ConsentForm(request.POST, letter=letter)
    form.full_clean()
    consented = form.cleaned_data["consent"]
    silence_days = form.days if form.cleaned_data.get("silence") else None
    try:
        actions.consent.change_consent(letter, consented=consented, silence_days=silence_days)
    except actions.consent.ConsentSettled:
        return render_status_page(
            request, reload_letter(letter), _("That can’t be changed any more.")
        )
    return render_status_page(request, reload_letter(letter), say_consent(consented, silence_days))


def say_consent(consented: bool, silence_days: int | None) -> str:
    """What the page says of a choice; a second tick without the first one counts for nothing."""
    if consented:
        return _("Saved: it may be published.")
    if silence_days:
        return _("Saved: it won’t be published, because the first box isn’t ticked.")
    return _("Saved: it won’t be published.")


@receipt_required
def change_contact(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Add, change or remove the email address."""
    return save_contact(request, letter)


def save_contact(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Save what stands in the field for the address."""
    form = ContactForm(request.POST)
    if not form.is_valid():
        return render_status_page(request, letter, contact_form=form)
    contact = form.cleaned_data["contact"]
    actions.letters.change_contact(letter, contact)
    said = _("Saved: we’ll send one short message.") if contact else _("Your address is deleted.")
    return render_status_page(request, reload_letter(letter), said)


@receipt_required
def press_enter(request: HttpRequest, letter: Letter) -> HttpResponse:
    """The Enter key in a field of the page: it saves an address that was changed, and no more."""
    if request.POST.get("contact", "").strip() != address_kept(letter):
        return save_contact(request, letter)
    return render_status_page(request, letter)


@receipt_required
def change_invitation(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Let oneself be asked later how things turned out, or not any more."""
    if not can_be_invited(letter):
        return render_status_page(request, letter, _("That can’t be changed any more."))
    if "invite" in request.POST:
        actions.invitations.agree(letter)
        return render_status_page(request, letter, _("Saved: you’ll be asked later."))
    actions.invitations.cancel(letter)
    return render_status_page(request, letter, _("Saved: you won’t be asked later."))


@receipt_required
def keep_message_private(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Take back that a message may be published, as long as it is not public."""
    number = read_number(request.POST.get("number"))
    message = letter.messages.filter(number=number).first() if number is not None else None
    if message is None or message.consent_version is None:
        return render_status_page(request, letter)
    if not actions.updates.revoke(message):
        return render_status_page(request, letter, _("That can’t be changed any more."))
    return render_status_page(
        request, reload_letter(letter), _("Saved: that message won’t be published.")
    )


@receipt_required
@room_kept
def withdraw_letter(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Take the letter back: asked once more, then done."""
    if "sure" not in request.POST:
        return render_confirmation(request, "withdraw")
    actions.erasure.withdraw(letter)
    return render_status_page(request, reload_letter(letter))


@receipt_required
@room_kept
def erase_letter(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Erase everything: asked once more, then done."""
    if "sure" not in request.POST:
        return render_confirmation(request, "erase")
    actions.erasure.erase(letter)
    return render(request, "asking/erased.html", {"unsent": unsent_text(request)})


def render_confirmation(request: HttpRequest, what: str) -> HttpResponse:
    """What will happen, and the button that does it."""
    context = {"receipt": request.POST.get("receipt", ""), "unsent": unsent_text(request)}
    return render(request, f"asking/sure_{what}.html", context)


@receipt_required
def download_letter(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Everything that is kept of the letter, and what was published, as a file."""
    if not letter.is_readable:
        return render_unreadable(request)
    return download.make_file(letter, is_text=request.POST.get("as") == "text")


@receipt_required
def create_feed(request: HttpRequest, letter: Letter) -> HttpResponse:
    """A fresh private feed address; the former one leads nowhere from now on."""
    address = feed.create_feed_address(letter)
    context = {"address": address, "receipt": request.POST.get("receipt", "")}
    context["unsent"] = unsent_text(request)
    return render(request, "asking/feed.html", context)


@receipt_required
def stop_feed(request: HttpRequest, letter: Letter) -> HttpResponse:
    """End the private feed: its address leads nowhere from now on."""
    feed.delete_feed_address(letter)
    return render_status_page(request, letter, _("Your private feed has stopped."))
