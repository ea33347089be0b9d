"""Marks that CommonMark would swallow though nobody meant them as marks.

An answer is somebody's prose, so `f**k` keeps its asterisks, `[Her]: No.` is a line of a dialogue,
a note that nothing refers to is shown where it stands, and a list keeps the numbers it was given.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, lheading, reference
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

# Not for scripts without spaces between words: there emphasis inside a word is how it is done.
LETTERS = r"[^\W_\u0e00-\u0eff\u1000-\u109f\u2e80-\U0003ffff]"
WORD_BEFORE = re.compile(rf"(?:^|[^\w*])({LETTERS}{{1,30}})\Z")
ASTERISKS_INSIDE = re.compile(rf"\*+{LETTERS}{{1,30}}(?:\*+{LETTERS}{{1,30}})*(?![\w*])")
ADDRESS_DEFINED = re.compile(r" {0,3}\[[^\]\n]+\]:\s*<?(?:https?://|www\.|mailto:|tel:|sms:|/|#)")
UNDERLINE = re.compile(r" {0,3}(?:=+|-{3,})[ \t]*\Z")
NOTE_DEFINED = re.compile(r" {0,3}(\[\^[^\]\s]+\]):")


def keep_asterisks_inside(state: StateInline, silent: bool) -> bool:
    """A rule for the parser: asterisks within one word, as in f**k or 5*3, are no emphasis."""
    if state.src[state.pos] != "*":
        return False
    if not WORD_BEFORE.search(state.src[max(0, state.pos - 31) : state.pos]):
        return False
    match = ASTERISKS_INSIDE.match(state.src, state.pos)
    if match is None or is_emphasis_inside(match[0]):
        return False
    if not silent:
        state.pending += match[0]
    state.pos = match.end()
    return True


def is_emphasis_inside(rest: str) -> bool:
    """Whether a word's asterisks are in pairs, as in un*believ*able, and it is no sum."""
    runs = re.findall(r"\*+", rest)
    return len(runs) > 1 and len(set(runs)) == 1 and not rest.replace("*", "").isdecimal()


def define_address(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A rule for the parser: `[name]: address` defines a link only where an address follows."""
    return has_match(ADDRESS_DEFINED, state, start) and reference(state, start, end, silent)


def underline_heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A rule for the parser: one line may be underlined; a line under a paragraph is a rule."""
    if start + 1 >= end or not has_match(UNDERLINE, state, start + 1):
        return False
    return lheading(state, start, end, silent)


def define_note(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A rule for the parser: a footnote is one only where something refers to it."""
    line = state.src[state.bMarks[start] : state.eMarks[start]]
    match = NOTE_DEFINED.match(line.lstrip())
    if match is None or not re.search(re.escape(match[1]) + r"(?!:)", state.src):
        return False
    return footnote_def(state, start, end, silent)


def has_match(pattern: re.Pattern[str], state: StateBlock, line: int) -> bool:
    """Whether a line begins as a pattern says."""
    start = state.bMarks[line] + state.tShift[line]
    return pattern.match(state.src[start : state.eMarks[line]]) is not None


def keep_numbers(state: StateCore) -> None:
    """A rule for the parser: an item keeps a number that is higher than the next one would be."""
    expected: list[int | None] = []
    for token in state.tokens:
        if token.type in {"ordered_list_open", "bullet_list_open"}:
            is_numbered = token.type == "ordered_list_open" and "type" not in token.attrs
            expected.append(int(token.attrs.get("start", 1)) if is_numbered else None)
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            expected.pop()
        elif token.type == "list_item_open" and expected and expected[-1] is not None:
            expected[-1] = number_item(token, expected[-1])


def number_item(token: Token, expected: int) -> int:
    """Note an item's own number if it is not the expected one. Returns the next one."""
    typed = int(token.info) if token.info.isdecimal() else expected
    if typed > expected:
        token.attrSet("value", str(typed))
    return max(typed, expected) + 1


def keep_what_was_typed(parser: MarkdownIt) -> None:
    """Put the rules into a parser. An indented line is a line, and no program."""
    parser.disable("code")
    parser.block.ruler.at("lheading", underline_heading)
    parser.inline.ruler.before("emphasis", "asterisks_inside", keep_asterisks_inside)
    parser.block.ruler.at("reference", define_address)
    parser.block.ruler.at("footnote_def", define_note, {"alt": ["paragraph", "reference"]})
    parser.core.ruler.push("keep_numbers", keep_numbers)
