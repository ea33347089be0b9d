"""Lists of the newsletter's readers as tables: ours, and those that other systems write.

Nothing of a line is ever repeated: a line that cannot be taken is known by its number.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from questions.text.normalisation import normalise_line
from questions.transfer.csv_cells import join_list, protect_cell, split_words, unprotect_cell
from questions.transfer.exporters.csv_table import write_row
from questions.transfer.readers.tables import find_separator
from questions.transfer.sources import SourceRefused

COLUMNS = ("address", "opted_in_on", "source", "frequency", "topics")
NAMES = {
    "address": ("address", "email", "email address", "e-mail", "email_address"),
    "opted_in_on": (
        *("opted_in_on", "opted_in_at", "optin_time", "opt_in_time", "confirm_time"),
        *("confirmed_at", "confirmed_on", "subscribed_at", "created_at", "subscription date"),
    ),
    "source": ("source", "origin", "opt_in_source", "signup_source", "subscription source"),
    "frequency": ("frequency",),
    "topics": ("topics", "tags"),
}
ENDED = ("unsubscribed_at", "deleted_at", "unsub_time", "email_disabled")
WANTED = ("subscribed_to_emails", "subscribed")
NO = {"", "0", "false", "no", "off"}
OVER = {"unsubscribed", "cleaned", "bounced", "inactive", "complained", "deleted"}
MOST_IN_A_CELL = 10_000  # characters; csv's own limit is one for the whole process
MAX_ROWS = 200_000
LONGEST_ADDRESS = 254  # RFC 5321, section 4.5.3.1.3
LONGEST_SOURCE = 120
FIRST_YEAR = 1990


class Why(StrEnum):
    """Why a line is left out."""

    NO_ADDRESS = "no address, or not one"
    NO_DAY = "no day of opting in, such as 2021-05-31"
    NO_SOURCE = "nothing says where the reader opted in"
    ENDED = "unsubscribed or unreachable in the other system"
    TWICE = "the same address again"
    BROKEN = "not a line of a table"
    KNOWN = "subscribed here already"
    SUPPRESSED = "unsubscribed here, complained, or no such inbox"


class Reader(NamedTuple):
    """One line of a list.

    Attributes:
        line: its number in the file.
        address: where to.
        opted_in_on: the day of the evidence.
        source: where that was.
        rhythm: how often, as we call it; empty where nothing is said.
        topics: names or addresses of tags.
    """

    line: int
    address: str
    opted_in_on: date
    source: str
    rhythm: str = ""
    topics: tuple[str, ...] = ()


class LeftOut(NamedTuple):
    """A line that is not taken."""

    line: int
    why: Why


def read_list(lines: Iterable[str], source: str = "") -> Iterator[Reader | LeftOut]:
    """Read a table, line by line.

    Args:
        lines: the file's text, each line with its end.
        source: where the readers opted in, for lines that do not say.

    Raises:
        SourceRefused: there is no column of addresses or days, or it is too long.
    """
    table = iter(lines)
    first = next(table, "")
    rows = csv.reader(table, delimiter=find_separator(first))
    header = [normalise_line(name).casefold() for name in split_header(first)]
    check_header(header)
    yield from read_rows(rows, header, source)


def split_header(first: str) -> list[str]:
    """The names of the columns."""
    try:
        return next(csv.reader([first], delimiter=find_separator(first)), [])
    except csv.Error:
        return []


def check_header(header: list[str]) -> None:
    """Refuse a table without what every line needs."""
    for column, words in (("address", "addresses"), ("opted_in_on", "days of opting in")):
        if not set(NAMES[column]) & set(header):
            known = ", ".join(NAMES[column])
            raise SourceRefused(f"There is no column of {words} (one of: {known}).")


def read_rows(rows: Iterator[list[str]], header: list[str], source: str) -> Iterator:
    """Read the lines below the first."""
    for number in range(2, MAX_ROWS + 3):
        try:
            cells = next(rows, None)
        except csv.Error:
            yield LeftOut(number, Why.BROKEN)
            continue
        if cells is None:
            return
        if max(map(len, cells), default=0) > MOST_IN_A_CELL:
            yield LeftOut(number, Why.BROKEN)
            continue
        if any(cells):
            row = dict(zip(header, map(unprotect_cell, cells), strict=False))
            yield read_reader(number, row, source)
    raise SourceRefused(f"The list has more than {MAX_ROWS} lines: split it.")


def read_reader(number: int, row: dict[str, str], source: str) -> Reader | LeftOut:
    """One line as a reader, or why it is none."""
    address, source = pick_raw(row, "address"), pick_cell(row, "source") or normalise_line(source)
    day = read_day(pick_cell(row, "opted_in_on"))
    if not is_address(address):
        return LeftOut(number, Why.NO_ADDRESS)
    if has_ended(row):
        return LeftOut(number, Why.ENDED)
    if day is None:
        return LeftOut(number, Why.NO_DAY)
    if not source:
        return LeftOut(number, Why.NO_SOURCE)
    topics = split_words(pick_cell(row, "topics"))
    rhythm = pick_cell(row, "frequency").casefold()
    return Reader(number, address, day, source[:LONGEST_SOURCE], rhythm, topics)


def pick_cell(row: dict[str, str], column: str) -> str:
    """The cell of a column, in one line and without control characters."""
    return normalise_line(pick_raw(row, column))


def pick_raw(row: dict[str, str], column: str) -> str:
    """The cell of a column, whatever the other system calls it."""
    return next((row[name].strip() for name in NAMES[column] if row.get(name)), "")


def is_address(text: str) -> bool:
    """Whether a cell is an address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_ADDRESS


def has_ended(row: dict[str, str]) -> bool:
    """Whether the other system says that nothing goes to this reader any more."""
    cells = {name: value.strip().casefold() for name, value in row.items() if name}
    is_over = any(cells.get(name, "") not in NO for name in ENDED)
    is_unwanted = any(name in cells and cells[name] in NO for name in WANTED)
    return is_over or is_unwanted or cells.get("status", "") in OVER


def read_day(text: str) -> date | None:
    """A day in ISO's form, perhaps with a time behind it; never one that is still to come."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if day.year >= FIRST_YEAR and day <= timezone.localdate() else None


def write_list(readers: Iterable[Reader]) -> Iterator[str]:
    """Yield the lines of our own table, which no spreadsheet takes for formulas."""
    yield write_row(COLUMNS)
    for one in readers:
        topics, day = join_list(one.topics), one.opted_in_on.isoformat()
        cells = (one.address, day, one.source, one.rhythm, topics)
        yield write_row(map(protect_cell, cells))
