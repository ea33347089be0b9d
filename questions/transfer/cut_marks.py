"""The lines of a post that say whose words follow, such as "Q:" or "A reader writes:"."""

import re

from questions.transfer.blocks import Block, plain_line
from questions.transfer.cut_words import (
    ANSWERS,
    CAPITAL,
    LETTERS,
    NO_NAMES,
    OF,
    READERS,
    REPLIES,
    WRITES,
)

NAME = r"[^\W\d_][\w.'’ -]{0,30}"
DASHES = r"[-–—\s]*"
END = r"(?:\s*(?:[:.]|[-–—]+)\s*|\s*$)"
WHO = rf"(?!{NO_NAMES}){NAME}"
QUESTION = re.compile(
    rf"{DASHES}(?:(?:{LETTERS})(?: {OF} {NAME}?)?|q|(?:{READERS}) {WRITES}|{WHO} {WRITES})"
    rf"{END}(?:[-–—]+\s*)?",
    re.IGNORECASE,
)
ANSWER = re.compile(
    rf"{DASHES}(?:(?:{ANSWERS})(?: {OF} {NAME}?)?|a"
    rf"|{WHO} {REPLIES}|{REPLIES} {CAPITAL}[\w.'’ -]{{0,30}}"
    rf"|{WHO}['’]s (?:answer|reply|response)|(?!{NO_NAMES})[^\W\d_][\w-]{{1,30}}[sxz]['’]? antwort)"
    rf"{END}(?:[-–—]+\s*)?",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"(?:question|q|letter)\s*#?\d{1,3}\b[.:)]?\s*", re.IGNORECASE)


def mark_of(block: Block, pattern: re.Pattern[str]) -> str | None:
    """Return the words at the head of a block that mark a part; None if it has none.

    Args:
        block: a paragraph or a heading.
        pattern: what a mark looks like.
    """
    if block.kind not in {"paragraph", "heading"}:
        return None
    found = pattern.match(block.first_line)
    is_alone = bool(found and found.end() == len(block.first_line))
    has_end = bool(found and found[0].rstrip()[-1:] in {":", ".", "-", "–", "—"})
    if not found or not (is_alone or (has_end and block.kind == "paragraph")):
        return None
    is_short = found[0].strip(" -–—:.").lower() in {"q", "a"}
    return None if is_short and ":" not in found[0] and "." not in found[0] else found[0]


def without_mark(block: Block, mark: str) -> list[Block]:
    """Return what a block has besides its mark.

    Args:
        block: the block.
        mark: the words at its head, without the marks of Markdown.
    """
    first, newline, rest = block.text.partition("\n")
    left = first
    for length in range(len(first) + 1):
        if plain_line(first[:length]).startswith(mark.strip()):
            left = first[length:]
            break
    closed = re.sub(r"^\s*(?:\*\*|__|\*(?!\*)|_(?!_))?[:.\s]*(?:\*\*|__)?\s*", "", left)
    text = (closed + newline + rest).strip("\n\\ ")
    return [Block("paragraph", text)] if text.strip() else []


def find_marks(blocks: list[Block], pattern: re.Pattern[str]) -> list[tuple[int, str]]:
    """Return the places of a mark and its words.

    Args:
        blocks: the post.
        pattern: what it looks like.
    """
    found = ((place, mark_of(block, pattern)) for place, block in enumerate(blocks))
    return [(place, mark) for place, mark in found if mark is not None]
