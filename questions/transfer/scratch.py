"""Folders for files that stand in the clear while they are read or packed."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

PREFIX = "advice-column-transfer-"
LEFT_SECONDS = 24 * 60 * 60  # an older one is looked at


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield a folder that only its owner can enter, and that goes again."""
    with (
        TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder,
        locked_folder(Path(folder)),
    ):
        yield Path(folder)


@contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """Hold a folder as long as this process works in it; the lock ends with the process.

    Raises:
        OSError: another process holds it.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def delete_left_folders() -> None:
    """Delete what killed processes have left of such folders, never one that is in use."""
    for folder in Path(gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if abs(time.time() - folder.stat().st_mtime) > LEFT_SECONDS:  # a clock may be ahead
                with locked_folder(folder):
                    shutil.rmtree(folder)
