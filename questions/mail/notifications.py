"""The one message to somebody who left an address with their letter: there is something to read."""

from collections.abc import Iterable
from datetime import datetime

from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from questions.crypto import open_or_empty
from questions.mail import outbox
from questions.models import Invitation, Letter, OutgoingMail

# An invitation looks like any other news: who sees the inbox learns nothing by it.
STEMS: dict[str, str] = {OutgoingMail.Kind.INVITATION: OutgoingMail.Kind.NEWS}


def notify_asker(letter: Letter, due_at: datetime | None = None) -> None:
    """Tell an asker who left an address that there is something to read; once, then never again.

    The address moves from the letter into the outbox, from which it is wiped when it was used.
    Who wrote again is told by the address of their first letter; the mail is their update's.
    """
    first = letter.follows or letter
    address = open_or_empty(first, "contact")
    if not address:
        return
    mail = OutgoingMail(letter=letter, kind=OutgoingMail.Kind.NEWS, to=address)
    mail.due_at = due_at or timezone.now()
    mail.save(force_insert=True)
    first.contact = ""
    first.save(update_fields=["contact"])


def send_invitation(letter: Letter, contact: str) -> None:
    """Tell a writer that they are asked something on their private page, if they left an address.

    Args:
        letter: whose.
        contact: the address that was kept for this, or nothing.
    """
    if contact:
        OutgoingMail.objects.create(letter=letter, kind=OutgoingMail.Kind.INVITATION, to=contact)


def address_in_use(letter: Letter) -> str:
    """The address that a letter's writer left and that is still to be used, or nothing."""
    about = Q(letter=letter) | Q(letter__follows=letter)
    waiting = OutgoingMail.objects.filter(about, state=OutgoingMail.State.WAITING).first()
    return open_or_empty(letter, "contact") or (open_or_empty(waiting, "to") if waiting else "")


def cancel_notifications(letters: Iterable[Letter]) -> None:
    """Give addresses back whose news did not happen: a scheduled question was taken down."""
    for letter in letters:
        first = letter.follows or letter
        for mail in letter.mails.filter(state=OutgoingMail.State.WAITING, attempts=0):
            first.contact = open_or_empty(mail, "to")
            first.save(update_fields=["contact"])
            mail.delete()


def compose_notification(mail: OutgoingMail) -> EmailMessage:
    """A mail to an asker or to staff: neutral words, no link, no name of the column."""
    stem = f"mail/{STEMS.get(mail.kind, mail.kind)}"
    subject = render_to_string(f"{stem}.subject.txt").strip()
    body = render_to_string(f"{stem}.txt", {"promise": say_promise(mail)})
    return EmailMessage(subject=subject, body=body, to=[mail.to])


def say_promise(mail: OutgoingMail) -> str:
    """What a mail to an asker says of their address: whether it will be used once more."""
    if mail.kind == OutgoingMail.Kind.INVITATION:
        return _("This is the last message we’ll send; your address has been deleted.")
    first = mail.letter and (mail.letter.follows_id or mail.letter_id)
    if Invitation.objects.filter(letter=first, invited_on=None).exists():
        return _("As you agreed, we may write once more, then delete your address.")
    return _("This is the only message we’ll send; your address has been deleted.")


outbox.register_composer(OutgoingMail.Kind.NEWS, compose_notification)
outbox.register_composer(OutgoingMail.Kind.INVITATION, compose_notification)
outbox.register_composer(OutgoingMail.Kind.DESK, compose_notification)
