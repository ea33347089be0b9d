"""WordPress's export (WXR 1.0 to 1.2): one file, several, or a zip of them."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from html import unescape
from urllib.parse import urlsplit

from questions.transfer import own
from questions.transfer.items import BodyFormat, Entry, Fault, LeftOut, Picture, Post
from questions.transfer.readers.addresses import last_part, path_of, unique_paths
from questions.transfer.readers.dates import moment_with_offset, parse_moment
from questions.transfer.readers.files import files_ending, read_files
from questions.transfer.readers.options import ReadOptions, future_reason
from questions.transfer.readers.restrictions import members_reason, plugins_reason
from questions.transfer.readers.wxr_files import ENDINGS, Survey, scan_file, survey_files, with_alts
from questions.transfer.readers.xml_fields import Broken, Fields, parse_item
from questions.transfer.sources import Source, SourceRefused

BASE = re.compile(r"<wp:base_(?:blog|site)_url>\s*(?:<!\[CDATA\[)?([^<\]]*)")
TAG = re.compile(r"</?[a-zA-Z][^>]{0,500}>")
PICTURE = re.compile(r"""<img\b[^>]*?\bsrc\s*=\s*["']([^"']+)["'][^>]*>""", re.IGNORECASE)
ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
BLOCKS = "<!-- wp:"
SHARED = re.compile(r"<!-- wp:block \{\"ref\":(\d+)")
FOOTNOTES = "<!-- wp:footnotes /-->"
OTHER_TYPES = {
    *("post", "page", "attachment", "nav_menu_item", "revision", "custom_css", "oembed_cache"),
    *("customize_changeset", "user_request", "feedback", "product", "shop_order"),
}
PLUGIN_TYPES = ("wp_", "jp_", "jetpack_", "acf-", "elementor_", "memberpress", "wc_", "mc4wp")
"""Kinds of entries that are no letters on any site."""
STATUS_REASONS = {
    "draft": "It was a draft.",
    "auto-draft": "It was a draft.",
    "pending": "It was waiting for review.",
    "private": "It was private.",
    "future": "It was scheduled.",
    "trash": "It was in the trash.",
}


def read_wxr(source: Source, options: ReadOptions) -> Iterator[Entry]:
    """Yield the entries of all WXR files of a source.

    Args:
        source: where they are.
        options: how to read them.
    """
    survey = survey_files(source)
    kinds: Counter[str] = Counter()
    for entry in read_files(ENDINGS, partial(read_file, survey=survey), source, options):
        kinds.update([entry.what] if isinstance(entry, LeftOut) else [])
        yield entry
    yield from name_kinds(source.label, kinds)


def name_kinds(place: str, kinds: Counter[str]) -> Iterator[LeftOut]:
    """Say how many entries of each kind of the site's own were left out, and how they can come.

    Args:
        place: what the source is called.
        kinds: how many there were of each.
    """
    for kind, count in kinds.most_common():
        if kind not in OTHER_TYPES and not kind.startswith(PLUGIN_TYPES):
            words = f"{count} of the kind “{kind}”: if they are letters, import them with"
            yield LeftOut(f"{words} manage.py import --post-type {kind}", place=place)


def read_file(source: Source, name: str, options: ReadOptions, survey: Survey) -> Iterator[Entry]:
    """Yield the entries of one file.

    Args:
        source: where it is.
        name: its name there.
        options: how to read it.
        survey: what all files say of the site.
    """
    for head, raw in scan_file(source, name):
        for fields in parse_item(raw) if raw else ():
            entry = entry_of(fields, site_address(head), options, survey)
            yield replace(entry, place=name, line=fields.line)


def entry_of(found: Fields | Broken, base: str, options: ReadOptions, survey: Survey) -> Entry:
    """Turn an item into an entry.

    Args:
        found: the item, or what is wrong with it.
        base: the address of the site.
        options: how to read it.
        survey: what all files say of the site.
    """
    if isinstance(found, Broken):
        return Fault(found.reason)
    kind = found.get_text("post_type") or "post"
    if kind not in options.post_types:
        return LeftOut(kind, plain_title(found.get_text("title")))
    post = with_alts(post_of(found, base, options), survey.alts)
    post = post.hide_for(plugins_reason(survey.plugins))
    mark = own.post_fingerprint(found.texts.get("title", ""), post.body)
    return own.restore_post(post, found.meta.get(own.META_KEY, [""])[0], mark)


def site_address(head: str) -> str:
    """Return the address of the site's front page, or nothing."""
    found = BASE.search(head)
    return found[1].strip() if found else ""


def find_wxr_site(source: Source) -> str:
    """Return the address of the site that the first of some files is from."""
    for name in files_ending(source, ENDINGS):
        try:
            return site_address(next(scan_file(source, name))[0])
        except SourceRefused:
            continue
    return ""


