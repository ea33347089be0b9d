"""The one message to somebody who left an address with their letter: there is something to read."""

from collections.abc import Iterable
from datetime import datetime

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone

from questions.crypto import Unreadable
from questions.mail import outbox
from questions.models import Letter, OutgoingMail


def notify_asker(letter: Letter, due_at: datetime | None = None) -> None:
    """Tell an asker who left an address that there is something to read; once, then never again.

    The address moves from the letter into the outbox, from which it is wiped when it was used.
    """
    if not contact_address(letter):
        return
    mail = OutgoingMail(letter=letter, kind=OutgoingMail.Kind.NEWS, to=contact_address(letter))
    mail.due_at = due_at or timezone.now()
    mail.save(force_insert=True)
    letter.contact = ""
    letter.save(update_fields=["contact"])


def contact_address(letter: Letter) -> str:
    """Where the asker can be told, or nothing; nothing too when no key opens it."""
    try:
        return letter.contact
    except Unreadable:
        return ""


def cancel_notifications(letters: Iterable[Letter]) -> None:
    """Give addresses back whose news did not happen: a scheduled question was taken down."""
    for letter in letters:
        for mail in letter.mails.filter(state=OutgoingMail.State.WAITING, attempts=0):
            letter.contact = mail.to
            letter.save(update_fields=["contact"])
            mail.delete()


def compose_notification(mail: OutgoingMail) -> EmailMessage:
    """A mail to an asker or to staff: neutral words, no link, no name of the column."""
    stem = f"mail/{mail.kind}"
    subject = render_to_string(f"{stem}.subject.txt").strip()
    return EmailMessage(subject=subject, body=render_to_string(f"{stem}.txt"), to=[mail.to])


outbox.register_composer(OutgoingMail.Kind.NEWS, compose_notification)
outbox.register_composer(OutgoingMail.Kind.DESK, compose_notification)
