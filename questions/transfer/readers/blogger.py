"""Blogger's export: an Atom feed of posts, pages, comments, settings and the template."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC
from html import unescape
from xml.parsers import expat

from questions.transfer.items import Entry, Fault, LeftOut, Post
from questions.transfer.readers.addresses import last_part, unique_paths
from questions.transfer.readers.blogger_access import access_reason
from questions.transfer.readers.dates import parse_moment
from questions.transfer.readers.options import ReadOptions, future_reason
from questions.transfer.readers.wxr import pictures_of, plain_title
from questions.transfer.readers.xml_fields import Broken, feed_expat, local_name, xml_words
from questions.transfer.readers.xml_items import ItemScanner, RawItem, decode_chunks
from questions.transfer.readers.xml_mending import mend_ampersands, outside_cdata, take_out_controls
from questions.transfer.sources import Source, damage_refused

KIND_MARK = "2008/kind#"
LABELS = ("http://www.blogger.com/atom/ns#", "tag:blogger.com,")


@dataclass
class AtomEntry:
    """What an entry says.

    Attributes:
        line: where it begins.
        texts: its plain elements by name, nested ones too.
        terms: scheme and term of each category.
        links: addresses by their relation.
        notes: what was mended.
    """

    line: int
    texts: dict[str, str] = field(default_factory=dict)
    terms: list[tuple[str, str]] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def entry_kind(self) -> str:
        """Whether it is a post, a page, a comment, a setting or the template."""
        found = (term.partition(KIND_MARK)[2] for _, term in self.terms if KIND_MARK in term)
        return next(found, self.texts.get("type", "entry of no kind").lower())


class AtomParser:
    """Collects the elements of one entry while expat reads it."""

    def __init__(self, line: int) -> None:
        self.entry = AtomEntry(line)
        self.parts: list[str] = []

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element; categories and links say everything in their attributes."""
        self.parts.clear()
        local = local_name(name)
        if local == "category":
            self.entry.terms.append((attributes.get("scheme", ""), attributes.get("term", "")))
        elif local == "link":
            self.entry.links.setdefault(attributes.get("rel", ""), attributes.get("href", ""))

    def end_element(self, name: str) -> None:
        """End an element; the first of a name counts, so that an author's parts never do."""
        self.entry.texts.setdefault(local_name(name), "".join(self.parts))
        self.parts.clear()

    def parse_entry(self, text: str) -> AtomEntry:
        """Parse an entry; raise `expat.ExpatError` if it is not well-formed."""
        feed_expat(text, self.start_element, self.end_element, self.parts.append)
        return self.entry


def parse_entry(raw: RawItem) -> AtomEntry:
    """Parse an entry, mending bare ampersands. Raises Broken if it cannot be read even so."""
    text, controls = take_out_controls(raw.text)
    try:
        entry = AtomParser(raw.line).parse_entry(text)
    except expat.ExpatError as error:
        line = raw.line + error.lineno - 1
        try:
            entry = AtomParser(raw.line).parse_entry(outside_cdata(text, mend_ampersands)[0])
        except expat.ExpatError:
            raise Broken(line, xml_words(error)) from None
        entry.notes.append(f"XML mended on line {line}")
    if controls:
        entry.notes.append(f"Control characters taken out: {controls}")
    return entry


def read_file(source: Source, name: str, options: ReadOptions) -> Iterator[Entry]:
    """Yield the entries of one feed.

    Args:
        source: where it is.
        name: its name there.
        options: how to read it.
    """
    locked = access_reason(source, name)
    with damage_refused(name), source.open_entry(name) as stream:
        scanner = ItemScanner(decode_chunks(stream), "entry")
        scanner.read_head()
        for raw in scanner.read_items():
            try:
                found = parse_entry(raw)
                entry = replace(entry_of(found, options), place=name, line=found.line)
                yield entry.hide_for(locked) if isinstance(entry, Post) else entry
            except Broken as broken:
                yield Fault(broken.reason, name, broken.line)


def entry_of(found: AtomEntry, options: ReadOptions) -> Entry:
    """Turn an entry of Atom into one of ours."""
    title = plain_title(found.texts.get("title", ""))
    if found.entry_kind != "post":
        return LeftOut(found.entry_kind, title if found.entry_kind == "page" else "")
    moment = parse_moment(found.texts.get("published", ""), UTC)
    address = found.links.get("alternate", "") or found.texts.get("filename", "").strip()
    body = found.texts.get("content", "")
    is_live = found.texts.get("status", "LIVE").strip() == "LIVE"
    is_draft = found.texts.get("draft", "").strip() == "yes" or not (address and is_live)
    return Post(
        source_id=f"blogger:{found.texts.get('id', '').strip() or address}",
        title=unescape(title),
        slug=last_part(address),
        body=body,
        tags=tuple(
            dict.fromkeys(term for scheme, term in found.terms if scheme.startswith(LABELS))
        ),
        published_at=moment,
        changed_at=parse_moment(found.texts.get("updated", ""), UTC),
        addresses=unique_paths([address] if address else []),
        pictures=pictures_of(body),
        draft_reason="It was a draft." if is_draft else future_reason(moment, options.now),
        notes=tuple(found.notes),
    )
