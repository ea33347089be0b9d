"""Lists with letters, a) or (a): CommonMark only knows numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

ITEM = re.compile(r"[ \t]*(\(?)([a-z])\)[ \t]+(?=\S)")
BRACKETED, HALF_BRACKETED = "bracketed", "half-bracketed"  # (a) and 1); a) needs no class


@dataclass
class LetteredList:
    """What a paragraph, or several in a row, say with letters.

    Attributes:
        opening: what stands before each letter, a bracket or nothing.
        lead: the lines before the first item.
        items: the text of each item, in Markdown.
        paragraphs: how many paragraphs it takes.
    """

    opening: str = ""
    lead: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    paragraphs: int = 0

    def take_paragraph(self, content: str) -> bool:
        """Read one more paragraph. Returns whether it belongs to the list."""
        lines = content.split("\n")
        if self.items and not self.find_item(lines[0]):
            return False
        for line in lines:
            self.take_line(line)
        self.paragraphs += bool(self.items)
        return bool(self.items)

    def take_line(self, line: str) -> None:
        """A line begins the next item, or belongs to what stands before it."""
        if match := self.find_item(line):
            self.opening = match[1]
            self.items.append(line[match.end() :])
        elif self.items:
            self.items[-1] += f"\n{line}"
        else:
            self.lead.append(line)

    def find_item(self, line: str) -> re.Match[str] | None:
        """The mark of the next item, if a line begins with it."""
        match = ITEM.match(line)
        if match is None or match[2] != chr(ord("a") + len(self.items)):
            return None
        return match if not self.items or match[1] == self.opening else None


def convert_lettered_lists(state: StateCore) -> None:
    """A rule for the parser: make a list of lines that begin a), b), c) or (a), (b), (c)."""
    made: list[Token] = []
    at = 0
    while at < len(state.tokens):
        found = read_list(state.tokens, at)
        if len(found.items) < 2:  # a lone "a)" is left as it was typed
            made.append(state.tokens[at])
            at += 1
        else:
            made.extend(build_list(found, state.tokens[at : at + 3]))
            at += 3 * found.paragraphs
    state.tokens = made


def read_list(tokens: list[Token], at: int) -> LetteredList:
    """The list that begins with the paragraph at a place, if there is one."""
    found = LetteredList()
    level = tokens[at].level
    while at < len(tokens) and tokens[at].type == "paragraph_open" and tokens[at].level == level:
        if not found.take_paragraph(tokens[at + 1].content):
            break
        at += 3
    return found


def build_list(found: LetteredList, paragraph: list[Token]) -> Iterator[Token]:
    """An ordered list with letters, with the items' text still to be parsed for emphasis."""
    start, inline, end = paragraph
    if found.lead:
        lead = Token("inline", "", 0, content="\n".join(found.lead), children=[], map=inline.map)
        yield from (start, lead, end)
    attributes: dict[str, str | int | float] = {"type": "a"}
    if found.opening:
        attributes["class"] = BRACKETED
    yield Token("ordered_list_open", "ol", 1, attrs=attributes, block=True)
    is_tight = found.paragraphs == 1
    for item in found.items:
        yield Token("list_item_open", "li", 1, block=True)
        yield Token("paragraph_open", "p", 1, block=True, hidden=is_tight)
        yield Token("inline", "", 0, content=item, children=[], map=inline.map, block=True)
        yield Token("paragraph_close", "p", -1, block=True, hidden=is_tight)
        yield Token("list_item_close", "li", -1, block=True)
    yield Token("ordered_list_close", "ol", -1, block=True)


def mark_bracketed_numbers(state: StateCore) -> None:
    """A rule for the parser: note which numbers were typed as 1) rather than 1."""
    for token in state.tokens:
        if token.type == "ordered_list_open" and token.markup == ")":
            token.attrJoin("class", HALF_BRACKETED)
