"""The secrets of a column that sets itself up: made once, and never changed.

This module knows nothing but Python's own library: `tools/` uses it before anything is installed.
"""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

GENERATORS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "LETTER_KEYS": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),  # Fernet
    "RECEIPT_KEY": lambda: secrets.token_urlsafe(32),
}

IRREPLACEABLE = ("LETTER_KEYS", "RECEIPT_KEY")
COLUMN_FILES = ("column.sqlite3", "search.sqlite3")  # made after the keys; never without them


def find_lost_keys(data: Path) -> list[Path]:
    """Key files that were here: a column lived in this folder, and new keys would not open it."""
    if not any((data / name).exists() for name in COLUMN_FILES):
        return []
    files = [data / "keys" / name.lower() for name in IRREPLACEABLE if not is_given(name)]
    return [path for path in files if not path.exists()]


def is_given(name: str) -> bool:
    """Whether the environment gives a secret, or names its file."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def ensure_key_files(folder: Path) -> list[str]:
    """Make sure that a folder has a file for every secret that the environment does not give.

    `NAME_FILE` is set in the environment for each file, as `advice/env.py` reads it. Two processes
    may do this at once: both use what the first one made. A file is on disk before its name is.

    Args:
        folder: where the files are; made if it is not there.

    Returns:
        The names of the secrets that were made now.

    Raises:
        OSError: the folder cannot be written to.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    for name, generate in GENERATORS.items():
        if is_given(name):
            continue
        path = folder / name.lower()
        if not path.exists() and write_key_file(path, generate()):
            made.append(name)
        os.environ[f"{name}_FILE"] = str(path)
    return made


def write_key_file(path: Path, key: str) -> bool:
    """Write a key for its owner alone. Returns False when another process was first."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{key}\n")
        file.flush()
        os.fsync(descriptor)
    try:
        os.link(draft, path)  # unlike a rename, it never takes the place of a key
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
