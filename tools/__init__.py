"""What stands behind the Makefile before anything is installed: the standard library alone.

This file keeps to words that an old Python understands, so that it answers with a sentence.
"""

import sys

TOO_OLD = """The column needs Python 3.11 or newer; this one is {}. Nothing was changed.
Name a newer one, for example: make run PYTHON=python3.12"""


def check_python(version: "tuple[int, ...]") -> None:
    """End the program with a sentence unless `version` (major, minor, patch) is new enough."""
    if version < (3, 11):
        raise SystemExit(TOO_OLD.format(".".join(str(part) for part in version)))


check_python(sys.version_info[:3])
