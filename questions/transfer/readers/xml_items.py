"""Cut a feed's XML into its items, so that one broken item never takes the others with it.

XML parsers refuse a whole file for one control character, and lenient ones lose a body without a
word. So the file is cut at `<item>` first, with an eye on CDATA and comments, and each item is
parsed strictly by itself. What can be mended without a guess is mended and named.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from questions.transfer.sources import SourceRefused

CHUNK_BYTES = 256 * 1024
MAX_HEAD = 16 * 1024**2
MAX_ITEM = 16 * 1024**2
LONGEST_TOKEN = 512
MARKS_OF = r"<!\[CDATA\[|<!--|<{tag}(?:\s[^<>]*)?>|</{tag}\s*>|<!DOCTYPE"
CLOSING = {"<![CDATA[": "]]>", "<!--": "-->"}
END_OF_ITEM = re.compile(r"</item\s*>")
DECLARED = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
ENCODINGS = re.compile(
    r"utf-?8|utf-?16(le|be)?|us-ascii|ascii|iso-?8859-\d+|latin-?1|windows-125\d"
)
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class RawItem:
    """An item's own XML.

    Attributes:
        line: the line of its file on which it begins.
        text: from `<item>` to `</item>`.
        is_whole: whether it has its end.
    """

    line: int
    text: str
    is_whole: bool = True


def decode_chunks(stream: BinaryIO) -> Iterator[str]:
    """Decode an XML file piece by piece, by its mark or its declaration.

    Raises:
        SourceRefused: its encoding is none that such a file has.
    """
    chunk = stream.read(CHUNK_BYTES)
    decoder = codecs.getincrementaldecoder(encoding_of(chunk))(errors="replace")
    while chunk:
        yield decoder.decode(chunk)
        chunk = stream.read(CHUNK_BYTES)
    yield decoder.decode(b"", final=True)


def encoding_of(beginning: bytes) -> str:
    """Return the name of an XML file's encoding."""
    for mark, name in MARKS:
        if beginning.startswith(mark):
            return name
    declared = DECLARED.search(beginning[:1000])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if not ENCODINGS.fullmatch(name):
        raise SourceRefused("The XML file is in an encoding that is not read. Save it as UTF-8.")
    return name


@dataclass
class ItemScanner:
    """Walks through a file's text and hands out its items.

    Attributes:
        chunks: the text in pieces.
        tag: the name of the elements that are handed out.
        line: the line on which the buffer begins.
    """

    chunks: Iterator[str]
    tag: str = "item"
    buffer: str = ""
    line: int = 1
    is_at_end: bool = field(default=False)

    def __post_init__(self) -> None:
        self.mark = re.compile(MARKS_OF.format(tag=self.tag), re.IGNORECASE)

    def fill_buffer(self) -> bool:
        """Take one more piece; return whether there was one."""
        chunk = next(self.chunks, None)
        self.is_at_end = chunk is None
        self.buffer += chunk or ""
        return not self.is_at_end

    def drop_until(self, place: int) -> None:
        """Forget what was handed out."""
        self.line += self.buffer.count("\n", 0, place)
        self.buffer = self.buffer[place:]

    def find_token(self, start: int) -> re.Match[str] | None:
        """Find the next mark, reading on as long as it could be cut off."""
        while True:
            found = self.mark.search(self.buffer, start)
            if self.is_at_end or (found and found.end() < len(self.buffer)):
                return found
            start = max(start, len(self.buffer) - LONGEST_TOKEN) if not found else found.start()
            if len(self.buffer) > MAX_ITEM or not self.fill_buffer():
                return self.mark.search(self.buffer, start)

    def find_text(self, text: str, start: int) -> int:
        """Find the end of a text after a mark; -1 if it has none within the limit."""
        while (place := self.buffer.find(text, start)) < 0:
            start = max(start, len(self.buffer) - len(text))
            if len(self.buffer) > MAX_ITEM or not self.fill_buffer():
                return -1
        return place + len(text)

    def next_mark(self, start: int) -> re.Match[str] | None:
        """Find the next mark outside of CDATA and comments."""
        place = start
        while (found := self.find_token(place)) and (end := CLOSING.get(found[0].upper())):
            place = self.find_text(end, found.end())
            if place < 0:
                return None
        return found

    def read_head(self) -> str:
        """Return what stands before the first item.

        Raises:
            SourceRefused: it has a DOCTYPE, or is larger than any such file's.
        """
        found = self.next_mark(0)
        if found and found[0].upper().startswith("<!DOCTYPE"):
            raise SourceRefused("The XML file has a DOCTYPE, which no export has.")
        if found is None and not self.is_at_end:
            raise SourceRefused("The XML file has no items where they are expected.")
        head = self.buffer[: found.start() if found else len(self.buffer)][:MAX_HEAD]
        self.drop_until(found.start() if found else len(self.buffer))
        return head

    def read_items(self) -> Iterator[RawItem]:
        """Yield the items one after the other."""
        while found := self.next_mark(0):
            if not found[0].startswith(f"<{self.tag}"):
                self.drop_until(found.end())
                continue
            self.drop_until(found.start())
            yield self.cut_item(found.end() - found.start())

    def cut_item(self, start: int) -> RawItem:
        """Cut off the item at which the buffer begins."""
        found = self.next_mark(start)
        while found and found[0].upper().startswith("<!DOCTYPE"):
            found = self.next_mark(found.end())
        is_whole = bool(found and found[0].startswith("</"))
        if found is None:
            return self.cut_unclosed()
        end = found.end() if is_whole else found.start()
        return self.take_item(end, is_whole=is_whole)

    def cut_unclosed(self) -> RawItem:
        """Cut at the first thing that looks like an end: a CDATA in it was never closed."""
        found = END_OF_ITEM.search(self.buffer)
        return self.take_item(found.end() if found else len(self.buffer), is_whole=False)

    def take_item(self, end: int, *, is_whole: bool) -> RawItem:
        """Hand out the beginning of the buffer."""
        item = RawItem(self.line, self.buffer[:end], is_whole)
        self.drop_until(end)
        return item
