"""What a mail that came back says: delivery reports, complaints, and notices without structure.

RFC 3464 has delivery reports, RFC 5965 complaints; `flufl.bounce` knows how mail servers of the
last thirty years put the rest. Anybody can send such a mail, so nothing in it is believed beyond
what happened, its size and its parts are bounded, and whatever cannot be read is no report.
"""

import email
from email.message import Message

from flufl.bounce import all_failures

from questions.mail.fates import Fate, judge_status

MAX_BYTES = 128 * 1024  # what happened stands in front of the copy of our mail
LONGEST_NOTICE = 4000  # characters, before the copy of our mail
MAX_PARTS = 20  # a report has six or so
COMPLAINTS = {"abuse", "fraud", "other", "opt-out", "opt-out-list"}
FAILED = {"failed", "failure"}
NOTICES = b"message/global-delivery-status"  # RFC 6533: the same in UTF-8


def read_fate(raw: bytes) -> Fate | None:
    """What a mail reports about one of ours; None when it is no report, or of no failure."""
    raw = raw[:MAX_BYTES].replace(NOTICES, b"message/delivery-status")
    plain = raw.lower()
    if plain.count(b"multipart/") + plain.count(b"message/") > MAX_PARTS:
        return None
    try:
        return judge_message(email.message_from_bytes(raw))
    except Exception:  # whoever wrote it may want us to stumble
        return None


def judge_message(message: Message) -> Fate | None:
    """The same of a mail that is taken apart."""
    parts = {part.get_content_type(): part for part in message.walk()}
    if complaint := parts.get("message/feedback-report"):
        return judge_complaint(complaint)
    if status := parts.get("message/delivery-status"):
        return judge_delivery(status)
    return judge_notice(message)


def judge_complaint(part: Message) -> Fate | None:
    """A feedback report; those about signatures, and "this is no spam", are no complaint."""
    kinds = {read_field(fields, "feedback-type").lower() for fields in fields_of(part)}
    return Fate.COMPLAINT if kinds & COMPLAINTS else None


def judge_delivery(part: Message) -> Fate | None:
    """A delivery report: the worst that it says of a recipient. "Delayed" is not over yet."""
    fates = [judge_recipient(fields) for fields in fields_of(part)]
    return min(filter(None, fates), default=None)  # hard comes before soft


def judge_recipient(fields: Message) -> Fate | None:
    """What a delivery report says of one recipient."""
    if read_field(fields, "action").partition("(")[0].strip().lower() not in FAILED:
        return None
    status, said = read_field(fields, "status"), read_field(fields, "diagnostic-code")
    return judge_status(status, said) or Fate.SOFT


def fields_of(part: Message) -> list[Message]:
    """The groups of fields in a report."""
    groups = part.get_payload()
    return [one for one in groups if isinstance(one, Message)] if isinstance(groups, list) else []


def read_field(fields: Message, name: str) -> str:
    """A field; empty where there is none."""
    return str(fields.get(name, "")).strip()


def judge_notice(message: Message) -> Fate | None:
    """A notice that only people were meant to read. One of a delay is not over yet."""
    if not message.get("from"):
        message["From"] = "nobody"  # one of the detectors stumbles without
    _delayed, failed = all_failures(message)
    return (judge_status(read_text(message)) or Fate.HARD) if failed else None


def read_text(message: Message) -> str:
    """The first text of a mail, with what a server said in it."""
    texts = (part for part in message.walk() if part.get_content_type() == "text/plain")
    body = next(texts, None)
    return str(body.get_payload())[:LONGEST_NOTICE] if body else ""
