"""Curly quotes, dashes and ellipses: the only characters that are shown other than as typed.

One set of rules serves plain text (headlines, letters, excerpts) and the text inside Markdown.
What is stored is never changed, only what is shown.
"""

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

STRAIGHT = re.compile("[\"']")
PARAGRAPH_END = re.compile(r"(\n[ \t\r]*\n)")
LEFT_OUT = re.compile(  # an apostrophe at the start of a word stands for what was left out
    r"'(?=(?:tis|twas|twere|til|till|em|cause|bout|round|n)\b|\d\ds?\b)", re.IGNORECASE
)
CLOSES_SINGLE = re.compile(r"(?<=[^\s\"'(\[{])'(?!\w)")
BEFORE_OPENING = frozenset(" \t\r\n\u00a0\u2009\u202f([{</“‘«¿¡-–—")
AFTER_CLOSING = frozenset(" \t\r\n\u00a0\u2009\u202f)]}>/”’»\"'.,:;!?…-–—")
DASHES = re.compile(r"(?<![-<!])---?(?![->])|(?<!\.)\.\.\.(?!\.)")
SHOWN = {"--": "–", "---": "—", "...": "…"}
OPAQUE = "\ufffc"  # stands for code, a picture or an escaped character: nothing of it is changed


def typeset_text(text: str) -> str:
    """A plain text as it is shown: curly quotes, `--` and `---` as dashes, `...` as an ellipsis."""
    return DASHES.sub(lambda match: SHOWN[match[0]], curl_quotes(text))


def curl_quotes(text: str) -> str:
    """The text with curly quotes; it keeps its length, so that places in it stay the same."""
    if not STRAIGHT.search(text):
        return text
    return "".join(curl_paragraph(part) for part in PARAGRAPH_END.split(text))


def curl_paragraph(text: str) -> str:
    """A paragraph with curly quotes; a quotation that runs on opens anew in the next one."""
    shown, is_open = list(text), False
    last_close = max((match.start() for match in CLOSES_SINGLE.finditer(text)), default=-1)
    for match in STRAIGHT.finditer(text):
        at = match.start()
        if match[0] == "'":
            shown[at] = curl_single(text, shown, at, last_close)
        else:
            shown[at] = curl_double(text, shown, at, is_open)
            is_open = shown[at] == "“" or (is_open and shown[at] == '"')
    return "".join(shown)


def curl_double(text: str, shown: list[str], at: int, is_open: bool) -> str:
    """A double quote: what stands on both sides decides, then whether a quotation is open."""
    before, after = find_neighbours(text, shown, at)
    may_open, may_close = before in BEFORE_OPENING, after in AFTER_CLOSING
    opens = may_open if may_open != may_close else not is_open
    if not is_open and before.isdigit():
        return '"'  # inches
    return "“" if opens else "”"


def curl_single(text: str, shown: list[str], at: int, last_close: int) -> str:
    """A single quote, which is an apostrophe unless it opens what is closed later on."""
    before, after = find_neighbours(text, shown, at)
    if before.isdigit() and after.isdigit():
        return "'"  # feet and inches
    may_open = before in BEFORE_OPENING and after not in AFTER_CLOSING - {'"'}
    is_quote = may_open and at < last_close and not LEFT_OUT.match(text, at)
    return "‘" if is_quote else "’"


def find_neighbours(text: str, shown: list[str], at: int) -> tuple[str, str]:
    """The characters on both sides, a space at the ends; the one before as it is shown."""
    before = shown[at - 1] if at else " "
    return before, text[at + 1] if at + 1 < len(text) else " "


def typeset_markdown(state: StateCore) -> None:
    """A rule for the parser: typeset the text, but neither code nor addresses."""
    for token in state.tokens:
        if token.type == "inline" and token.children:
            typeset_tokens(token.children)


def typeset_tokens(tokens: list[Token]) -> None:
    """Typeset the text of a paragraph as a whole: a quotation may begin before an emphasis."""
    pieces = list(visible_pieces(tokens))
    text = "".join(pieces)
    shown = list(curl_quotes(text))
    for match in DASHES.finditer(text):
        shown[match.start() : match.end()] = [SHOWN[match[0]], *[""] * (len(match[0]) - 1)]
    at = 0
    for token, piece in zip(tokens, pieces, strict=True):
        if token.type == "text" and piece == token.content:
            token.content = "".join(shown[at : at + len(piece)])
        at += len(piece)


def visible_pieces(tokens: list[Token]) -> list[str]:
    """For each token what its neighbours see of it: marks have no width, code is opaque."""
    pieces, is_address = [], False
    for token in tokens:
        if token.info == "auto" and token.nesting:
            is_address = token.nesting > 0
        if token.type == "text":
            pieces.append(OPAQUE * bool(token.content) if is_address else token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            pieces.append("\n")
        else:
            has_width = token.nesting == 0 and token.type != "footnote_ref"
            pieces.append(OPAQUE if has_width else "")
    return pieces
