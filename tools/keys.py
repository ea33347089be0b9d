"""The secrets of a local column, in var/local.env."""

import base64
import fcntl
import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path

HEADING = """\
# The secrets of this column, made by `make run` for this machine only. Keep them to yourself, and
# keep a copy: without LETTER_KEYS nobody can read the letters any more, not even John.
"""


def letter_key() -> str:
    """Return a fresh Fernet key."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "LETTER_KEYS": letter_key,
    "RECEIPT_KEY": lambda: secrets.token_urlsafe(32),
}


def generate_secrets() -> dict[str, str]:
    """Return a new set of all secrets by name."""
    return {name: make() for name, make in MAKERS.items()}


def ensure_secrets(path: Path) -> list[str]:
    """Make sure that `path` holds every secret, and return the names of those that were added.

    What the file holds already is never changed, and it is for its owner only. Its folder exists.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+") as file:
        os.fchmod(descriptor, 0o600)
        # Two runs at once must not make two keys for the letters.
        fcntl.flock(file, fcntl.LOCK_EX)
        text = file.read()
        absent = missing_secrets(text)
        if absent:
            file.write(text_to_append(text, absent))
            file.flush()
            sync_to_disk(descriptor, path.parent)
    return absent


def missing_secrets(text: str) -> list[str]:
    """Return the names of the secrets that `text`, the contents of such a file, does not set."""
    lines = text.splitlines()
    names = {line.partition("=")[0].removeprefix("export ").strip() for line in lines}
    return [name for name in MAKERS if name not in names]


def text_to_append(text: str, names: Iterable[str]) -> str:
    """Return what to append to `text` so that it sets `names` too."""
    start = HEADING if not text else "" if text.endswith("\n") else "\n"
    return start + "".join(f"{name}={MAKERS[name]()}\n" for name in names)


def sync_to_disk(descriptor: int, folder: Path) -> None:
    """Put the file and its entry in `folder` on disk: a letter sealed next must not outlive it."""
    os.fsync(descriptor)
    entry = os.open(folder, os.O_RDONLY)
    os.fsync(entry)
    os.close(entry)
