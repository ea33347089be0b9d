"""The addresses that static site generators give to a text, by their own rules."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.utils.text import slugify

from questions.transfer.kinds import Kind
from questions.transfer.readers.front_matter import Values, list_of, text_of
from questions.transfer.readers.pelican_settings import category_of, fill_address

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
FILE_NAMES = ("filename", "contentbasename", "slugorfilename", "slugorcontentbasename")
HUGO_TITLE = re.compile(r":(?:title|slug)\b")
FILE_SLUG = re.compile(r"\{\{-?\s*page\.fileSlug\s*-?\}\}")
PLACEHOLDER = re.compile(r":(\w+)")


@dataclass(frozen=True, slots=True)
class Page:
    """What an address is made of.

    Attributes:
        name: the file's path in its folder.
        values: its metadata.
        moment: when it was published.
        dated_stem: the file's name behind its date, if it has one.
        category: the site's own for texts that name none.
    """

    name: str
    values: Values
    moment: datetime | None
    dated_stem: str = ""
    category: str = ""

    @property
    def file_stem(self) -> str:
        """The file's name without date and ending; a bundle's is that of its folder."""
        path = PurePosixPath(self.name)
        is_bundle = path.stem == "index" and len(path.parts) > 1
        return self.dated_stem or (path.parts[-2] if is_bundle else path.stem)

    @property
    def address_slug(self) -> str:
        """Its name in an address."""
        return text_of(self.values, "slug", "basename") or self.file_stem


def addresses_of(page: Page, kind: Kind, permalink: str, base: str) -> Iterator[str]:
    """Yield all addresses that led to a text.

    Args:
        page: what they are made of.
        kind: the generator.
        permalink: Jekyll's or Pelican's pattern for the whole site, or Hugo's for a section.
        base: the path below which the site lies.
    """
    own = FILE_SLUG.sub(page.file_stem, text_of(page.values, "permalink", "url"))
    if own and "{" not in own and own.lower() != "false":
        filled = base + fill_pattern(page, STYLES.get(own, own))
        yield from (filled.removesuffix("index.html"), filled)
    else:
        yield base + DEFAULTS[kind](page, permalink)
    for key in ("aliases", "redirect_from", "alias"):
        yield from list_of(page.values, key)


def jekyll_address(page: Page, permalink: str) -> str:
    """Return the address by the site's pattern.

    Args:
        page: what it is made of.
        permalink: the pattern, or the name of one of Jekyll's.
    """
    return fill_pattern(page, STYLES.get(permalink, permalink))


def fill_pattern(page: Page, pattern: str) -> str:
    """Put a text's facts into a pattern of Jekyll's.

    Args:
        page: the text.
        pattern: an address with names such as `:title`.
    """
    facts = pattern_facts(page)
    filled = PLACEHOLDER.sub(lambda found: facts.get(found[1], found[0]), pattern)
    return re.sub(r"/{2,}", "/", f"/{filled.lstrip('/')}")


def pattern_facts(page: Page) -> dict[str, str]:
    """Return what may stand in a pattern."""
    categories = [text_of(page.values, "category"), *list_of(page.values, "categories", None)]
    facts = {
        "categories": "/".join(slugify(name) for name in categories if name),
        "title": page.address_slug,
        "slug": slugify(page.address_slug),
        "output_ext": ".html",
        **dict.fromkeys(FILE_NAMES, page.file_stem),
    }
    if moment := page.moment:
        codes = {"year": "%Y", "month": "%m", "day": "%d", "y_day": "%j", "hour": "%H"}
        codes |= {"week": "%V", "minute": "%M", "second": "%S", "short_year": "%y"}
        facts |= {name: moment.strftime(code) for name, code in codes.items()}
        facts |= {"i_month": str(moment.month), "i_day": str(moment.day)}
    return facts


def hugo_title(page: Page) -> str:
    """Return the name that Hugo puts into patterns: the slug, or else the title."""
    title = text_of(page.values, "slug") or text_of(page.values, "title")
    return slugify(title) or page.file_stem


def hugo_address(page: Page, permalink: str) -> str:
    """Return the address by the folders below `content/`.

    Args:
        page: what it is made of.
        permalink: the pattern of its section, if it has one.
    """
    if permalink:
        return fill_pattern(page, HUGO_TITLE.sub(hugo_title(page), permalink))
    parts = list(PurePosixPath(page.name).parts[:-1])
    if "content" in parts:
        parts = parts[parts.index("content") + 1 :]
    if PurePosixPath(page.name).stem == "index" and parts:
        parts = parts[:-1]
    stem = text_of(page.values, "slug") or PurePosixPath(page.name).stem
    stem = page.address_slug if stem == "index" else stem
    return "/" + "/".join([*parts, stem]).lower().replace(" ", "-") + "/"


def pelican_address(page: Page, permalink: str) -> str:
    """Return the address by the site's pattern, or by Pelican's default.

    Args:
        page: what it is made of.
        permalink: the pattern, if the settings have one.
    """
    slug = text_of(page.values, "slug") or slugify(text_of(page.values, "title")) or page.file_stem
    given, author = text_of(page.values, "category"), text_of(page.values, "author", "authors")
    facts = {"slug": slug, "category": category_of(page.name, given, page.category)}
    facts |= {"author": slugify(author), "lang": text_of(page.values, "lang")}
    return "/" + fill_address(permalink or "{slug}.html", facts, page.moment).lstrip("/")


def eleventy_address(page: Page, permalink: str) -> str:
    """Return the address by the folders of the site.

    Args:
        page: what it is made of.
        permalink: not used by Eleventy.
    """
    parts = list(PurePosixPath(page.name).parts[:-1])
    parts = parts[1:] if parts[:1] in (["src"], ["content"]) else parts
    is_bundle = PurePosixPath(page.name).stem == "index"
    return "/" + "/".join(parts if is_bundle else [*parts, page.file_stem]) + "/"


DEFAULTS = {
    Kind.JEKYLL: jekyll_address,
    Kind.HUGO: hugo_address,
    Kind.PELICAN: pelican_address,
    Kind.ELEVENTY: eleventy_address,
}
