"""A table with our own columns, written by an export of ours or by hand."""

from collections.abc import Iterator
from dataclasses import replace

from questions.transfer import csv_cells
from questions.transfer.csv_cells import split_list, split_words, unprotect_cell
from questions.transfer.items import Entry, Exchange, Fault, Post
from questions.transfer.own import own_facts
from questions.transfer.readers.addresses import last_part, unique_paths
from questions.transfer.readers.dates import parse_moment
from questions.transfer.readers.options import ReadOptions, future_reason
from questions.transfer.readers.row_states import TableColumns, state_reason, survey_rows
from questions.transfer.readers.tables import read_rows
from questions.transfer.sources import Source

OWN_FOLDER = "/questions/"


def read_table(source: Source, name: str, options: ReadOptions) -> Iterator[Entry]:
    """Yield the rows of one table, after naming the columns that are not read.

    Args:
        source: where it is.
        name: its name there.
        options: how to read it.
    """
    columns = survey_rows(read_rows(source, name))
    yield from columns.name_others(name)
    for line, row in read_rows(source, name):
        yield replace(entry_of(row, columns, options), place=name, line=line)


def entry_of(row: dict[str, str], columns: TableColumns, options: ReadOptions) -> Entry:
    """Turn a row into an entry.

    Args:
        row: its cells by column.
        columns: what the table's columns are.
        options: how to read it.
    """
    if row.get(csv_cells.VERSION_COLUMN) == csv_cells.VERSION:
        post = own_post({key: unprotect_cell(cell) for key, cell in row.items()})
    elif not any(row.get(key, "").strip() for key in ("headline", "letter", "answer")):
        return Fault("The row is empty.")
    else:
        post = written_post(row, options)
    return replace(post, draft_reason=state_reason(row, columns, options) or post.draft_reason)


def own_post(row: dict[str, str]) -> Post:
    """Turn a row of our own export into the post that it was."""
    slug = row.get("address", "").removeprefix(OWN_FOLDER).removesuffix("/")
    return Post(
        source_id=row.get("source_id", ""),
        tags=split_list(row.get("tags", "")),
        addresses=split_list(row.get("former_addresses", "")),
        draft_reason="" if row.get("state") == "published" else "It was a draft.",
        content_notes=split_list(row.get("content_notes", "")),
        **own_facts(row | {"slug": slug}),
    )


def written_post(row: dict[str, str], options: ReadOptions) -> Post:
    """Turn a row that somebody wrote into a post.

    Args:
        row: its cells by column.
        options: how to read it.
    """
    address = row.get("address", "").strip()
    moment = parse_moment(row.get("published_at", ""), options.zone)
    exchange = Exchange(
        row.get("letter", "").strip(),
        row.get("answer", "").strip(),
        row.get("sign_off", "").strip(),
    )
    return Post(
        source_id=f"csv:{address or row.get('headline', '').strip()}",
        title=row.get("headline", "").strip(),
        slug=last_part(address) if address else "",
        exchange=exchange,
        tags=split_words(row.get("tags", "")),
        published_at=moment,
        addresses=unique_paths([address] if address else []),
        draft_reason=future_reason(moment, options.now),
        content_notes=split_words(row.get("content_notes", "")),
    )
