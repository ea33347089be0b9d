"""The index of words: one file of SQLite's FTS5 on each node, whatever the main database is.

The file is derived: it is left out of backups, and made again when it is missing or damaged. It is
brought in line by comparing with what is published. Its own copy of the words, compressed, is there
because FTS5 needs them to take every trace of a text out again.
"""

import fcntl
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from questions.search.word_file import (
    check_file,
    make_file,
    merge_parts,
    open_database,
    read_state,
    update_file,
)

log = logging.getLogger(__name__)


class Unusable(Exception):
    """The file is missing, damaged or of another format."""


class WordIndex:
    """The file, as one process uses it.

    Args:
        path: where it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.local = threading.local()
        self.failures = 0  # times that the file could not be written

    def open_connection(self) -> sqlite3.Connection:
        """This thread's connection to the file that is there now.

        Raises:
            Unusable: it is not there, or another one than this version makes.
        """
        try:
            identity = self.path.stat().st_ino
        except OSError:
            raise Unusable from None
        if getattr(self.local, "identity", None) != identity:
            self.close_connection()
            self.local.database = open_database(self.path)
            self.local.identity = identity
        return self.local.database

    def close_connection(self) -> None:
        """Close this thread's connection, before a fork or when the file is another one."""
        if database := getattr(self.local, "database", None):
            database.close()
        self.local.database = self.local.identity = None

    @contextmanager
    def open_state(self) -> Iterator[sqlite3.Connection]:
        """A connection in one state of the file.

        Raises:
            Unusable: it is missing or damaged; `bring_in_line` makes it again.
        """
        try:
            database = self.open_connection()
            database.execute("BEGIN")
            try:
                check_file(database, self.path)
                yield database
            finally:
                with suppress(sqlite3.Error):
                    database.execute("COMMIT")
        except sqlite3.Error as error:
            raise Unusable from error

    @contextmanager
    def hold_lock(self) -> Iterator[bool]:
        """The right to write, which one process of a node has at a time; whether we have it."""
        with self.path.with_suffix(".lock").open("w", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def is_in_line(self, version: str) -> bool:
        """Whether the file is that of a version of the column."""
        try:
            with self.open_state() as database:
                return read_state(database).get("version") == version
        except Unusable:
            return False

    def bring_in_line(self, version: str, most: int | None = None) -> bool:
        """Make the file what the database says; erased text leaves it first of all.

        Args:
            version: the version of the column, as it was read before.
            most: the number of letters to add at most; None for all.

        Returns:
            Whether everything is in the file. If not, somebody else is writing, or more is to be
            added than `most`.
        """
        if self.is_in_line(version):
            return True
        with self.hold_lock() as is_ours:
            return is_ours and self.try_update(version, most)

    def try_update(self, version: str, most: int | None) -> bool:
        """Update the file, and remove it if that shows that it is damaged; see above."""
        try:
            return update_file(self.open_or_make(), version, most)
        except Unusable:  # somebody is reading
            return False
        except sqlite3.Error as error:
            self.failures += 1
            with suppress(Unusable):
                self.discard_file(error)
            return False

    def merge_parts(self) -> None:
        """Let words be found quicker in a file that was filled; left out if somebody is writing."""
        with self.hold_lock() as is_ours, suppress(Unusable, sqlite3.Error):
            if is_ours:
                merge_parts(self.open_connection())

    def count_letters(self) -> int:
        """How many letters are in the file."""
        try:
            with self.open_state() as database:
                return database.execute("SELECT COUNT(*) FROM held").fetchone()[0]
        except Unusable:
            return 0

    def open_or_make(self) -> sqlite3.Connection:
        """A connection to write with; what is damaged or of another format is made again."""
        try:
            with self.open_state() as database:
                return database
        except Unusable as error:
            self.discard_file(error)
        make_file(self.path)
        return self.open_connection()

    def discard_file(self, error: Exception) -> None:
        """Remove a file that cannot be used, unless somebody was only in the way."""
        if "locked" in str(error.__cause__ or error):
            raise Unusable from error
        self.unlink_file()

    def remove_file(self) -> None:
        """Remove the file, so that it is made anew; whoever writes to it now finishes first."""
        with self.path.with_suffix(".lock").open("w", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.unlink_file()

    def unlink_file(self) -> None:
        """Remove the file and what a crash left beside it."""
        self.close_connection()
        for path in (self.path, Path(f"{self.path}-journal")):
            path.unlink(missing_ok=True)
