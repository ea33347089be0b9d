"""The outbox: every mail that we send goes through it.

A mail is a row before it is sent, written in the transaction that causes it. The worker takes it
under a lease, sends it with a Message-ID made from the row, and wipes its address. A process that
dies in between leaves a row that is taken again: no mail is lost, and one that was sent twice
carries the same Message-ID.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from questions.models import OutgoingMail

LEASE = timedelta(minutes=5)
ATTEMPTS = 8
MAILS_PER_CONNECTION = 50
FIRST_PAUSE = timedelta(minutes=1)  # doubled after each failure: about two hours before the last
LONGEST_PAUSE = FIRST_PAUSE * 2**ATTEMPTS

Composer = Callable[[OutgoingMail], EmailMessage]
COMPOSERS: dict[str, Composer] = {}


class NotNeeded(Exception):
    """There is nothing to send any more: taken down, skipped, too old."""


def register_composer(kind: str, compose: Composer) -> None:
    """Let `compose` word the mails of a kind.

    Args:
        kind: one of `OutgoingMail.Kind`.
        compose: makes the message from its row when it is sent; raises NotNeeded.
    """
    COMPOSERS[kind] = compose


class Connection:
    """The line to the mail server: one for a run of mails, a new one after a fault.

    Attributes:
        is_kept: whether more mails come at once; otherwise it is closed after each.
    """

    def __init__(self) -> None:
        self.is_kept, self.uses = False, 0
        self.connection: Any = None

    def open_if_closed(self) -> Any:
        """The open connection."""
        if self.connection is None:
            self.connection, self.uses = get_connection(timeout=settings.EMAIL_TIMEOUT), 0
            getattr(self.connection, "open", bool)()  # a backend may have no line to open
        self.uses += 1
        return self.connection

    def close_unless_kept(self) -> None:
        """After a mail: many mail servers take only so many by one connection."""
        if not self.is_kept or self.uses >= MAILS_PER_CONNECTION:
            self.close_quietly()

    def close_quietly(self) -> None:
        """Close the connection, whatever it says."""
        connection, self.connection = self.connection, None
        with suppress(Exception):
            getattr(connection, "close", bool)()


CONNECTION = Connection()


def lease_next_mail() -> OutgoingMail | None:
    """Lease the mail that is due longest, or nothing; the many of an issue let all others pass.

    Two workers never get the same: the lease is a conditional update, and its row count decides.
    """
    now = timezone.now()
    # No lease is twice as long as LEASE: one that seems so was taken while the clock was ahead.
    free = Q(leased_until=None) | Q(leased_until__lt=now) | Q(leased_until__gt=now + 2 * LEASE)
    due = OutgoingMail.objects.filter(free, state=OutgoingMail.State.WAITING, due_at__lte=now)
    for is_bulk in (False, True):
        for mail in due.filter(is_bulk=is_bulk).order_by("due_at")[:10]:
            lease = {"leased_until": now + LEASE, "attempts": F("attempts") + 1}
            if due.filter(pk=mail.pk).update(**lease):
                return OutgoingMail.objects.filter(pk=mail.pk).first()
    return None


def bring_forward_misdated() -> int:
    """Make mail due that a clock which was ahead has put off. Returns how many.

    No second try is later than LONGEST_PAUSE, and nothing was written on a day to come; the news
    of an answer that is still scheduled waits all the same.
    """
    now, tomorrow = timezone.now(), timezone.localdate() + timedelta(days=1)
    waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING, due_at__gt=now)
    is_misdated = Q(attempts__gt=0, due_at__gt=now + LONGEST_PAUSE) | Q(created_on__gt=tomorrow)
    coming = Q(letter__question__publish_at__gt=now)
    return waiting.filter(is_misdated).exclude(coming).update(due_at=now)


def send_leased_mail(mail: OutgoingMail) -> None:
    """Send a leased mail, and write down how it went."""
    try:
        message = compose_mail(mail)
        message.connection = CONNECTION.open_if_closed()
        message.send()
        CONNECTION.close_unless_kept()
    except NotNeeded:
        settle_mail(mail, OutgoingMail.State.DROPPED)
        return
    except Exception as error:  # a mail server fails in many ways, and none may stop the others
        CONNECTION.close_quietly()
        if code := permanent_refusal(error):
            set_mail_aside(mail, _("The mail server refused it for good (%d).") % code)
        else:
            postpone_mail(mail, type(error).__name__)
        return
    settle_mail(mail)


def compose_mail(mail: OutgoingMail) -> EmailMessage:
    """The mail as it goes out, always under the same Message-ID."""
    message = COMPOSERS[mail.kind](mail)
    message.extra_headers["Message-ID"] = f"<{mail.pk}@{message_domain()}>"
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    return message


def message_domain() -> str:
    """The sender's domain, so that a Message-ID does not name the column."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")


def settle_mail(mail: OutgoingMail, state: str = OutgoingMail.State.SENT) -> None:
    """It is sent, or needed no more: the address goes.

    The row may be gone itself by now, with a subscriber who wanted no more.
    """
    done = OutgoingMail.objects.filter(pk=mail.pk)
    done.update(state=state, to="", leased_until=None, fault="")


def permanent_refusal(error: Exception) -> int:
    """The code with which a server refused this mail for good (RFC 5321, 4.2.1), or 0.

    What it says to a greeting or a password is no word about the mail: that is tried again, since
    it is our own settings that are wrong.
    """
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
    elif isinstance(error, SMTPSenderRefused | SMTPDataError):
        codes = [error.smtp_code]
    else:
        codes = []
    return codes[0] if codes and all(500 <= code <= 599 for code in codes) else 0


def set_mail_aside(mail: OutgoingMail, fault: str) -> None:
    """Try a mail no more; the desk sees why, and can send it again."""
    found = OutgoingMail.objects.filter(pk=mail.pk)
    found.update(fault=fault, leased_until=None, state=OutgoingMail.State.DEAD)


def postpone_mail(mail: OutgoingMail, fault: str) -> None:
    """Try again later, each time after twice as long; in the end set it aside for the desk."""
    is_over = mail.attempts >= ATTEMPTS
    OutgoingMail.objects.filter(pk=mail.pk).update(
        fault=fault,
        leased_until=None,
        due_at=timezone.now() + FIRST_PAUSE * 2 ** (mail.attempts - 1),
        state=OutgoingMail.State.DEAD if is_over else OutgoingMail.State.WAITING,
    )


@transaction.atomic
def retry_mail(mail: OutgoingMail) -> None:
    """Put a mail that was set aside back into the outbox."""
    mail.state, mail.attempts, mail.due_at = OutgoingMail.State.WAITING, 0, timezone.now()
    mail.save(update_fields=["state", "attempts", "due_at"])


def send_due_mail(is_over: Callable[[], bool] = lambda: False) -> int:
    """Send everything that is due, unless it is time to end. Returns how many were tried."""
    tried, CONNECTION.is_kept = 0, True
    try:
        while not is_over() and (mail := lease_next_mail()):
            send_leased_mail(mail)
            tried += 1
    finally:
        CONNECTION.is_kept = False
        CONNECTION.close_quietly()
    return tried
