"""The Markdown of answers, tags and the about page: CommonMark, and what a column needs on top."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from questions.text.as_typed import keep_what_was_typed
from questions.text.lettered_lists import convert_lettered_lists, mark_bracketed_numbers
from questions.text.links import (
    RefusedLink,
    link_bare_addresses,
    note_broken_links,
    settle_links,
)
from questions.text.sanitising import is_own_picture
from questions.text.typography import typeset_markdown

LONE_LETTER = re.compile(r"[\"'“‘]?[^\W\d_]\s")


class AnswerParser(MarkdownIt):
    """A parser that shows an address as it was typed, without decoding it for the eye."""

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802  (the library's name)
        """The words of `<https://…>`: the address itself."""
        return link


def lower_headings(state: StateCore) -> None:
    """Let the answer's headings start below those of the page."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"


def replace_foreign_pictures(state: StateCore) -> None:
    """Put a foreign picture's description in its place, so that nothing of it is lost.

    It is noted in the parser's environment, for the checklist.
    """
    noted = state.env.setdefault("refused_pictures", [])
    for token in state.tokens:
        for child in token.children or []:
            address = str(child.attrs.get("src", ""))
            if child.type == "image" and not is_own_picture(address):
                noted.append(RefusedLink(child.content, address))
                child.type, child.tag, child.children = "text", "", None


def mark_lone_letter(state: StateCore) -> None:
    """Note that an answer begins with a word of one letter: its initial wants a gap behind it."""
    start = state.tokens[:2]
    if start and start[0].type == "paragraph_open" and LONE_LETTER.match(start[1].content):
        start[0].attrJoin("class", "lone-letter")


def frame_tables(state: StateCore) -> None:
    """Put each table into a region that scrolls by itself, and by keyboard too (WCAG 2.1.1)."""
    state.tokens = list(framed_tokens(state.tokens))


def framed_tokens(tokens: list[Token]) -> Iterator[Token]:
    """The tokens with a frame around each table; names have numbers, so that each is its own."""
    number = 0
    for token in tokens:
        if token.type == "table_open":
            number += 1
            name = _("Table %(number)d") % {"number": number}
            facts: dict[str, str | int | float] = {"class": "wide", "role": "region"}
            facts |= {"tabindex": "0", "aria-label": name}
            yield Token("frame_open", "div", 1, attrs=facts, block=True)
        yield token
        if token.type == "table_close":
            yield Token("frame_close", "div", -1, block=True)


def make_parser() -> MarkdownIt:
    """CommonMark without raw HTML, in which no rule rewrites what was typed.

    Entities stay as typed, a line break is a break, and quotes, dashes and ellipses are set by a
    rule of our own, because markdown-it's makes other characters of (c), +- and ?????.
    """
    parser = AnswerParser("commonmark", {"html": False, "breaks": True})
    parser.enable(["table", "strikethrough"]).disable("entity")
    parser.use(footnote_plugin)
    keep_what_was_typed(parser)
    rules = parser.core.ruler
    rules.after("block", "lettered_lists", convert_lettered_lists)
    rules.after("footnote_tail", "broken_links", note_broken_links)
    rules.after("broken_links", "bare_addresses", link_bare_addresses)
    rules.after("bare_addresses", "settle_links", settle_links)
    rules.after("settle_links", "typeset", typeset_markdown)
    others = [mark_bracketed_numbers, lower_headings, replace_foreign_pictures, frame_tables]
    for rule in (*others, mark_lone_letter):
        rules.push(rule.__name__, rule)
    return parser


PARSER = make_parser()
