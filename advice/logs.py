"""What logs must not hold: the secrets that stand in some addresses."""

import logging
import re
from typing import Any

SECRET = re.compile(r"(/(?:subscribe/(?:confirm|choices|leave)|reply/feed|admin/look)/)[^/\s?'\"]+")


class Discreet(logging.Filter):
    """Writes `…` in the place of a secret; Django logs the address of everything it refuses."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record goes through, without its secrets."""
        record.msg = without_secrets(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(without_secrets(one) for one in record.args)
        return True


def without_secrets(value: Any) -> Any:
    """A text with its secrets taken out; anything else as it is."""
    return SECRET.sub(r"\1…", value) if isinstance(value, str) else value
