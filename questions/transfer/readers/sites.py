"""What a folder of texts with front matter says of its site as a whole."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from questions.transfer.kinds import Kind
from questions.transfer.readers import (
    eleventy_rules,
    hugo_rules,
    jekyll_rules,
    pelican_settings,
)
from questions.transfer.readers.addresses import path_of
from questions.transfer.readers.front_matter import Values, list_of, lower_keys, text_of
from questions.transfer.readers.options import ReadOptions
from questions.transfer.readers.scopes import Scope
from questions.transfer.sources import Source, SourceRefused

MAX_SCOPES = 2_000


@dataclass(frozen=True)
class Site:
    """What a folder says of its site as a whole.

    Attributes:
        kind: the generator.
        zone: the zone of dates that name none.
        root: the folder of its settings, which paths begin at.
        permalink: the pattern of Jekyll's or Pelican's addresses.
        sections: Hugo's patterns, by the first folder below `content/`.
        base: the path below which the site lies.
        has_posts_folder: whether its posts have a folder of their own, so that the rest are pages.
        status: of Pelican's texts that name none.
        category: of Pelican's texts that lie in no folder.
        scopes: what it says of some of its texts, those that win last.
        dates: Hugo's further names for dates, by its own.
    """

    kind: Kind
    zone: tzinfo
    root: str = ""
    permalink: str = "date"
    base: str = ""
    has_posts_folder: bool = field(default=False)
    sections: Values = field(default_factory=dict)
    status: str = ""
    category: str = ""
    scopes: tuple[Scope, ...] = ()
    dates: Values = field(default_factory=dict)

    def pattern_for(self, name: str) -> str:
        """Return the pattern of the address of a file."""
        if self.kind is not Kind.HUGO:
            return self.permalink
        return text_of(self.sections, name.rpartition("content/")[2].partition("/")[0])

    def inner_name(self, name: str) -> str:
        """Return a file's path below the folder of the settings."""
        return name.removeprefix(f"{self.root}/") if self.root else name


def read_site(source: Source, names: list[str], options: ReadOptions, kind: Kind) -> Site:
    """Read what holds for all texts of a folder.

    Args:
        source: where they are.
        names: its files.
        options: how to read them.
        kind: the generator.

    Raises:
        SourceRefused: the site says more of its texts than anybody wrote by hand.
    """
    site = READERS[kind](source, names, options)
    if len(site.scopes) > MAX_SCOPES:
        raise SourceRefused(f"{source.label} has more than {MAX_SCOPES} rules.")
    return site


def read_pelican(source: Source, names: list[str], options: ReadOptions) -> Site:
    """Read what Pelican's settings say of a site."""
    found = pelican_settings.read_settings(source, names)
    return Site(
        Kind.PELICAN,
        zone_named(found.get_text("TIMEZONE")) or options.zone,
        found.root,
        found.get_text("ARTICLE_URL"),
        path_of(found.get_text("SITEURL")).rstrip("/"),
        status=found.default_status,
        category=found.get_text("DEFAULT_CATEGORY"),
        scopes=tuple(pelican_settings.read_scopes(source, names, found)),
    )


def read_jekyll(source: Source, names: list[str], options: ReadOptions) -> Site:
    """Read what Jekyll's settings say of a site."""
    root, config, scopes = jekyll_rules.read_settings(source, names)
    parts = {part for name in names for part in PurePosixPath(name).parts}
    return Site(
        Kind.JEKYLL,
        zone_named(text_of(config, "timezone")) or options.zone,
        root,
        text_of(config, "permalink") or "date",
        text_of(config, "baseurl"),
        "_posts" in parts,
        scopes=tuple(scopes),
    )


def read_hugo(source: Source, names: list[str], options: ReadOptions) -> Site:
    """Read what Hugo's settings say of a site."""
    found = hugo_rules.read_settings(source, names)
    permalinks = found.get_mapping("permalinks")
    pages = permalinks.get("page", permalinks)
    dates = found.get_mapping("frontmatter")
    return Site(
        Kind.HUGO,
        zone_named(text_of(found.values, "timezone")) or options.zone,
        found.root,
        sections=lower_keys(pages) if isinstance(pages, dict) else {},
        scopes=tuple(hugo_rules.read_scopes(source, names, found)),
        dates={key: [one.lower() for one in list_of(dates, key)] for key in dates},
    )


def read_eleventy(source: Source, names: list[str], options: ReadOptions) -> Site:
    """Read what Eleventy's files say of a site."""
    root = eleventy_rules.find_root(names, eleventy_rules.CONFIGS)
    scopes = eleventy_rules.read_scopes(source, names)
    return Site(Kind.ELEVENTY, options.zone, root, scopes=tuple(scopes))


def zone_named(name: str) -> tzinfo | None:
    """Return a zone by its name."""
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, KeyError, OSError):
        return None


READERS: dict[Kind, Callable[[Source, list[str], ReadOptions], Site]] = {
    Kind.PELICAN: read_pelican,
    Kind.JEKYLL: read_jekyll,
    Kind.HUGO: read_hugo,
    Kind.ELEVENTY: read_eleventy,
}
