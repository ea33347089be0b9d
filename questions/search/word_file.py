"""What stands in the file of the index of words, and how letters get in and out."""

import json
import sqlite3
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
MERGED = 1000  # pages of 4 kB that are merged in one transaction: about 30 ms
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
{secure}
INSERT INTO state VALUES ('format', '{format}');
COMMIT;
"""


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
            database.execute(
                "INSERT INTO words (words, rowid, headline, letter, answer)"
                " VALUES ('delete', ?, ?, ?, ?)",
                [number, *read_copy(database, number)],
            )
            database.execute("DELETE FROM texts WHERE number = ?", [number])
            database.execute("DELETE FROM held WHERE number = ?", [number])
    if not CAN_DELETE_SECURELY:
        database.execute("INSERT INTO words (words) VALUES ('optimize')")


def read_copy(database: sqlite3.Connection, number: int) -> list[str]:
    """The words of a letter as they were put in.

    Args:
        database: the file.
        number: of the letter.

    Raises:
        sqlite3.DatabaseError: they are damaged, so that nothing can be taken out by them.
    """
    row = database.execute("SELECT words FROM texts WHERE number = ?", [number]).fetchone()
    try:
        texts: list[str] = json.loads(zlib.decompress(row[0]))
    except (TypeError, ValueError, zlib.error):
        raise sqlite3.DatabaseError("a damaged copy") from None
    return texts


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


def merge_parts(database: sqlite3.Connection) -> None:
    """Make one part of those in which FTS5 files what comes in, some pages at a time.

    Each part is asked for each word: a correction, which asks for hundreds, took seven times as
    long after a file had been filled. Readers go on between two steps.
    """
    step, done = -MERGED, -2
    while database.total_changes - done > 1:  # as FTS5 says that there is nothing left to do
        done = database.total_changes
        database.execute("INSERT INTO words (words, rank) VALUES ('merge', ?)", [step])
        step = MERGED
