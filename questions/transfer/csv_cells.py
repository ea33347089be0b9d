"""Cells of our own tables, made harmless for spreadsheets and read back without loss.

A spreadsheet runs a cell that begins like a formula. Such a cell gets an apostrophe in front, and
so does one that has an apostrophe already: reading takes away exactly one.
"""

import csv
import io

VERSION_COLUMN = "advice_column_version"
VERSION = "1"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
COLUMNS = (
    "headline",
    "letter",
    "answer",
    "tags",
    "published_at",
    "address",
    "sign_off",
    "changed_at",
    "former_addresses",
    "content_notes",
    "pull_quote",
    "correction",
    "corrected_on",
    "update_of",
    "state",
    "source_id",
    VERSION_COLUMN,
)


def protect_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("'", *DANGEROUS)) else text


def unprotect_cell(text: str) -> str:
    """Return the cell as it was before it was protected."""
    return text.removeprefix("'")


def join_list(values: tuple[str, ...]) -> str:
    """Write several values into one cell, with commas between and quotes where needed."""
    if not values:
        return ""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="").writerow(values)
    return out.getvalue()


def split_list(cell: str) -> tuple[str, ...]:
    """Read the values of one cell."""
    if not cell:
        return ()
    return tuple(next(csv.reader(io.StringIO(cell, newline="")), ()))


def split_words(cell: str) -> tuple[str, ...]:
    """Read the values of a cell that somebody wrote: commas, semicolons or bars between them."""
    if '"' in cell or "," in cell:
        found = split_list(cell.replace(", ", ","))
    else:
        found = tuple(cell.replace("|", ";").split(";"))
    return tuple(dict.fromkeys(value.strip() for value in found if value.strip()))
