"""Files of other systems, small and written by hand, and what an import makes of them."""

from datetime import UTC, datetime

from questions.text.rendering import render_markdown
from questions.transfer.items import Fault, LeftOut, Post
from questions.transfer.prepare import PrepareOptions, prepare_post
from questions.transfer.readers.options import ReadOptions
from questions.transfer.reading import read_entries
from questions.transfer.sources import open_source

NOW = datetime(2026, 11, 26, tzinfo=UTC)
OPTIONS = PrepareOptions(render=render_markdown)
LETTER = "Dear John, how do I tell him that I have known about it for all of these years?"
WXR_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Column</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>https://example.org</wp:base_blog_url>
"""
WXR_TAIL = "</channel></rss>\n"
MORE = "I never said a word, and now it is I who cannot sleep at night."
EXCHANGE = f"<blockquote>{LETTER} {MORE}</blockquote>\n\nSay it."


def entries_of(path, **options):
    """Everything that a reader finds."""
    return list(read_entries(open_source(path), ReadOptions(now=NOW, **options)))


def posts_of(path, **options):
    return [entry for entry in entries_of(path, **options) if isinstance(entry, Post)]


def faults_of(path):
    return [entry for entry in entries_of(path) if isinstance(entry, Fault)]


def left_out_of(path):
    return [entry for entry in entries_of(path) if isinstance(entry, LeftOut)]


def items_of(path):
    return [item for post in posts_of(path) for item in prepare_post(post, OPTIONS)]


def wxr_item(body=EXCHANGE, number=12, title="How?", extra="", status="publish", kind="post"):
    """One item of WordPress."""
    return (
        f"<item><title>{title}</title><link>https://example.org/2013/06/how/</link>\n"
        f"<content:encoded><![CDATA[{body}]]></content:encoded>\n"
        f"<wp:post_id>{number}</wp:post_id><wp:post_name>how</wp:post_name>"
        f"<wp:post_date>2013-06-07 05:00:44</wp:post_date>"
        f"<wp:post_date_gmt>2013-06-07 03:00:44</wp:post_date_gmt>"
        f"<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{extra}</item>\n"
    )


def wxr_meta(key, value):
    """One note of a plugin of WordPress's."""
    inside = f"<wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value>"
    return f"<wp:postmeta>{inside}</wp:postmeta>"


def write_wxr(folder, *items, head=WXR_HEAD, tail=WXR_TAIL, name="export.xml"):
    """A file of WordPress's."""
    path = folder / name
    path.write_bytes((head + "".join(items) + tail).encode())
    return path
