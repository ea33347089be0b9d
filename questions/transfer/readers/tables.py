"""Read CSV row by row."""

import csv
import io
from collections.abc import Iterator

from questions.transfer.sources import (
    UTF16_MARKS,
    WINDOWS,
    Source,
    SourceRefused,
    damage_refused,
    decode_text,
    read_head,
)

MAX_CELL = 4 * 1024**2
MAX_HEADER = 4096
NAMELESS = "(no name)"


def read_rows(source: Source, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a table with their lines; raise `SourceRefused` where it is no CSV.

    Args:
        source: where the table is.
        name: its name there.
    """
    csv.field_size_limit(MAX_CELL)
    with damage_refused(name), source.open_entry(name) as stream:
        head = read_head(source, name)[:MAX_HEADER]
        encoding = "utf-16" if head.startswith(UTF16_MARKS) else "utf-8-sig"
        text = io.TextIOWrapper(stream, encoding, errors=WINDOWS, newline="")
        first = decode_text(head).split("\n", 1)[0]
        reader = csv.DictReader(text, restkey="", restval="", delimiter=find_separator(first))
        line = reader.reader.line_num + 1
        try:
            for row in reader:
                yield max(line, 2), clean_row(row)
                line = reader.line_num + 1
        except csv.Error as error:
            raise SourceRefused(f"Line {line} of {name} is not CSV.") from error


def find_separator(header: str) -> str:
    """Return what stands between a table's columns: Excel writes semicolons in half of Europe."""
    return max(",;\t", key=header.count)


def clean_row(row: dict[str, str]) -> dict[str, str]:
    """Return a row's cells by the lower-case names of their columns."""
    named = ((str(key or "").strip().lower(), value) for key, value in row.items())
    return {key or NAMELESS: value for key, value in named if isinstance(value, str)}
