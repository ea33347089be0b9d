"""Folders of texts with front matter: Jekyll, Hugo, Pelican, Eleventy, and our own export."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from questions.transfer import markdown_file
from questions.transfer.items import BodyFormat, Entry, Fault, LeftOut, Picture, Post
from questions.transfer.kinds import MARKDOWN_ENDINGS, Kind
from questions.transfer.readers import site_addresses
from questions.transfer.readers.addresses import path_of, unique_paths
from questions.transfer.readers.dates import parse_moment
from questions.transfer.readers.folder_defaults import read_defaults, with_defaults
from questions.transfer.readers.front_matter import (
    BadFrontMatter,
    Values,
    is_true,
    list_of,
    lower_keys,
    parse_toml,
    parse_yaml,
    split_front_matter,
    text_of,
)
from questions.transfer.readers.options import ReadOptions, future_reason
from questions.transfer.readers.pelican_settings import read_settings
from questions.transfer.readers.wxr import pictures_of
from questions.transfer.sources import Source, SourceRefused, read_text

DATED_NAME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")
IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)\s>]+)")
MORE_MARK = re.compile(r"^[ \t]*<!--\s*more\s*-->[ \t]*\n?", re.M | re.I)
PUBLISHED_WORDS = {"", "published", "publish", "public"}
HUGO_SETTINGS = ("hugo.toml", "hugo.yaml", "config.toml", "config.yaml", "config.yml")
UNREAD_ENDINGS = (".rst", ".textile", ".org", ".adoc", ".asciidoc", ".mdx", ".njk", ".haml")
OTHER_KINDS = {"page", "collection"}
LIST_PAGES = {"_index", "readme", "changelog", "license"}


@dataclass(frozen=True)
class Site:
    """What a folder says of its site as a whole.

    Attributes:
        kind: the generator.
        zone: the zone of dates that name none.
        permalink: the pattern of Jekyll's or Pelican's addresses.
        sections: Hugo's patterns, by the first folder below `content/`.
        base: the path below which the site lies.
        has_posts_folder: whether its posts have a folder of their own, so that the rest are pages.
        status: of Pelican's texts that name none.
        category: of Pelican's texts that lie in no folder.
        defaults: what folders say of all texts in them.
    """

    kind: Kind
    zone: tzinfo
    permalink: str = "date"
    base: str = ""
    has_posts_folder: bool = field(default=False)
    sections: Values = field(default_factory=dict)
    status: str = ""
    category: str = ""
    defaults: dict[str, Values] = field(default_factory=dict)

    def pattern_for(self, name: str) -> str:
        """Return the pattern of the address of a file."""
        if self.kind is not Kind.HUGO:
            return self.permalink
        return text_of(self.sections, name.rpartition("content/")[2].partition("/")[0])


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
            yield LeftOut(name, None, "text in a format that is not read", "")


def read_site(source: Source, names: list[str], options: ReadOptions, kind: Kind) -> Site:
    """Read what holds for all texts of a folder.

    Args:
        source: where they are.
        names: its files.
        options: how to read them.
        kind: the generator.
    """
    if kind is Kind.PELICAN:
        return pelican_site(read_settings(source, names), options)
    parts = {part for name in names for part in PurePosixPath(name).parts}
    config: Values = {}
    if kind is Kind.JEKYLL and "_config.yml" in names:
        try:
            config = parse_yaml(read_text(source, "_config.yml"))
        except (BadFrontMatter, SourceRefused):
            config = {}
    zone = zone_named(text_of(config, "timezone")) or options.zone
    permalink = text_of(config, "permalink") or "date"
    base = text_of(config, "baseurl")
    sections = read_sections(source, names) if kind is Kind.HUGO else {}
    defaults = read_defaults(source, names, kind)
    return Site(kind, zone, permalink, base, "_posts" in parts, sections, defaults=defaults)


def pelican_site(found: dict[str, str], options: ReadOptions) -> Site:
    """Return what Pelican's settings say of a site.

    Args:
        found: those that are texts.
        options: how to read the folder.
    """
    return Site(
        Kind.PELICAN,
        zone_named(found.get("TIMEZONE", "")) or options.zone,
        found.get("ARTICLE_URL", ""),
        path_of(found.get("SITEURL", "")).rstrip("/"),
        status=found.get("STATUS", ""),
        category=found.get("DEFAULT_CATEGORY", ""),
    )


def read_sections(source: Source, names: list[str]) -> Values:
    """Return Hugo's patterns of addresses from its settings; none if they cannot be read."""
    name = next((name for name in HUGO_SETTINGS if name in names), "")
    if not name:
        return {}
    parse = parse_toml if name.endswith(".toml") else parse_yaml
    try:
        found = lower_keys(parse(read_text(source, name))).get("permalinks")
    except (BadFrontMatter, SourceRefused):
        return {}
    pages = found.get("page", found) if isinstance(found, dict) else {}
    return lower_keys(pages) if isinstance(pages, dict) else {}


def zone_named(name: str) -> tzinfo | None:
    """Return a zone by its name."""
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, KeyError, OSError):
        return None


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
        return Fault(name, None, str(reason))
    except BadFrontMatter as error:
        return Fault(name, error.line, error.reason)
    if markdown_file.is_own(values):
        return markdown_file.read_post(values, body, name)
    if what := page_kind(name, values, site):
        return LeftOut(name, None, what, text_of(values, "title"))
    return post_of(with_defaults(values, name, site.defaults), body, name, options, site)


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
    page = site_addresses.Page(name, values, moment, stem, site.category)
    text = MORE_MARK.sub("", body).strip("\n")
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
            site_addresses.addresses_of(page, site.kind, site.pattern_for(name), site.base)
        ),
        pictures=(*images_of(text), *pictures_of(text)),
        draft_reason=draft_reason(values, name, options, site)
        or future_reason(moment, options.now),
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


def draft_reason(values: Values, name: str, options: ReadOptions, site: Site) -> str:
    """Say why a text is not public, from its metadata and file; "" if everybody could read it."""
    is_unpublished = text_of(values, "published").lower() in {"false", "no", "off", "0"}
    folders = {part.lower() for part in PurePosixPath(name).parts[:-1]}
    if is_true(values, "draft") or is_unpublished or {"_drafts", "drafts"} & folders:
        return "It was a draft."
    status = text_of(values, "status", "visibility") or site.status
    if status.lower() not in PUBLISHED_WORDS:
        return "It was not published."
    if text_of(values, "password"):
        return "It was locked with a password."
    if has_no_page(values):
        return "It had no page of its own."
    expiry = parse_moment(text_of(values, "expirydate"), site.zone)
    return "It was public until a day that is past." if expiry and expiry <= options.now else ""


def has_no_page(values: Values) -> bool:
    """Whether a text was never a page: Eleventy's `permalink: false`, Hugo's build options."""
    build = values.get("build") or values.get("_build")
    render = text_of(lower_keys(build), "render") if isinstance(build, dict) else ""
    is_unrendered = render.lower() in {"never", "false", "link"}
    is_false = text_of(values, "permalink").lower() == "false"
    return is_unrendered or is_false or is_true(values, "headless")
