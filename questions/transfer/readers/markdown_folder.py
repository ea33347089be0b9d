"""Folders of texts with front matter: Jekyll, Hugo, Pelican, Eleventy, and our own export."""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import PurePosixPath

from questions.transfer import markdown_file
from questions.transfer.items import BodyFormat, Entry, Fault, LeftOut, Picture, Post
from questions.transfer.kinds import MARKDOWN_ENDINGS, Kind
from questions.transfer.readers import site_addresses
from questions.transfer.readers.addresses import unique_paths
from questions.transfer.readers.dates import parse_moment
from questions.transfer.readers.front_matter import (
    BadFrontMatter,
    Values,
    list_of,
    split_front_matter,
    text_of,
)
from questions.transfer.readers.hugo_shortcodes import replace_shortcodes
from questions.transfer.readers.options import ReadOptions, future_reason
from questions.transfer.readers.scopes import doubt_in, reason_in, with_defaults
from questions.transfer.readers.sites import Site, read_site
from questions.transfer.readers.visibility import (
    DRAFT,
    LOCKED_BODY,
    computed_doubt,
    hiding_reason,
    time_reason,
    unlisted_doubt,
)
from questions.transfer.readers.wxr import pictures_of
from questions.transfer.sources import Source, SourceRefused, read_text

DATED_NAME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")
IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)\s>]+)")
MORE_MARK = re.compile(r"^[ \t]*<!--\s*more\s*-->[ \t]*\n?", re.M | re.I)
UNREAD_ENDINGS = (".rst", ".textile", ".org", ".adoc", ".asciidoc", ".mdx", ".njk", ".haml")
UNREAD = (
    "text in a format that is not read; turn it into Markdown, with pandoc --standalone"
    " --to=markdown for instance, and import again"
)
OTHER_KINDS = {"page", "collection"}
LIST_PAGES = {"_index", "readme", "changelog", "license"}


def read_markdown(source: Source, options: ReadOptions, kind: Kind) -> Iterator[Entry]:
    """Yield the texts of a folder.

    Args:
        source: where they are.
        options: how to read them.
        kind: the generator that they were written for.
    """
    names = source.list_names()
    site = read_site(source, names, options, kind)
    for name in names:
        if name.lower().endswith((*MARKDOWN_ENDINGS, ".html")):
            yield read_file(source, name, options, site)
        elif name.lower().endswith(UNREAD_ENDINGS):
            yield LeftOut(UNREAD, place=name)


def read_file(source: Source, name: str, options: ReadOptions, site: Site) -> Entry:
    """Read one file.

    Args:
        source: where it is.
        name: its name there.
        options: how to read it.
        site: what holds for all texts.
    """
    try:
        values, body = read_values(source, name)
    except SourceRefused as reason:
        return Fault(str(reason), name)
    except BadFrontMatter as error:
        return Fault(error.reason, name, error.line)
    if markdown_file.is_own(values):
        return markdown_file.read_post(values, body, name)
    if what := page_kind(name, values, site):
        return LeftOut(what, text_of(values, "title"), name)
    return post_of(with_defaults(values, name, site.scopes), body, name, options, site)


def read_values(source: Source, name: str) -> tuple[Values, str]:
    """Read a file's metadata and body. Line ends of Windows become plain ones with their fence."""
    text = read_text(source, name)
    if "\r\n" in text[:5] or "\r" in text.partition("\n")[0]:
        text = text.replace("\r\n", "\n")
    return split_front_matter(text)


def page_kind(name: str, values: Values, site: Site) -> str:
    """Say what a file is if it is not a post; nothing if it is one.

    Args:
        name: the file.
        values: its metadata.
        site: what holds for all texts.
    """
    path = PurePosixPath(name)
    if not values:
        return "file without front matter"
    if path.stem.lower() in LIST_PAGES:
        return "list page"
    is_outside = site.has_posts_folder and not {"_posts", "_drafts"} & set(path.parts)
    if (site.kind is Kind.JEKYLL and is_outside) or "pages" in path.parts[:-1]:
        return "page"
    kind = text_of(values, "layout", "type")
    return kind if kind in OTHER_KINDS else ""


def post_of(values: Values, body: str, name: str, options: ReadOptions, site: Site) -> Post:
    """Turn a file into a post.

    Args:
        values: its metadata.
        body: its text.
        name: its path in the folder.
        options: how to read it.
        site: what holds for all texts.
    """
    dated = DATED_NAME.fullmatch(PurePosixPath(name).stem)
    moment = moment_of(values, dated[1] if dated else "", site.zone)
    stem = dated[2] if dated else ""
    inner = site.inner_name(name)
    page = site_addresses.Page(inner, values, moment, stem, site.category)
    text = replace_shortcodes(MORE_MARK.sub("", body)).strip("\n")
    return Post(
        source_id=f"{site.kind.value.lower()}:{name}",
        place=name,
        title=text_of(values, "title") or page.file_stem.replace("-", " "),
        slug=page.address_slug,
        body=text,
        body_format=BodyFormat.HTML if name.endswith(".html") else BodyFormat.MARKDOWN,
        tags=tags_of(values, site.kind),
        published_at=moment,
        changed_at=parse_moment(text_of(values, "lastmod", "modified", "updated"), site.zone),
        addresses=unique_paths(
            site_addresses.addresses_of(page, site.kind, site.pattern_for(inner), site.base)
        ),
        pictures=(*images_of(text), *pictures_of(text)),
        draft_reason=draft_reason(values, text, name, options, site)
        or future_reason(moment, options.now)
        or doubt_of(values, name, site),
    )


def moment_of(values: Values, day: str, zone: tzinfo) -> datetime | None:
    """Return when a text was published.

    Args:
        values: its metadata, which win.
        day: the day in the file's name.
        zone: the zone of a moment that names none.
    """
    text = text_of(values, "publishdate", "date", "published_at") or day
    return parse_moment(text, zone) if text else None


def tags_of(values: Values, kind: Kind) -> tuple[str, ...]:
    """Return tags first, then categories. Jekyll has spaces between them.

    Args:
        values: the metadata.
        kind: the generator.
    """
    separator = None if kind is Kind.JEKYLL else ","
    single = [text_of(values, key) for key in ("tag", "category")]
    tags = list_of(values, "tags", separator)
    categories = list_of(values, "categories", separator)
    return tuple(dict.fromkeys(name for name in [single[0], *tags, single[1], *categories] if name))


def images_of(text: str) -> tuple[Picture, ...]:
    """Return the pictures of a body of Markdown."""
    return tuple(Picture(found[2], found[1]) for found in IMAGE.finditer(text))


def draft_reason(values: Values, text: str, name: str, options: ReadOptions, site: Site) -> str:
    """Say why a text is not public; "" if everybody could read it.

    Args:
        values: its metadata.
        text: its body.
        name: its path.
        options: how to read it.
        site: what holds for all texts.
    """
    folders = {part.lower() for part in PurePosixPath(name).parts[:-1]}
    if {"_drafts", "drafts"} & folders:
        return DRAFT
    return (
        hiding_reason(values, site.status)
        or time_reason(values, site.zone, options.now, site.dates)
        or reason_in(site.scopes, name)
        or ("A part of it was locked with a password." if LOCKED_BODY.search(text) else "")
    )


def doubt_of(values: Values, name: str, site: Site) -> str:
    """Say why nobody can tell whether a text was public; "" if somebody can."""
    return unlisted_doubt(values) or doubt_in(site.scopes, name) or computed_doubt(values, name)
