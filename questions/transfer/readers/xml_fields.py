"""Parse one item of WXR strictly, by the local names that all its versions share."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from xml.parsers import expat

from questions.transfer.readers.xml_items import END_OF_ITEM, RawItem
from questions.transfer.readers.xml_mending import mend_item, take_out_controls

ERRORS = expat.errors.messages
# A body with the end of a body and the state of another post in it has swallowed that post.
SWALLOWED = re.compile(r"</content:encoded>.*<wp:status>", re.DOTALL)


def xml_words(error: expat.ExpatError) -> str:
    """Say what is wrong with XML."""
    return f"{ERRORS.get(error.code, 'something is wrong')} in its XML"


def feed_expat(
    text: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    add_text: Callable[[str], object],
) -> None:
    """Parse XML strictly.

    Args:
        text: the whole of it.
        start: is told each element's name and attributes.
        end: is told its name.
        add_text: is told each piece of text: one value may come as several CDATA sections.

    Raises:
        expat.ExpatError: it is not well-formed.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = add_text
    parser.Parse(text, True)


class Broken(Exception):
    """An item cannot be parsed.

    Attributes:
        line: where in the file.
        reason: what is wrong with it.
    """

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


@dataclass
class Fields:
    """What an item says.

    Attributes:
        texts: its plain elements by name; `encoded` is told apart by its prefix.
        terms: domain and name of each category or tag.
        meta: what plugins and themes have noted.
        comments: how many comments stand below it.
        notes: what was mended.
    """

    line: int
    texts: dict[str, str] = field(default_factory=dict)
    terms: list[tuple[str, str]] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)
    comments: int = 0
    notes: list[str] = field(default_factory=list)

    def get_text(self, name: str) -> str:
        """Return an element's text, or nothing."""
        return self.texts.get(name, "").strip()


class FieldsParser:
    """Collects the elements of one item while expat reads it."""

    def __init__(self, line: int) -> None:
        self.fields = Fields(line)
        self.path: list[str] = []
        self.parts: list[str] = []
        self.attributes: dict[str, str] = {}
        self.key = ""
        self.has_markup = False

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        self.path.append(name)
        self.parts.clear()
        if len(self.path) == 2:
            self.attributes = attributes
            self.fields.comments += local_name(name) == "comment"
        elif len(self.path) == 3 and local_name(self.path[1]) not in {"postmeta", "comment"}:
            self.has_markup = True

    def end_element(self, name: str) -> None:
        """End an element, and note what it says."""
        text = "".join(self.parts)
        if len(self.path) == 2:
            self.note_child(name, text)
        elif len(self.path) == 3 and local_name(self.path[1]) == "postmeta":
            self.note_meta(local_name(name), text)
        self.path.pop()
        self.parts.clear()

    def note_child(self, name: str, text: str) -> None:
        """Note a plain element or a term."""
        local = local_name(name)
        if local == "category":
            self.fields.terms.append((self.attributes.get("domain", "category"), text.strip()))
        elif local == "encoded":
            self.fields.texts[name] = text
        else:
            self.fields.texts.setdefault(local, text)

    def note_meta(self, local: str, text: str) -> None:
        """Note a key, or the value that follows it. Serialised values stay as they are."""
        if local == "meta_key":
            self.key = text
        elif local == "meta_value":
            self.fields.meta.setdefault(self.key, []).append(text)

    def parse_item(self, text: str) -> Fields:
        """Parse an item.

        Raises:
            expat.ExpatError: it is not well-formed, or a text has elements inside.
        """
        feed_expat(text, self.start_element, self.end_element, self.parts.append)
        return self.fields


def local_name(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


def parse_item(raw: RawItem) -> Iterator[Fields | Broken]:
    """Parse an item, mending what can be mended.

    A CDATA that is never closed swallows the items behind it: then it is cut at the first thing
    that looks like its end, and each piece is parsed by itself.

    Args:
        raw: the item as it stands in the file.

    Yields:
        What it says, or why it cannot be read.
    """
    try:
        yield parse_mended(raw)
    except Broken as broken:
        end = END_OF_ITEM.search(raw.text)
        if end is None or not raw.text[end.end() :].strip():
            yield broken
            return
        yield from parse_item(replace(raw, text=raw.text[: end.end()]))
        behind = raw.text[end.end() :]
        start = len(behind) - len(behind.lstrip())
        line = raw.line + raw.text.count("\n", 0, end.end() + start)
        yield from parse_item(RawItem(line, behind[start:], raw.is_whole))


def parse_mended(raw: RawItem) -> Fields:
    """Parse an item as it stands, or else mended.

    Raises:
        Broken: it cannot be read even so.
    """
    text, controls = take_out_controls(raw.text)
    try:
        fields = parse_strictly(text, raw.line)
    except Broken as broken:
        fields = parse_again(mend_item(text), raw, broken)
    if controls:
        fields.notes.append(f"Control characters taken out: {controls}")
    return fields


def parse_again(mended: str, raw: RawItem, first: Broken) -> Fields:
    """Parse a mended item.

    Args:
        mended: its text.
        raw: the item as it was.
        first: what was wrong with it.

    Returns:
        What it says, with a note of what was mended.

    Raises:
        Broken: it cannot be read even so; the line is the one of the first fault.
    """
    try:
        fields = parse_strictly(mended, raw.line)
    except Broken as broken:
        if not raw.is_whole:
            raise Broken(raw.line, "the entry has no end") from broken
        raise first from broken
    fields.notes.append(f"XML mended on line {first.line}: {first.reason}")
    return fields


def parse_strictly(text: str, line: int) -> Fields:
    """Parse an item as it stands, or raise `Broken`.

    Args:
        text: its XML.
        line: where it begins in the file.
    """
    parser = FieldsParser(line)
    try:
        fields = parser.parse_item(text)
    except expat.ExpatError as error:
        raise Broken(line + error.lineno - 1, xml_words(error)) from None
    if parser.has_markup:
        raise Broken(line, "markup stands in a text without CDATA")
    if any(SWALLOWED.search(text) for text in fields.texts.values()):
        raise Broken(line, "a CDATA in it has no end")
    return fields
