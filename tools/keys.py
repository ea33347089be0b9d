"""The secrets of a local column, in local.env: made once, and never changed."""

import fcntl
import os
from pathlib import Path

from advice.keys import GENERATORS

HEADING = """# The secrets of this column, made by `make run` for this machine alone. Keep them
# to yourself, and keep a copy: without LETTER_KEYS nobody can read the letters any more.
"""


def ensure_secrets(path: Path) -> list[str]:
    """Make sure that `path` sets every secret, and return the names of those that were added.

    What the file holds already is never changed. Only its owner can read it. It is on disk before
    this returns, because a letter that is sealed next must not outlive its key.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+") as file:
        os.fchmod(descriptor, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)  # two runs at once must not make two keys
        text = file.read()
        names = {
            line.partition("=")[0].removeprefix("export ").strip() for line in text.split("\n")
        }
        added = [name for name in GENERATORS if name not in names]
        start = HEADING if not text else "" if text.endswith("\n") else "\n"
        file.write(start + "".join(f"{name}={GENERATORS[name]()}\n" for name in added))
        file.flush()
        os.fsync(descriptor)
    return added
