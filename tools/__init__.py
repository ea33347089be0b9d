"""What stands behind the Makefile: scripts that need the standard library and nothing else.

The version is checked here because this file is read before every other one: it keeps to words
that an old Python understands, so that it answers with a sentence and not with a syntax error.
"""

import sys

OLDEST = (3, 11)


def check_python(version: "tuple[int, ...]") -> None:
    """End the program with a sentence unless `version` (major, minor, patch) is new enough."""
    if version < OLDEST:
        found = ".".join(str(part) for part in version)
        raise SystemExit(
            f"The column needs Python 3.11 or newer; this one is {found}. Nothing was changed.\n"
            "Name a newer one, for example: make run PYTHON=python3.12"
        )


check_python(sys.version_info[:3])
