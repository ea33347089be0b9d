"""The blocks of a Markdown text, and the plain text of some of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

OUTLINE = MarkdownIt("commonmark").enable("table").disable("inline")
INLINE = MarkdownIt("commonmark").enable(["table", "strikethrough"])
KINDS = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "blockquote_open": "quote",
    "hr": "rule",
}
MARKS = re.compile(r"(?<!\\)[*_#>`]+")
ESCAPES = re.compile(r"\\([!-/:-@\[-`{-~])")
SOFT_BREAK = re.compile(r"(?<!\\)(?<!  )\n[ \t]*(?=\S)")
EMPHASISED = re.compile(r"(?<!\\)(\*|_)(?!\1)(?:.+?)(?<!\\)\1", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a text.

    Attributes:
        kind: paragraph, heading, quote, rule or other.
        text: its Markdown.
    """

    kind: str
    text: str

    @property
    def first_line(self) -> str:
        """Its first line without marks."""
        return plain_line(self.text.partition("\n")[0])

    @property
    def last_line(self) -> str:
        """Its last line without marks."""
        return plain_line(self.text.rpartition("\n")[2])

    @property
    def is_emphasised(self) -> bool:
        """Whether all of it is in italics."""
        return self.kind == "paragraph" and bool(EMPHASISED.fullmatch(self.text.strip()))


def plain_line(markdown: str) -> str:
    """Return a line without the marks of Markdown."""
    return ESCAPES.sub(r"\1", MARKS.sub("", markdown)).strip().removesuffix("\\").strip()


def blocks_of(markdown: str) -> list[Block]:
    """Return the outermost blocks of a text; nothing between them is lost but blank lines."""
    lines = markdown.split("\n")
    outer = (token for token in OUTLINE.parse(markdown) if token.level == 0 and token.nesting >= 0)
    starts = [(token.map[0], kind_of(token)) for token in outer if token.map]
    if not starts:
        return [Block("other", markdown)] if markdown.strip() else []
    starts[0] = (0, starts[0][1])
    ends = [start for start, _ in starts[1:]] + [len(lines)]
    found = (
        Block(kind, "\n".join(lines[start:end]).strip("\n"))
        for (start, kind), end in zip(starts, ends, strict=True)
    )
    return [block for block in found if block.text.strip()]


def kind_of(token: Token) -> str:
    """Return the kind of a block."""
    return KINDS.get(token.type, "other")


def join_blocks(blocks: list[Block]) -> str:
    """Return the Markdown of several blocks."""
    return "\n\n".join(block.text for block in blocks)


def join_soft_lines(markdown: str) -> str:
    """Write each outermost paragraph in one line.

    Elsewhere a line feed within a paragraph is a space, on our pages it is a break. Breaks that
    were meant, with two spaces or a backslash before them, stay.
    """
    blocks = blocks_of(markdown)
    if not any(block.kind == "paragraph" and SOFT_BREAK.search(block.text) for block in blocks):
        return markdown
    return "\n\n".join(
        SOFT_BREAK.sub(" ", block.text) if block.kind == "paragraph" else block.text
        for block in blocks
    )


def remove_quote_marks(block: Block) -> str:
    """Return a quotation's Markdown without the marks of the quotation."""
    lines = block.text.split("\n")
    return "\n".join(re.sub(r"^ {0,3}> ?", "", line) for line in lines).strip("\n")


def plain_text(markdown: str) -> str:
    """Return a text without form: paragraphs with blank lines between, lists with their marks."""
    parts: list[str] = []
    markers: list[str] = []
    for token in INLINE.parse(markdown):
        if token.type == "ordered_list_open":
            markers.append(str(token.attrGet("start") or 1))
        elif token.type == "bullet_list_open":
            markers.append("-")
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            markers.pop()
        elif token.type == "list_item_open":
            parts.append(next_marker(markers))
        elif token.type == "inline":
            parts.append("".join(inline_text(token.children or [])).strip() + "\n\n")
        elif token.type in {"fence", "code_block", "html_block"}:
            parts.append(token.content.strip("\n") + "\n\n")
    return "".join(parts).strip()


def next_marker(markers: list[str]) -> str:
    """Return the mark of the next item of the innermost list, and count on."""
    marker = markers[-1]
    if marker.isdigit():
        markers[-1] = str(int(marker) + 1)
        return f"{marker}. "
    return f"{marker} "


def inline_text(children: list[Token]) -> Iterator[str]:
    """Yield the text of a paragraph; a forced break stays, others are spaces."""
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            yield "\n" if child.type == "hardbreak" else " "
        else:
            yield child.content
