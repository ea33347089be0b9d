"""Read JSON element by element, so that a file of any size needs the memory of one element.

Exports of whole databases hold much that must not be read at all: what is not asked for is
skipped as text and never decoded.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from questions.transfer.sources import Source, SourceRefused, damage_refused

Path = tuple[str, ...]  # keys from the outermost value on; elements of lists are `*`
Step = tuple[Path, int, Any]  # a value with its path and line

CHUNK_BYTES = 256 * 1024
MAX_ELEMENT = 32 * 1024**2
SPACE = re.compile(r"[ \t\r\n]*")
STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
MARK = re.compile(r'["{}\[\]]')
SCALAR = re.compile(r"[^\s,\]}]+")


class BadJson(SourceRefused):
    """The file is not JSON from some place on."""


def read_values(source: Source, name: str, wanted: Iterable[Path]) -> Iterator[Step]:
    """Yield the values at some paths of a file, in its order.

    Args:
        source: where the file is.
        name: its name there.
        wanted: the paths.

    Raises:
        BadJson: what has been read is not JSON.
    """
    with damage_refused(name), source.open_entry(name) as stream:
        yield from JsonStream(stream, wanted).walk_values()


class JsonStream:
    """Walks through a JSON file.

    Attributes:
        wanted: paths of the values that are decoded.
        above: paths of the objects and lists that they are in.
        line: the line of the place that was reached.
    """

    def __init__(self, stream: BinaryIO, wanted: Iterable[Path]) -> None:
        self.stream, self.wanted = stream, frozenset(wanted)
        self.above = {path[:length] for path in self.wanted for length in range(len(path))}
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self.buffer, self.place, self.line, self.is_at_end = "", 0, 1, False

    def fill_buffer(self) -> bool:
        """Read on, forgetting what was passed; return whether there was more."""
        if self.is_at_end:
            return False
        if len(self.buffer) - self.place > MAX_ELEMENT:
            raise BadJson(f"Line {self.line}: an element is larger than it may be.")
        chunk = self.stream.read(CHUNK_BYTES)
        self.is_at_end = not chunk
        self.line += self.buffer.count("\n", 0, self.place)
        self.buffer = self.buffer[self.place :] + self.decoder.decode(chunk, final=not chunk)
        self.place = 0
        return True

    def peek_character(self) -> str:
        """Return the next character that is no space; nothing at the end."""
        while True:
            self.place = SPACE.match(self.buffer, self.place).end()  # type: ignore[union-attr]
            if self.place < len(self.buffer):
                return self.buffer[self.place]
            if not self.fill_buffer():
                return ""

    def expect_mark(self, mark: str) -> None:
        """Step over a mark, or raise `BadJson`."""
        if self.peek_character() != mark:
            raise BadJson(f"Line {self.current_line()}: {mark!r} is missing.")
        self.place += 1

    def current_line(self) -> int:
        """Return the line of the present place."""
        return self.line + self.buffer.count("\n", 0, self.place)

    def take_text(self) -> str:
        """Return the next value as it is written, and step behind it."""
        start = self.peek_character()
        while start:
            end = self.end_of_value(start)
            if end is not None:
                text = self.buffer[self.place : end]
                self.place = end
                return text
            if not self.fill_buffer():
                break
        raise BadJson(f"Line {self.current_line()}: the file ends in the middle.")

    def end_of_value(self, start: str) -> int | None:
        """Return where the value here ends; None if that is not in the buffer yet."""
        if start == '"':
            found = STRING.match(self.buffer, self.place)
            return found.end() if found else None
        if start in {"{", "["}:
            return self.end_of_nested()
        found = SCALAR.match(self.buffer, self.place)
        if not found or (found.end() == len(self.buffer) and not self.is_at_end):
            return None if found or not self.is_at_end else self.place
        return found.end()

    def end_of_nested(self) -> int | None:
        """Return where the object or list here ends."""
        depth, place = 0, self.place
        while found := MARK.search(self.buffer, place):
            place = found.end()
            if found[0] == '"':
                text = STRING.match(self.buffer, found.start())
                if not text:
                    return None
                place = text.end()
            else:
                depth += 1 if found[0] in "{[" else -1
            if depth == 0:
                return place
        return None

    def take_value(self) -> Any:
        """Decode the next value."""
        line = self.current_line()
        text = self.take_text()
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError) as error:
            raise BadJson(f"Line {line}: this is not JSON.") from error

    def walk_values(self, path: Path = ()) -> Iterator[Step]:
        """Yield the wanted values from the one here on, which is at a path."""
        start = self.peek_character()
        if path in self.wanted:
            yield path, self.current_line(), self.take_value()
        elif start not in {"{", "["} or path not in self.above:
            self.take_or_skip(start)
        else:
            yield from self.walk_inside(start, path)

    def walk_inside(self, start: str, path: Path) -> Iterator[Step]:
        """Walk through an object or a list, which begins with the mark `start`."""
        end = "}" if start == "{" else "]"
        self.place += 1
        while self.peek_character() != end:
            key = self.take_key() if start == "{" else "*"
            yield from self.walk_values((*path, key))
            if self.peek_character() == ",":
                self.place += 1
            elif self.peek_character() != end:
                raise BadJson(f"Line {self.current_line()}: a comma is missing.")
        self.place += 1

    def take_key(self) -> str:
        """Return the next key of an object."""
        key = self.take_value()
        self.expect_mark(":")
        return str(key)

    def take_or_skip(self, start: str) -> None:
        """Step over a value that is not wanted; lists and objects piece by piece."""
        if start not in {"{", "["}:
            self.take_text()
            return
        depth = 0
        while True:
            mark = self.next_mark()
            depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(mark, 0)
            if depth == 0:
                return

    def next_mark(self) -> str:
        """Step behind the next bracket or string, forgetting what is before it."""
        while not (found := MARK.search(self.buffer, self.place)):
            self.place = len(self.buffer)
            if not self.fill_buffer():
                raise BadJson(f"Line {self.current_line()}: the file ends in the middle.")
        self.place = found.start()
        if found[0] == '"':
            self.take_text()
            return '"'
        self.place += 1
        return found[0]
