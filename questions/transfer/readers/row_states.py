"""Whether a table's rows were public, as far as its columns say so.

In doubt a row is not public: a column that may say something of it must say plainly "public".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from questions.transfer.csv_cells import COLUMNS
from questions.transfer.items import LeftOut
from questions.transfer.readers.dates import parse_moment
from questions.transfer.readers.options import ReadOptions, future_reason
from questions.transfer.readers.restrictions import DEPENDS
from questions.transfer.readers.state_words import (
    HARMLESS,
    NO,
    PRIVATE,
    PUBLIC,
    YES,
    Sense,
    plain_words,
    sense_of,
)

MOST_STATES = 12  # different words in a column of states
LONGEST_STATE = 40
NOT_PUBLISHED = "It was not published."
NOT_READ = "column that is not read"
MAY_HIDE = (
    "column that may say who could read a row; call it “state” (published, draft) or delete it"
)
PUBLIC_CELLS = {
    Sense.STATE: PUBLIC,
    Sense.SHOWN: PUBLIC | YES,
    Sense.HIDDEN: PUBLIC | NO,
}
SAID_NO = NO - {"", "-", "–"}
PRIVATE_CELLS = {Sense.STATE: SAID_NO, Sense.SHOWN: SAID_NO, Sense.HIDDEN: YES}


@dataclass
class TableColumns:
    """The columns of a table that are not ours.

    Attributes:
        senses: what those say of who could read.
        cells: the different cells of each, as far as they are few.
    """

    senses: dict[str, Sense] = field(default_factory=dict)
    cells: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def note_row(self, row: dict[str, str]) -> None:
        """Note what a row has in columns that are not ours."""
        for column, cell in row.items():
            if column == "state" or column not in COLUMNS:
                known = self.cells[column]
                if len(known) <= MOST_STATES:
                    known.add(plain_words(cell[: LONGEST_STATE + 1]))

    def find_senses(self) -> None:
        """Find which columns say who could read, by their names or by their cells."""
        for column, cells in self.cells.items():
            sense = sense_of(column) or (Sense.STATE if may_be_states(column, cells) else None)
            if sense:
                self.senses[column] = sense

    def name_others(self, table: str) -> Iterator[LeftOut]:
        """Name the columns of which nothing is kept, and those that only may say who could read."""
        for column, cells in self.cells.items():
            what = NOT_READ if column not in self.senses else "" if sense_of(column) else MAY_HIDE
            if what and cells != {""}:
                yield LeftOut(what, column[:LONGEST_STATE], table, 1)


def may_be_states(column: str, cells: set[str]) -> bool:
    """Whether cells look like states: few and short, one of them private, or all yes and no.

    Args:
        column: its name.
        cells: its different cells.
    """
    if len(cells) > MOST_STATES or any(len(cell) > LONGEST_STATE for cell in cells):
        return False
    is_yes_or_no = bool(cells - {""}) and cells <= YES | NO
    return any(PRIVATE.search(cell) for cell in cells) or (
        is_yes_or_no and plain_words(column) not in HARMLESS
    )


def survey_rows(rows: Iterable[tuple[int, dict[str, str]]]) -> TableColumns:
    """Read a table once, for what its columns are."""
    found = TableColumns()
    for _, row in rows:
        found.note_row(row)
    found.find_senses()
    return found


def state_reason(row: dict[str, str], columns: TableColumns, options: ReadOptions) -> str:
    """Say why a row is not public; "" if no column speaks against it.

    Args:
        row: its cells by column.
        columns: what the table's columns are.
        options: how to read it.
    """
    found = [cell_reason(row, one, sense, options) for one, sense in columns.senses.items()]
    reasons = sorted({*found} - {""}, key=lambda reason: reason != NOT_PUBLISHED)
    return reasons[0] if reasons else ""


def cell_reason(row: dict[str, str], column: str, sense: Sense, options: ReadOptions) -> str:
    """Say why a cell keeps its row from being public; "" if it says plainly that it was.

    Args:
        row: its cells by column.
        column: whose cell it is.
        sense: what the column says.
        options: how to read it.
    """
    cell = plain_words(row.get(column, ""))
    if cell in PUBLIC_CELLS[sense]:
        return ""
    if sense is Sense.SHOWN and (moment := parse_moment(row.get(column, ""), options.zone)):
        return future_reason(moment, options.now)
    if cell in PRIVATE_CELLS[sense] or PRIVATE.search(cell):
        return NOT_PUBLISHED
    return f"{DEPENDS}: its column “{column[:LONGEST_STATE]}” does not say so."