def source_id(fields: Fields, base: str) -> str:
    """Return what tells a post from all others, also from those of another site.

    Args:
        fields: what the item says.
        base: the address of the site.
    """
    number = (
        fields.get_text("post_id") or fields.get_text("guid") or path_of(fields.get_text("link"))
    )
    return f"wordpress:{urlsplit(base).netloc}:{number}"


def post_of(fields: Fields, base: str, options: ReadOptions) -> Post:
    """Turn an item of WordPress into a post.

    Args:
        fields: what the item says.
        base: the address of the site.
        options: how to read it.
    """
    body = body_of(fields)
    moment = published_moment(fields, options)
    return Post(
        source_id=source_id(fields, base),
        title=plain_title(fields.get_text("title")),
        slug=fields.get_text("post_name").removesuffix(".html"),
        body=body,
        body_format=BodyFormat.HTML if BLOCKS in body else BodyFormat.CLASSIC,
        tags=tags_of(fields),
        published_at=moment,
        changed_at=moment_with_offset(*times_of(fields, "post_modified"), options.zone),
        addresses=addresses_of(fields, base),
        pictures=pictures_of(body),
        draft_reason=draft_reason(fields, moment, options) or members_reason(body, fields.meta),
        notes=(*fields.notes, *left_out_notes(fields)),
    )


def body_of(fields: Fields) -> str:
    """Return an item's text, with its footnotes, which stand apart from it, in their place."""
    body = next((fields.texts[key] for key in fields.texts if key.startswith("content")), "")
    try:
        notes = json.loads(fields.meta.get("footnotes", ["[]"])[0])
        listed = "".join(f"<li>{note['content']}</li>" for note in notes)
    except (ValueError, TypeError, KeyError, RecursionError):
        listed = ""
    return body.replace(FOOTNOTES, f"<ol>{listed}</ol>") if listed else body


def times_of(fields: Fields, name: str) -> tuple[str, str]:
    """Return a time by the author's clock and in UTC."""
    return fields.get_text(name), fields.get_text(f"{name}_gmt")


def published_moment(fields: Fields, options: ReadOptions) -> datetime | None:
    """Return when a post was published: drafts have zeros for it."""
    moment = moment_with_offset(*times_of(fields, "post_date"), options.zone)
    return moment or parse_moment(fields.get_text("pubDate"), UTC)


def draft_reason(fields: Fields, moment: datetime | None, options: ReadOptions) -> str:
    """Say why a post is not public; empty if everybody could read it.

    Args:
        fields: what the item says.
        moment: when it was published.
        options: how to read it.
    """
    status = fields.get_text("status")
    if status != "publish":
        return STATUS_REASONS.get(status, "It was not published.")
    password = fields.texts.get("post_password", "")
    if password.strip() or (password and "\n" not in password):  # a space is one, too
        return "It was locked with a password."
    return future_reason(moment, options.now)


def tags_of(fields: Fields) -> tuple[str, ...]:
    """Return tags first, then categories but the one that everything has."""
    wanted = ("post_tag", "tag", "category")
    terms = sorted(fields.terms, key=lambda term: term[0] == "category")
    names = (plain_title(name) for domain, name in terms if domain in wanted)
    return tuple(dict.fromkeys(name for name in names if name and name != "Uncategorized"))


def addresses_of(fields: Fields, base: str) -> tuple[str, ...]:
    """Return the addresses that led to a post: its link, its number, its former names."""
    link, number = fields.get_text("link"), fields.get_text("post_id")
    front = path_of(base).rstrip("/")
    found = [link, f"{front}/?p={number}" if number else "", fields.get_text("guid")]
    stem = last_part(link)
    former = fields.meta.get("_wp_old_slug", []) if stem else []
    found += [path_of(link).replace(stem, name) for name in former if name]
    return unique_paths(address for address in found if address)


def pictures_of(body: str) -> tuple[Picture, ...]:
    """Return the pictures of a body of HTML."""
    found = {unescape(tag[1]): alt_of(tag[0]) for tag in PICTURE.finditer(body)}
    return tuple(Picture(address, alt) for address, alt in found.items())


def alt_of(tag: str) -> str:
    """Return a picture's description."""
    found = ALT.search(tag)
    return unescape(found[1] or found[2] or "").strip() if found else ""


def left_out_notes(fields: Fields) -> list[str]:
    """Name what an item has and the column has no place for."""
    excerpt = next((fields.texts[key] for key in fields.texts if key.startswith("excerpt")), "")
    notes = ["Its excerpt is left out."] if excerpt.strip() else []
    if fields.comments:
        notes.append(f"Comments left out: {fields.comments}")
    body = body_of(fields)
    notes += [f"Its shared block {found[1]} is left out." for found in SHARED.finditer(body)]
    return (
        [*notes, "Its featured picture is left out."] if "_thumbnail_id" in fields.meta else notes
    )


def plain_title(text: str) -> str:
    """Return a title without markup."""
    return " ".join(unescape(TAG.sub("", text)).split())
