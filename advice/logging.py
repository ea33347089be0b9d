"""What the log is told of a request: which kind of page it was for, never which page."""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPMethod, HTTPStatus
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import DatabaseError
from django.http.multipartparser import MultiPartParserError

UNKNOWN = "(no page of ours)"
CLIENT_ERRORS = (BadRequest, MultiPartParserError, PermissionDenied, SuspiciousOperation)
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")  # of advice/request_ids.py
OUTAGE_SECONDS = 10.0  # between two lines about a database that does not answer


class PathRedactionFilter(logging.Filter):
    """Puts the route in the place of the path, which may carry a receipt or a secret link."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Sanitise the record, and let it through."""
        request = getattr(record, "request", None)
        if request is not None and is_refusal(record):
            describe_refusal(record, request)
        elif request is not None and isinstance(record.args, tuple):
            record.args = tuple(sanitise_argument(word, request) for word in record.args)
        return True


def is_refusal(record: logging.LogRecord) -> bool:
    """Whether it is about a request that was refused, and quotes it.

    The status alone does not tell: without a database the page that says so is a 503.
    """
    error = record.exc_info[1] if record.exc_info else None
    is_answered = error is not None and getattr(record, "status_code", 500) < 500
    return is_answered or isinstance(error, CLIENT_ERRORS)


def describe_refusal(record: logging.LogRecord, request: Any) -> None:
    """Say in one line that a request was refused; Django would quote it and call it an error.

    Args:
        record: with what was raised, such as DisallowedHost, whose message is the client's.
        request: which was refused.
    """
    kind = type(record.exc_info[1]).__name__ if record.exc_info else ""
    record.msg, record.args = "Refused (%s): %s", (kind, find_route(request))
    record.exc_info = record.exc_text = None
    record.levelno, record.levelname = logging.WARNING, "WARNING"


def sanitise_argument(word: Any, request: Any) -> Any:
    """A word of the record: the route for a path, no method that a client made up."""
    if not isinstance(word, str):
        return word
    if word == request.method and word not in HTTPMethod.__members__:
        return "no method that we know"
    if word.startswith("/"):
        return find_route(request)
    return word.partition(" - ")[0] if word.startswith(("Referer", "Origin")) else word


def find_route(request: Any) -> str:
    """The pattern that the path matched, such as `/questions/<slug:slug>/`."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else UNKNOWN


def describe_error(error: BaseException) -> str:
    """An error's kind and the lines that it came through; never its message, which may quote."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return " < ".join([type(error).__name__, *reversed(places)])


class DatabaseOutageFilter(logging.Filter):
    """Says in one line, and not at every request, that the database does not answer.

    The traceback of each refused request filled two megabytes in fifteen seconds, and said
    nothing that the first line does not say.
    """

    def __init__(self) -> None:
        super().__init__()
        self.silent_until: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a record about something else through, and the first one about the database.

        It is decided once for a record, because the console and the reports to Sentry both ask.
        """
        facts = record.__dict__
        if "is_news" not in facts:
            facts["is_news"] = self.is_news(record)
        return bool(facts["is_news"])

    def is_news(self, record: logging.LogRecord) -> bool:
        """Whether it was not said a moment ago; what it says of a database is made short."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, DatabaseError):
            record.msg, record.args = "The database did not answer (%s).", (type(error).__name__,)
            record.exc_info = record.exc_text = None
            return self.is_first("database")
        if error is None and getattr(record, "status_code", 0) == HTTPStatus.SERVICE_UNAVAILABLE:
            return self.is_first("503")
        return True

    def is_first(self, kind: str) -> bool:
        """Whether there was no line of this kind for a while."""
        now = monotonic()
        if now < self.silent_until.get(kind, now):
            return False
        self.silent_until[kind] = now + OUTAGE_SECONDS
        return True


class PlainFormatter(logging.Formatter):
    """A line for people. A traceback has no exception's message in it, which may quote."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: Any) -> str:  # noqa: N802 (called so by logging)
        """The lines of code, and the kinds of errors."""
        return "\n".join(format_traceback(one) for one in reversed(list_causes(ei[1])))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """The line, and the request's name if there is one."""
        name = REQUEST_ID.get()
        return super().formatMessage(record) + (f" [{name}]" if name else "")


class JsonFormatter(logging.Formatter):
    """A line for programs: one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """What the plain line says, by name, and no more."""
        facts: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if name := REQUEST_ID.get():
            facts["request_id"] = name
        if request := getattr(record, "request", None):
            facts |= {"route": find_route(request), "status": getattr(record, "status_code", None)}
        if record.exc_info and record.exc_info[1]:
            causes = list_causes(record.exc_info[1])
            facts["error"] = " from ".join(describe_error(one) for one in causes)
        return json.dumps(facts, ensure_ascii=False)


def list_causes(error: BaseException) -> list[BaseException]:
    """An error, what it came from, what that came from, and so on; none of them twice."""
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:
        found.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return found


def format_traceback(error: BaseException) -> str:
    """A traceback as Python writes it, but for the message."""
    lines = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{lines}{type(error).__name__}"
