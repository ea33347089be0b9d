"""Medium's export: one page of HTML for each post, with a microformat around it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath

from bs4 import BeautifulSoup, Tag

from questions.transfer.classic import escape_sections
from questions.transfer.items import Entry, Fault, LeftOut, Post
from questions.transfer.readers.addresses import last_part, unique_paths
from questions.transfer.readers.dates import parse_moment
from questions.transfer.readers.options import ReadOptions, future_reason
from questions.transfer.readers.wxr import pictures_of
from questions.transfer.sources import MAX_TEXT_BYTES, Source, SourceRefused, read_text

DRAFT_NAME = "draft_"
BODY = '[data-field="body"]'
TITLE = "h1.p-name"
REPEATED = ".graf--title, .section-divider"
MAX_PAGE = MAX_TEXT_BYTES // 4


def read_medium(source: Source, options: ReadOptions) -> Iterator[Entry]:
    """Yield the posts of a source.

    Args:
        source: where they are.
        options: how to read them.
    """
    for name in source.list_names():
        if name.lower().endswith((".html", ".htm")):
            yield read_page(source, name, options)


def read_page(source: Source, name: str, options: ReadOptions) -> Entry:
    """Read one page.

    Args:
        source: where it is.
        name: its name there.
        options: how to read it.
    """
    try:
        page = BeautifulSoup(escape_sections(read_text(source, name, MAX_PAGE)), "html.parser")
    except (SourceRefused, RecursionError) as reason:
        words = str(reason) if isinstance(reason, SourceRefused) else "Too many tags."
        return Fault(words, name)
    body = page.select_one(BODY)
    if body is None:
        return LeftOut("page without a post", words_of(page.select_one("title")), name)
    if is_response(page, body):
        return LeftOut("response", place=name)
    return post_of(page, body, name, options)


def is_response(page: BeautifulSoup, body: Tag) -> bool:
    """Whether a page is a comment: its title repeats how its first paragraph begins.

    Args:
        page: the whole page.
        body: its text.
    """
    title = words_of(page.select_one(TITLE)).rstrip("….")
    first = body.select_one("p, blockquote, h3, h4")
    has_title = body.select_one(".graf--title") is not None
    return bool(title) and not has_title and words_of(first).startswith(title)


def words_of(element: Tag | None) -> str:
    """Return an element's text in one line."""
    return " ".join(element.get_text().split()) if element else ""


def post_of(page: BeautifulSoup, body: Tag, name: str, options: ReadOptions) -> Post:
    """Turn a page into a post.

    Args:
        page: the whole page.
        body: its text.
        name: its file.
        options: how to read it.
    """
    address = href_of(page.select_one("a.p-canonical"))
    moment = moment_of(page)
    for element in body.select(REPEATED):
        element.decompose()
    text = body.decode_contents()
    number = last_part(address).rpartition("-")[2] or last_part(published_link(page))
    return Post(
        source_id=f"medium:{number or name}",
        place=name,
        title=words_of(page.select_one(TITLE)),
        slug=last_part(address).rpartition("-")[0],
        body=text,
        tags=tuple(dict.fromkeys(words_of(tag) for tag in page.select(".p-tags a.p-tag"))),
        published_at=moment,
        addresses=unique_paths([address, f"/{last_part(address)}", published_link(page)]),
        pictures=pictures_of(text),
        draft_reason=draft_reason(name, page) or future_reason(moment, options.now),
    )


def href_of(link: Tag | None) -> str:
    """Return where a link leads; nothing if there is none."""
    return str(link.get("href") or "") if link else ""


def published_link(page: BeautifulSoup) -> str:
    """Return the short address of a post."""
    time = page.select_one("time.dt-published")
    parent = time.parent if time else None
    return href_of(parent if parent is not None and parent.name == "a" else None)


def moment_of(page: BeautifulSoup) -> datetime | None:
    """Return when a post was published."""
    time = page.select_one("time.dt-published")
    return parse_moment(str(time.get("datetime") or ""), UTC) if time else None


def draft_reason(name: str, page: BeautifulSoup) -> str:
    """Say why a post is not public; empty if everybody could read it.

    Args:
        name: its file: the names of drafts say so.
        page: the whole page.
    """
    is_draft = PurePosixPath(name).name.startswith(DRAFT_NAME)
    has_link = page.select_one("a.p-canonical") is not None
    return "It was a draft." if is_draft or not has_link else ""
