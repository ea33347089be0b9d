"""Tumblr's JSON: the one mass format in which letter and answer are apart already."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

from questions.transfer.items import Entry, Exchange, Fault, LeftOut, Post
from questions.transfer.readers import npf
from questions.transfer.readers.addresses import unique_paths
from questions.transfer.readers.dates import parse_moment
from questions.transfer.readers.ghost import text_of
from questions.transfer.readers.json_stream import BadJson, read_values
from questions.transfer.readers.options import ReadOptions, future_reason
from questions.transfer.readers.restrictions import LOCKED_SITE
from questions.transfer.readers.wxr import pictures_of
from questions.transfer.sources import Source

ROWS = {("response", "posts", "*"), ("posts", "*"), ("*",)}
BLOGS = {("response", "blog"), ("blog",), ("tumblelog",)}
LOCKED_KEYS = ("is_private", "is_private_channel", "is_password_protected", "password_protected")
TEXT_KINDS = {"answer", "text", "regular"}


def read_file(source: Source, name: str, options: ReadOptions) -> Iterator[Entry]:
    """Yield the posts of one file.

    Args:
        source: where it is.
        name: its name there.
        options: how to read it.
    """
    reason = LOCKED_SITE if has_locked_blog(source, name) else ""
    for _, line, row in read_values(source, name, ROWS):
        entry = replace(entry_of(row, options), place=name, line=line)
        yield entry.hide_for(reason) if isinstance(entry, Post) else entry


def has_locked_blog(source: Source, name: str) -> bool:
    """Whether a file says of its blog that it was not for everybody.

    Args:
        source: where the file is.
        name: its name there.
    """
    try:
        return any(is_locked_blog(blog) for *_, blog in read_values(source, name, BLOGS))
    except BadJson:
        return False  # the second reading says so


def entry_of(row: Any, options: ReadOptions) -> Entry:
    """Turn a post as Tumblr has it into an entry."""
    if not isinstance(row, dict):
        return Fault("The post is not an object.")
    kind = text_of(row, "type")
    if kind not in TEXT_KINDS and not npf.list_blocks(row):
        title = text_of(row, "title") or text_of(row, "slug")
        return LeftOut(kind or "post of no kind", title)
    return post_of(row, options)


def post_of(row: dict[str, Any], options: ReadOptions) -> Post:
    """Turn a row into a post. Who asked is never kept.

    Args:
        row: as Tumblr has it.
        options: how to read it.
    """
    number = str(row.get("id_string") or row.get("id") or "")
    moment = moment_of(row)
    body = text_of(row, "body") or text_of(row, "regular-body")
    body = body or npf.blocks_to_html(npf.list_blocks(row))
    address = text_of(row, "post_url") or text_of(row, "url-with-slug")
    tags = row.get("tags")
    return Post(
        source_id=f"tumblr:{number}",
        title=unescape(text_of(row, "title") or text_of(row, "regular-title")).strip(),
        slug=text_of(row, "slug"),
        body=body,
        exchange=exchange_of(row),
        tags=tuple(str(tag) for tag in tags if tag) if isinstance(tags, list) else (),
        published_at=moment,
        addresses=unique_paths([address, f"/post/{number}" if number else ""]),
        pictures=pictures_of(body + text_of(row, "answer")),
        draft_reason=draft_reason(row) or future_reason(moment, options.now),
    )


def exchange_of(row: dict[str, Any]) -> Exchange | None:
    """Return question and answer, if the post has them apart."""
    if text_of(row, "type") != "answer" or not text_of(row, "answer"):
        return npf.exchange_of(row)
    return Exchange(text_of(row, "question"), text_of(row, "answer"), is_html=True)


def moment_of(row: dict[str, Any]) -> datetime | None:
    """Return when a post was published."""
    stamp = row.get("timestamp")
    if isinstance(stamp, int) and not isinstance(stamp, bool) and 0 < stamp < 2**34:
        return datetime.fromtimestamp(stamp, UTC)
    return parse_moment(text_of(row, "date"), UTC)


def draft_reason(row: dict[str, Any]) -> str:
    """Say why a post is not public; empty if everybody could read it."""
    state = text_of(row, "state") or "published"
    if state != "published":
        return f"It was {state} on Tumblr."
    return LOCKED_SITE if is_locked_blog(row.get("blog")) else ""


def is_locked_blog(blog: Any) -> bool:
    """Whether what a post or a file says of its blog is that it was not for everybody."""
    is_known = isinstance(blog, dict)
    return is_known and (blog.get("type") == "private" or any(blog.get(key) for key in LOCKED_KEYS))
