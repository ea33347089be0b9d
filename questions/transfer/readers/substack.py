"""Substack's export: a table of posts, and a file of HTML for each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from html import unescape
from pathlib import PurePosixPath

from questions.transfer.items import Entry, Fault, LeftOut, Post
from questions.transfer.readers.addresses import unique_paths
from questions.transfer.readers.dates import parse_moment
from questions.transfer.readers.options import ReadOptions, future_reason
from questions.transfer.readers.restrictions import members_reason
from questions.transfer.readers.tables import read_rows
from questions.transfer.readers.wxr import pictures_of
from questions.transfer.sources import Source, SourceRefused, read_text

TABLE = "posts.csv"
PAGES = {"page"}


def read_substack(source: Source, options: ReadOptions) -> Iterator[Entry]:
    """Yield the posts of every table of a source.

    Args:
        source: where they are.
        options: how to read them.
    """
    names = source.list_names()
    for name in (name for name in names if PurePosixPath(name).name == TABLE):
        texts = texts_by_number(names, name)
        for line, row in read_rows(source, name):
            entry = entry_of(source, row, texts, options)
            # What is wrong with a file of HTML says so of that file.
            yield entry if entry.place else replace(entry, place=name, line=line)


def texts_by_number(names: list[str], table: str) -> dict[str, str]:
    """Return the files of HTML beside a table, by the number with which their names begin.

    Args:
        names: all files of the source.
        table: the table's name.
    """
    folder = PurePosixPath(table).parent
    pages = (PurePosixPath(name) for name in names if name.lower().endswith(".html"))
    near = [page for page in pages if page.parent in {folder, folder / "posts"}]
    return {page.name.partition(".")[0]: str(page) for page in near}


def entry_of(
    source: Source, row: dict[str, str], texts: dict[str, str], options: ReadOptions
) -> Entry:
    """Turn a row into an entry.

    Args:
        source: where the files are.
        row: the post's facts.
        texts: the names of the files of HTML, by the number of their post.
        options: how to read it.
    """
    title = unescape(row.get("title", "")).strip()
    if row.get("type") in PAGES:
        return LeftOut(row["type"], title)
    number = row.get("post_id", "").partition(".")[0]
    name = texts.get(number)
    if not name:
        return LeftOut("post without its file of HTML", title)
    try:
        body = read_text(source, name)
    except SourceRefused as reason:
        return Fault(str(reason), name)
    return post_of(row, body, options)


def post_of(row: dict[str, str], body: str, options: ReadOptions) -> Post:
    """Turn a row and its HTML into a post.

    Args:
        row: the post's facts.
        body: its HTML.
        options: how to read it.
    """
    number, _, slug = row.get("post_id", "").partition(".")
    moment = parse_moment(row.get("post_date", ""), UTC)
    subtitle = unescape(row.get("subtitle", "")).strip()
    return Post(
        source_id=f"substack:{number}",
        title=unescape(row.get("title", "")).strip(),
        slug=slug,
        body=body,
        published_at=moment,
        addresses=unique_paths([f"/p/{slug}"] if slug else []),
        pictures=pictures_of(body),
        draft_reason=draft_reason(row)
        or future_reason(moment, options.now)
        or members_reason(body, {}),
        notes=(f"Its subtitle is left out: {subtitle}",) if subtitle else (),
    )


def draft_reason(row: dict[str, str]) -> str:
    """Say why a post is not public; empty if everybody could read it."""
    if row.get("is_published", "").strip().lower() != "true":
        return "It was a draft."
    if row.get("audience", "").strip() != "everyone":
        return "It was for subscribers only."
    kind = row.get("type", "").strip()
    return (
        "" if kind == "newsletter" else f"It was a {kind or 'post of no kind'}, not a newsletter."
    )
