"""The outbox: every mail that we send goes through it.

A mail is a row before it is sent, written in the transaction that causes it. The worker takes it
under a lease, sends it with a Message-ID made from the row, and wipes its address. A process that
dies in between leaves a row that is taken again: no mail is lost, and one that was sent twice
carries the same Message-ID.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from questions.leases import (
    Retries,
    find_misdated,
    lease_next_row,
    postpone_row,
    set_row_aside,
)
from questions.mail.fates import Fate
from questions.mail.refusals import permanent_refusal, refused_address
from questions.mail.return_path import make_return_path
from questions.models import OutgoingMail, WeeklyCount

ATTEMPTS = 8  # about two hours from the first to the last
RETRIES = Retries(timedelta(minutes=5), first_pause=timedelta(minutes=1), attempts=ATTEMPTS)
MAILS_PER_CONNECTION = 50

Composer = Callable[[OutgoingMail], EmailMessage]
COMPOSERS: dict[str, Composer] = {}
FateHandler = Callable[[OutgoingMail, Fate], None]
FATE_HANDLERS: list[FateHandler] = []


class NotNeeded(Exception):
    """There is nothing to send any more: taken down, skipped, too old."""


def register_composer(kind: str, compose: Composer) -> None:
    """Let `compose` word the mails of a kind.

    Args:
        kind: one of `OutgoingMail.Kind`.
        compose: makes the message from its row when it is sent; raises NotNeeded.
    """
    COMPOSERS[kind] = compose


def register_fate_handler(handle: FateHandler) -> None:
    """Let `handle` know of each mail that did not arrive, in the transaction that notes it."""
    FATE_HANDLERS.append(handle)


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
    """Lease the mail that is due longest, or nothing; the many of an issue let all others pass."""
    return lease_next_row(OutgoingMail.objects.all(), RETRIES, order=("is_bulk", "due_at"))


def bring_forward_misdated() -> int:
    """Make mail due that a clock which was ahead has put off. Returns how many.

    The news of an answer that is still scheduled waits all the same.
    """
    now = timezone.now()
    coming = Q(letter__question__publish_at__gt=now)
    return find_misdated(OutgoingMail.objects.all(), RETRIES).exclude(coming).update(due_at=now)


def send_leased_mail(mail: OutgoingMail) -> bool:
    """Send a leased mail, and write down how it went. Returns whether a server took it."""
    try:
        message = compose_mail(mail)
        message.connection = CONNECTION.open_if_closed()
        message.send()
        CONNECTION.close_unless_kept()
    except NotNeeded:
        settle_mail(mail, OutgoingMail.State.DROPPED)
        return False
    except Exception as error:  # a mail server fails in many ways, and none may stop the others
        CONNECTION.close_quietly()
        settle_failure(mail, error)
        return False
    settle_mail(mail)
    return True


@transaction.atomic
def settle_failure(mail: OutgoingMail, error: Exception) -> None:
    """Write down why a mail could not be sent.

    Where nobody is at the address, it goes at once; where that is not certain, the mail is set
    aside or tried again.
    """
    fate, code = refused_address(error), permanent_refusal(error)
    if fate == Fate.HARD:
        settle_mail(mail, OutgoingMail.State.RETURNED)
    elif code:
        set_row_aside(mail, _("The mail server refused it for good (%d).") % code)
    else:
        postpone_row(mail, type(error).__name__, RETRIES)
    if fate and (code or mail.attempts >= ATTEMPTS):
        for handle in FATE_HANDLERS:
            handle(mail, fate)


def compose_mail(mail: OutgoingMail) -> EmailMessage:
    """The mail as it goes out, always under the same Message-ID."""
    message = COMPOSERS[mail.kind](mail)
    message.extra_headers["Message-ID"] = f"<{mail.pk}@{message_domain()}>"
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    if return_path := make_return_path(mail.pk):
        message.extra_headers.setdefault("From", message.from_email)
        message.from_email = return_path
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


def send_due_mail(is_over: Callable[[], bool] = lambda: False) -> int:
    """Send everything that is due, unless it is time to end. Returns how many were tried."""
    tried, sent, CONNECTION.is_kept = 0, 0, True
    try:
        while not is_over() and (mail := lease_next_mail()):
            sent += send_leased_mail(mail)
            tried += 1
    finally:
        CONNECTION.is_kept = False
        CONNECTION.close_quietly()
        if sent:  # in one go, because a count a mail would be a second sync to the disk
            WeeklyCount.increment_count(WeeklyCount.MAIL_SENT, sent)
    return tried
