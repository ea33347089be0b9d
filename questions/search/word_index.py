"""The index of words: one file of SQLite's FTS5 on each node, whatever the main database is.

The file is derived: it is left out of backups, and made again when it is missing or damaged. It is
brought in line by comparing with what is published. Its own copy of the words, compressed, is there
because FTS5 needs them to take every trace of a text out again.
"""

import fcntl
import json
import logging
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from questions.models import Question
from questions.search.comparing import (
    BUCKET,
    Sums,
    differing_buckets,
    hidden_question_ids,
    read_fingerprints,
    read_sums,
)
from questions.search.public_words import read_public_words
from questions.search.words import choose_tokenizer, prepare_text

FORMAT = "1"  # another format is another file
WAIT = 1.0  # seconds for somebody else who writes
AT_ONCE = 100  # letters in one transaction
WEIGHTS = "bm25(2.0, 2.0, 1.0)"  # headline, letter, answer
CAN_DELETE_SECURELY = sqlite3.sqlite_version_info >= (3, 42)
SCHEMA = """
PRAGMA journal_mode = DELETE;
BEGIN;
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE held (number INTEGER PRIMARY KEY, fingerprint INTEGER);
CREATE TABLE texts (number INTEGER PRIMARY KEY, words BLOB);
CREATE VIRTUAL TABLE words USING fts5(headline, letter, answer, content='', tokenize='{tokenizer}');
CREATE VIRTUAL TABLE terms USING fts5vocab(words, 'row');
CREATE VIRTUAL TABLE terms_by_column USING fts5vocab(words, 'col');
INSERT INTO words (words, rank) VALUES ('rank', '{weights}');
{secure}
INSERT INTO state VALUES ('format', '{format}');
COMMIT;
"""
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


def open_database(path: Path) -> sqlite3.Connection:
    """A connection to an existing file."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    database = sqlite3.connect(uri, uri=True, timeout=WAIT, isolation_level=None)
    for pragma in ("secure_delete = ON", "synchronous = NORMAL", "cache_size = -8000"):
        database.execute(f"PRAGMA {pragma}")
    return database


def make_file(path: Path) -> None:
    """An empty file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    secure = "INSERT INTO words (words, rank) VALUES ('secure-delete', 1);"
    script = SCHEMA.format(
        tokenizer=choose_tokenizer().replace("'", "''"),
        weights=WEIGHTS,
        format=file_format(),
        secure=secure if CAN_DELETE_SECURELY else "",
    )
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript(script)
    path.chmod(0o600)


def file_format() -> str:
    """What a file must have been made with to be used."""
    return f"{FORMAT} {choose_tokenizer()}".replace("'", "")


def read_state(database: sqlite3.Connection) -> dict[str, str]:
    """What the file says of itself."""
    return dict(database.execute("SELECT name, value FROM state").fetchall())


def check_file(database: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that was cut off or is of another format; inside of a transaction.

    Raises:
        sqlite3.DatabaseError: it is so.
    """
    if read_state(database).get("format") != file_format():
        raise sqlite3.DatabaseError("another format")
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    size = database.execute("PRAGMA page_size").fetchone()[0]
    if path.stat().st_size < pages * size:
        raise sqlite3.DatabaseError("cut off")


def update_file(database: sqlite3.Connection, version: str, most: int | None) -> bool:
    """Compare, take out, put in; see `WordIndex.bring_in_line`."""
    hidden = hidden_question_ids()
    buckets = differing_buckets(held_sums(database), read_sums(hidden))
    wanted = read_fingerprints(buckets)
    wanted = {number: wanted[number] for number in wanted.keys() - hidden}
    held = held_fingerprints(database, buckets)
    remove_texts(database, [number for number in held if held[number] != wanted.get(number)])
    new = sorted(number for number in wanted if held.get(number) != wanted[number])
    chosen = new[:most]
    for start in range(0, len(chosen), AT_ONCE):
        add_texts(database, {number: wanted[number] for number in chosen[start : start + AT_ONCE]})
    if len(chosen) == len(new):
        database.execute("INSERT OR REPLACE INTO state VALUES ('version', ?)", [version])
    return len(chosen) == len(new)


def held_sums(database: sqlite3.Connection) -> Sums:
    """What the file holds, as `comparing.read_sums` says it of the database."""
    rows = database.execute(
        "SELECT number / ?, COUNT(*), SUM(fingerprint) FROM held GROUP BY 1", [BUCKET]
    )
    return {bucket: (count, total) for bucket, count, total in rows}


def held_fingerprints(database: sqlite3.Connection, buckets: list[int]) -> dict[int, int]:
    """The fingerprint of every letter in some thousands that the file holds."""
    found: dict[int, int] = {}
    for bucket in buckets:
        rows = database.execute(
            "SELECT number, fingerprint FROM held WHERE number >= ? AND number < ?",
            [bucket * BUCKET, (bucket + 1) * BUCKET],
        )
        found.update(rows.fetchall())
    return found


@contextmanager
def write_transaction(database: sqlite3.Connection) -> Iterator[None]:
    """One transaction."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def remove_texts(database: sqlite3.Connection, numbers: list[int]) -> None:
    """Take letters out, with every byte of them."""
    if not numbers:
        return
    with write_transaction(database):
        for number in numbers:
            row = database.execute("SELECT words FROM texts WHERE number = ?", [number]).fetchone()
            database.execute(
                "INSERT INTO words (words, rowid, headline, letter, answer)"
                " VALUES ('delete', ?, ?, ?, ?)",
                [number, *json.loads(zlib.decompress(row[0]))],
            )
            database.execute("DELETE FROM texts WHERE number = ?", [number])
            database.execute("DELETE FROM held WHERE number = ?", [number])
    if not CAN_DELETE_SECURELY:
        database.execute("INSERT INTO words (words) VALUES ('optimize')")


def add_texts(database: sqlite3.Connection, wanted: dict[int, int]) -> None:
    """Put letters in, as far as they are still published; with their fingerprints."""
    rows = Question.objects.filter(pk__in=wanted, state=Question.State.PUBLISHED)
    questions = list(rows.only("headline", "letter_text", "sign_off", "answer_html"))
    with write_transaction(database):
        for question in questions:
            texts = [prepare_text(text) for text in read_public_words(question)]
            database.execute(
                "INSERT INTO words (rowid, headline, letter, answer) VALUES (?, ?, ?, ?)",
                [question.pk, *texts],
            )
            packed = zlib.compress(json.dumps(texts).encode(), 1)
            database.execute("INSERT INTO texts VALUES (?, ?)", [question.pk, packed])
            database.execute("INSERT INTO held VALUES (?, ?)", [question.pk, wanted[question.pk]])
