"""Error reports to Sentry, or to a service with the same protocol, if SENTRY_DSN is set.

Sentry's own integrations send what they find: addresses, headers, cookies, forms, the values of
variables, lines of the log. None of them is used. A report is made here, from what the log says of
an error anyway: its kind, the lines of code that it came through, the pattern of the address. It
never has an exception's message, which may quote.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import FrameType, ModuleType, TracebackType
from typing import Any

from advice.env import setting_error
from advice.logging import REQUEST_ID, find_route, list_causes
from advice.logging_settings import OURS

FLUSH_SECONDS = 2.0  # for the last report of a process that ends
ALLOWED = {"event_id", "timestamp", "level", "logger", "platform", "release", "environment"}
ALLOWED |= {"sdk", "logentry", "exception", "tags"}
OPTIONS: dict[str, Any] = {
    "default_integrations": False,
    "auto_enabling_integrations": False,
    "include_local_variables": False,
    "include_source_context": False,
    "max_breadcrumbs": 0,
    "auto_session_tracking": False,
    "send_client_reports": False,
    "server_name": "",
}
PROJECT = Path(__file__).parent.parent


def start_reports(dsn: str) -> None:
    """Report errors from now on, in the processes that are forked from this one too.

    Args:
        dsn: where to.

    Raises:
        ImproperlyConfigured: the package is missing, or the address makes no sense.
    """
    sentry = load_sentry()
    try:
        sentry.init(dsn=dsn, before_send=keep_allowed, **OPTIONS)
    except sentry.utils.BadDsn:
        raise setting_error("SENTRY_DSN", "is no DSN", "Copy it from Sentry's settings.") from None
    former = sys.excepthook
    sys.excepthook = lambda kind, error, trace: report_uncaught(former, kind, error, trace)


def load_sentry() -> ModuleType:
    """The package, which is an extra of its own."""
    try:
        import sentry_sdk
        import sentry_sdk.utils
    except ImportError:
        raise setting_error(
            "SENTRY_DSN", "is set, but sentry-sdk is missing", "Run: pip install sentry-sdk"
        ) from None
    return sentry_sdk


def keep_allowed(event: dict[str, Any], _hint: Any) -> dict[str, Any]:
    """Only what this module puts into a report, whatever the package adds."""
    return {key: value for key, value in event.items() if key in ALLOWED}


class ErrorReportHandler(logging.Handler):
    """Reports each record that it is given."""

    def emit(self, record: logging.LogRecord) -> None:
        """Send the record; whatever fails here must not fail what was logged."""
        with suppress(Exception):
            self.send_report(record)

    def send_report(self, record: logging.LogRecord) -> None:
        """Send the record; one that says that a process ends is waited for."""
        sentry = load_sentry()
        error = record.exc_info[1] if record.exc_info else getattr(record, "error", None)
        sentry.capture_event(build_event(record, error))
        if record.levelno >= logging.CRITICAL:
            sentry.flush(FLUSH_SECONDS)


def report_uncaught(
    former: Any, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Report what ends the process, then say it as usual.

    Args:
        former: what says it.
        kind: the error's class.
        error: the error.
        trace: where it came through.
    """
    if isinstance(error, Exception):
        sentry = load_sentry()
        exception = {"values": list(describe_chain(error))}
        sentry.capture_event({"level": "fatal", "logger": "command", "exception": exception})
        sentry.flush(FLUSH_SECONDS)
    former(kind, error, trace)


def build_event(record: logging.LogRecord, error: BaseException | None) -> dict[str, Any]:
    """A report as Sentry has it.

    Args:
        record: a line of the log.
        error: what was raised, if anything was.
    """
    is_ours = record.name.split(".")[0] in OURS
    event: dict[str, Any] = {
        "level": "fatal" if record.levelno >= logging.CRITICAL else record.levelname.lower(),
        "logger": record.name,
        "logentry": {"message": record.getMessage() if is_ours else str(record.msg)},
        "tags": make_tags(record),
    }
    if error:
        event["exception"] = {"values": list(describe_chain(error))}
    return event


def make_tags(record: logging.LogRecord) -> dict[str, str]:
    """Which request it was about, by its name in the log and the pattern of its address."""
    tags = {"request_id": REQUEST_ID.get()} if REQUEST_ID.get() else {}
    if request := getattr(record, "request", None):
        tags["route"] = find_route(request)
    return tags


def describe_chain(error: BaseException) -> Iterator[dict[str, Any]]:
    """An error and what it came from, which Sentry wants first; never a message."""
    for one in reversed(list_causes(error)):
        frames = [] if one.__traceback__ is None else list(describe_frames(one.__traceback__))
        kind = type(one)
        yield {
            "type": kind.__name__,
            "module": kind.__module__,
            "value": "",
            "stacktrace": {"frames": frames},
        }


def describe_frames(trace: TracebackType) -> Iterator[dict[str, Any]]:
    """The lines of code that an error came through; never a variable."""
    step: TracebackType | None = trace
    while step:
        yield describe_frame(step.tb_frame, step.tb_lineno)
        step = step.tb_next


def describe_frame(frame: FrameType, line: int) -> dict[str, Any]:
    """One line of code."""
    path = Path(frame.f_code.co_filename)
    module = str(frame.f_globals.get("__name__", ""))
    is_ours = module.split(".")[0] in OURS
    is_inside = is_ours and path.is_relative_to(PROJECT)  # not where it is a link to elsewhere
    return {
        "filename": str(path.relative_to(PROJECT)) if is_inside else path.name,
        "function": frame.f_code.co_name,
        "module": module,
        "lineno": line,
        "in_app": is_ours,
    }
