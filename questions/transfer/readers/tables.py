"""Read CSV row by row."""

import csv
import io
from collections.abc import Iterator

from questions.transfer.sources import Source, SourceRefused, damage_refused

MAX_CELL = 4 * 1024**2


def read_rows(source: Source, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a table with their lines; raise `SourceRefused` where it is no CSV.

    Args:
        source: where the table is.
        name: its name there.
    """
    csv.field_size_limit(MAX_CELL)
    with damage_refused(name), source.open_entry(name) as stream:
        text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")
        reader = csv.DictReader(text, restkey="", restval="")
        line = reader.reader.line_num + 1
        try:
            for row in reader:
                yield max(line, 2), clean_row(row)
                line = reader.line_num + 1
        except csv.Error as error:
            raise SourceRefused(f"Line {line} of {name} is not CSV.") from error


def clean_row(row: dict[str, str]) -> dict[str, str]:
    """Return a row's cells by the lower-case names of their columns."""
    named = ((str(key or "").strip().lower(), value) for key, value in row.items())
    return {key: value for key, value in named if key and isinstance(value, str)}
