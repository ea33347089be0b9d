"""Read a source of any kind."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from questions.transfer.items import Entry, Post
from questions.transfer.kinds import Kind, kind_of
from questions.transfer.readers import blogger, csv_table, ghost, tumblr
from questions.transfer.readers.files import read_files
from questions.transfer.readers.markdown_folder import read_markdown
from questions.transfer.readers.medium import read_medium
from questions.transfer.readers.options import ReadOptions
from questions.transfer.readers.substack import read_substack
from questions.transfer.readers.wxr import find_wxr_site, read_wxr
from questions.transfer.sources import Source

REPEATED = "The source has this post more than once; the last one is kept."
READERS: dict[Kind, Callable[[Source, ReadOptions], Iterator[Entry]]] = {
    Kind.WORDPRESS: read_wxr,
    Kind.BLOGGER: partial(read_files, (".xml", ".atom"), blogger.read_file),
    Kind.GHOST: partial(read_files, (".json",), ghost.read_file),
    Kind.SUBSTACK: read_substack,
    Kind.MEDIUM: read_medium,
    Kind.TUMBLR: partial(read_files, (".json",), tumblr.read_file),
    Kind.CSV: partial(read_files, (".csv",), csv_table.read_table),
}
FEEDS: dict[Kind, tuple[str, ...]] = {
    Kind.WORDPRESS: ("/feed/rss/", "/feed/rss2/", "/feed/atom/", "/?feed=rss2", "/?feed=atom"),
    Kind.GHOST: ("/rss/",),
    Kind.BLOGGER: ("/feeds/posts/default", "/atom.xml", "/rss.xml"),
    Kind.SUBSTACK: ("/feed",),
    Kind.MEDIUM: ("/feed",),
    Kind.TUMBLR: ("/rss",),
    Kind.JEKYLL: ("/feed.xml", "/atom.xml"),
    Kind.HUGO: ("/index.xml", "/posts/index.xml"),
    Kind.PELICAN: ("/feeds/all.atom.xml", "/feeds/all.rss.xml"),
    Kind.ELEVENTY: ("/feed/feed.xml", "/feed.xml"),
    Kind.CSV: (),
}
"""Where the feeds of a site of each kind were; subscribers' programs still ask there."""


def read_entries(source: Source, options: ReadOptions, kind: Kind | None = None) -> Iterator[Entry]:
    """Yield the entries of a source, one after the other.

    Args:
        source: a file, a folder or a zip.
        options: how to read it.
        kind: its kind, if it is known already.

    Raises:
        SourceRefused: nothing of it can be read.
    """
    found = kind or kind_of(source)
    if found in READERS:
        return note_repeated(READERS[found](source, options))
    return note_repeated(read_markdown(source, options, found))


def note_repeated(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Say of a post that came before: the later one of two takes the other's place."""
    known: set[str] = set()
    for entry in entries:
        if isinstance(entry, Post) and entry.source_id in known:
            entry = replace(entry, notes=(*entry.notes, REPEATED))
        known.update([entry.source_id] if isinstance(entry, Post) else [])
        yield entry


def find_site(source: Source, kind: Kind) -> str:
    """Return the address of the site that a source is from, or nothing if it does not say it.

    Args:
        source: a file, a folder or a zip.
        kind: its kind.
    """
    return find_wxr_site(source) if kind is Kind.WORDPRESS else ""
