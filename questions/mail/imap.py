"""A mailbox with mail that came back, read over IMAP.

Only the beginning of a mail is fetched. What was taken in is deleted, because it quotes our mail
and names an address; everything else is left for people, marked as read.
"""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from advice.env_mail import Mailbox

TIMEOUT = 20.0  # seconds for each answer of the server
MOST_AT_ONCE = 200


class MailboxError(Exception):
    """The mailbox can't be read. Says why without quoting the server."""


@contextmanager
def open_mailbox(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    """Sign in and choose the folder.

    Raises:
        MailboxError: the server is not there or goes away, or refuses us or the folder.
    """
    try:
        with connected_to(mailbox) as server:
            server.login(mailbox.user, mailbox.password)
            folder = mailbox.folder.replace("\\", "\\\\").replace('"', '\\"')
            if server.select(f'"{folder}"')[0] != "OK":
                raise MailboxError("The mailbox has no such folder.")
            yield server
    except imaplib.IMAP4.abort:
        raise MailboxError("The connection to the mailbox broke off. Try again later.") from None
    except imaplib.IMAP4.error:
        raise MailboxError("The mailbox refuses the user or a command.") from None
    except (OSError, ssl.SSLError) as error:
        raise MailboxError(f"The mailbox can’t be reached ({type(error).__name__}).") from None


@contextmanager
def connected_to(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    """A connection, which is closed even where the server has dropped it."""
    server = connect_to(mailbox)
    try:
        yield server
    finally:
        try:
            server.logout()
        except (imaplib.IMAP4.error, OSError):
            server.shutdown()


def connect_to(mailbox: Mailbox) -> imaplib.IMAP4:
    """Connect, with a certificate that is checked."""
    if not mailbox.is_encrypted:
        return imaplib.IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT)
    context = ssl.create_default_context()
    return imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=TIMEOUT)


def unread_numbers(server: imaplib.IMAP4) -> list[str]:
    """The mails that nobody has read, the oldest first, and no more than can be read at once."""
    found = server.uid("SEARCH", "UNSEEN")[1]
    return (found[0] or b"").decode("ascii", "replace").split()[:MOST_AT_ONCE]


def mark_read(server: imaplib.IMAP4, number: str, *, is_over: bool) -> None:
    """Mark a mail as read; one that is over is deleted."""
    server.uid("STORE", number, "+FLAGS.SILENT", r"(\Deleted)" if is_over else r"(\Seen)")
    if is_over:
        server.expunge()


def fetch_beginning(server: imaplib.IMAP4, number: str, size: int) -> bytes:
    """The first bytes of a mail; they do not mark it as read."""
    parts = server.uid("FETCH", number, f"(BODY.PEEK[]<0.{size}>)")[1]
    texts = [part[1] for part in parts if isinstance(part, tuple)]
    return bytes(texts[0])[:size] if texts else b""
