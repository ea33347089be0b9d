"""Folders for files that stand in the clear while they are read or packed."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

PREFIX = "advice-column-transfer-"
LEFT_SECONDS = 24 * 60 * 60  # no import or export takes as long


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield a folder that only its owner can enter, and that goes again."""
    with TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def delete_left_folders() -> None:
    """Delete what killed processes have left of such folders."""
    for folder in Path(gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if abs(time.time() - folder.stat().st_mtime) > LEFT_SECONDS:  # a clock may be ahead
                shutil.rmtree(folder)
