"""Write our own table, which every spreadsheet opens and none can be harmed by."""

import csv
import io
from collections.abc import Iterable, Iterator

from questions.transfer.csv_cells import COLUMNS, VERSION, join_list, protect_cell
from questions.transfer.exporters.site import Site, address_of
from questions.transfer.items import Item


def write_csv(items: Iterable[Item], site: Site) -> Iterator[str]:
    """Yield the lines of a table.

    Args:
        items: what is exported.
        site: the column, of which the table says nothing.
    """
    yield write_row(COLUMNS)
    for item in items:
        yield write_row(protect_cell(cell) for cell in cells_of(item))


def write_row(cells: Iterable[str]) -> str:
    """Write one line, with quotes around every cell."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(cells)
    return out.getvalue()


def cells_of(item: Item) -> tuple[str, ...]:
    """Return the cells of an item, in the order of the columns."""
    return (
        item.headline,
        item.letter,
        item.answer,
        join_list(item.tags),
        item.published_at.isoformat() if item.published_at else "",
        address_of(item),
        item.sign_off,
        item.changed_at.isoformat() if item.changed_at else "",
        join_list(item.addresses),
        join_list(item.content_notes),
        item.pull_quote,
        item.correction,
        item.corrected_on.isoformat() if item.corrected_on else "",
        item.update_of,
        "published" if item.is_public else "draft",
        item.source_id,
        VERSION,
    )
