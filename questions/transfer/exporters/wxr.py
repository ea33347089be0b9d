"""Write WXR 1.2, which WordPress and most other systems import."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime

from django.utils.text import slugify

from questions.transfer import own
from questions.transfer.exporters.site import Site, address_of, body_html
from questions.transfer.items import Item
from questions.transfer.readers.xml_mending import CONTROL, SPLIT_END

HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" \
xmlns:content="http://purl.org/rss/1.0/modules/content/" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>{title}</title>
<link>{address}</link>
<language>{language}</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{address}</wp:base_site_url>
<wp:base_blog_url>{address}</wp:base_blog_url>
"""
TAIL = "</channel>\n</rss>\n"
NO_TIME = "0000-00-00 00:00:00"


def write_wxr(items: Iterable[Item], site: Site) -> Iterator[str]:
    """Yield the pieces of a WXR file.

    Args:
        items: what is exported.
        site: the column.
    """
    facts = {"title": site.title, "address": site.address, "language": site.language}
    yield HEAD.format(**{name: as_cdata(value) for name, value in facts.items()})
    for number, item in enumerate(items, 1):
        yield write_item(item, site, number)
    yield TAIL


def as_cdata(text: str) -> str:
    """Write a text as CDATA, without the characters that XML forbids."""
    return f"<![CDATA[{CONTROL.sub('', text).replace(']]>', SPLIT_END)}]]>"


def write_item(item: Item, site: Site, number: int) -> str:
    """Write one letter.

    Args:
        item: what is exported.
        site: the column.
        number: counted from 1; WordPress wants one.
    """
    body = CONTROL.sub("", body_html(item, site))
    mark = own.post_fingerprint(CONTROL.sub("", item.headline), body)
    record = json.dumps(own.record_item(item, mark))
    elements = [
        ("title", item.headline),
        ("link", f"{site.address}{address_of(item)}"),
        ("guid", item.source_id),
        ("content:encoded", body),
        ("wp:post_id", str(number)),
        ("wp:post_name", item.slug),
        ("wp:post_type", "post"),
        ("wp:status", "publish" if item.is_public else "draft"),
        *moments_of(item),
    ]
    lines = [f"<{name}>{as_cdata(value)}</{name}>" for name, value in elements]
    lines += [write_tag(name) for name in item.tags]
    lines.append(write_record(record))
    return "\n".join(["<item>", *lines, "</item>\n"])


def moments_of(item: Item) -> Iterator[tuple[str, str]]:
    """Yield the elements with the times of a letter, all in UTC."""
    if item.published_at:
        yield "pubDate", format_datetime(item.published_at.astimezone(UTC))
    for name, moment in (("post_date", item.published_at), ("post_modified", item.changed_at)):
        yield f"wp:{name}", write_moment(moment)
        yield f"wp:{name}_gmt", write_moment(moment)


def write_moment(moment: datetime | None) -> str:
    """Write a moment as MySQL does."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if moment else NO_TIME


def write_tag(name: str) -> str:
    """Write one tag."""
    return f'<category domain="post_tag" nicename="{slugify(name)}">{as_cdata(name)}</category>'


def write_record(record: str) -> str:
    """Write our own record as one note of a plugin's kind."""
    key = f"<wp:meta_key>{as_cdata(own.META_KEY)}</wp:meta_key>"
    return f"<wp:postmeta>{key}<wp:meta_value>{as_cdata(record)}</wp:meta_value></wp:postmeta>"
