"""What the log is told of a request: which kind of page it was for, never which page."""

import logging
import traceback
from pathlib import Path
from typing import Any

UNKNOWN = "(no page of ours)"


class PathRedactionFilter(logging.Filter):
    """Puts the route in the place of the path, which may carry a receipt or a secret link."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mend the record, and let it through."""
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple):
            record.args = tuple(sanitise_argument(word, request) for word in record.args)
        return True


def sanitise_argument(word: Any, request: Any) -> Any:
    """A word of the record: the route for a path, and a refused referrer without its address."""
    if not isinstance(word, str):
        return word
    if word.startswith("/"):
        return find_route(request)
    return word.partition(" - ")[0] if word.startswith("Referer") else word


def find_route(request: Any) -> str:
    """The pattern that the path matched, such as `/questions/<slug:slug>/`."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else UNKNOWN


def describe_error(error: BaseException) -> str:
    """An error's kind and the lines that it came through; never its message, which may quote."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return " < ".join([type(error).__name__, *reversed(places)])
