"""Whether a blog of Blogger's was open to everybody, as the blog's settings say."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from questions.transfer.readers.restrictions import LOCKED_SITE
from questions.transfer.readers.tables import read_rows
from questions.transfer.readers.xml_items import ItemScanner, decode_chunks
from questions.transfer.sources import Source, damage_refused

COLUMN = "blog_read_access_mode"
SETTING = re.compile(r"settings\.BLOG_READ_ACCESS_MODE\b.*?<content[^>]*>([^<]*)", re.DOTALL)
OPEN = {"", "public"}


def access_reason(source: Source, name: str) -> str:
    """Say that not everybody could read a blog; "" if nothing says so.

    Args:
        source: where its files are.
        name: its feed; Takeout has a table of settings beside it.
    """
    modes = [*modes_in_table(source, name), *modes_in_feed(source, name)]
    return LOCKED_SITE if {mode.strip().lower() for mode in modes} - OPEN else ""


def modes_in_table(source: Source, name: str) -> Iterator[str]:
    """Yield who may read by the table of settings beside a feed."""
    table = str(PurePosixPath(name).with_name("settings.csv"))
    if table in source.list_names():
        yield from (row.get(COLUMN, "") for _, row in read_rows(source, table))


def modes_in_feed(source: Source, name: str) -> Iterator[str]:
    """Yield who may read by the entries of a feed that are settings."""
    with damage_refused(name), source.open_entry(name) as stream:
        scanner = ItemScanner(decode_chunks(stream), "entry")
        scanner.read_head()
        for raw in scanner.read_items():
            if found := SETTING.search(raw.text):
                yield found[1]
