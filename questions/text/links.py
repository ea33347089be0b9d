"""Where links may lead, and addresses that are typed bare."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from questions.text.typography import OPAQUE

SCHEMES = {"http", "https", "mailto", "tel", "sms"}
NUMBER = re.compile(r"(tel|sms):(\+?\d{2,20})")
WHOLE = re.compile(r"https?://[^/?#]|mailto:(?:[^?@]+@[^?@]|\?)", re.IGNORECASE)
NUMBER_SPACES = re.compile(r"%20|[-.() ]")
WEB = r"(?:https?://[\w\[]|www\.[\w-]+\.\w)[^\s<>\ufffc]*"
# The local part starts at a boundary and both parts are bounded, so that looking takes one pass.
MAIL = (
    r"[a-z0-9_%+-][a-z0-9._%+-]{0,63}@"
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}(?![\w@-])"
)
BARE = re.compile(rf"(?<![\w@./:%+-])(?:(?P<web>{WEB})|(?P<mail>{MAIL}))", re.IGNORECASE)
TRAILING = "?!.,:;*_~'\"“”‘’»…"
BRACKETS = {")": "(", "]": "[", "}": "{"}
BROKEN = re.compile(r"\[([^\[\]\n]+)\](?:\(([^()\n]*)|\[([^\[\]\n]+)\])")
ADDRESS = re.compile(r"[/@:]|\w\.\w")
LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class RefusedLink:
    """A link that would lead nowhere, or where nobody should be led.

    Attributes:
        words: what the reader sees.
        address: what was typed as its address.
    """

    words: str
    address: str


def complete_address(address: str) -> str:
    """An address as a browser needs it: `www.` with its scheme, a number without its spaces."""
    if address.lower().startswith("www."):
        return f"https://{address}"
    scheme, _colon, rest = address.partition(":")
    number = f"{scheme.lower()}:{NUMBER_SPACES.sub('', rest)}"
    return number if NUMBER.fullmatch(number) else address


def is_safe_link(address: str) -> bool:
    """A web or mail address, a number to ring or text, a path of ours, or an anchor on the page."""
    if re.match(r"/(?![/\\])|#", address):
        return True
    if NUMBER.fullmatch(address):  # no code such as *21#, which would divert somebody's calls
        return True
    return WHOLE.match(address) is not None and is_understood(address)


def is_understood(address: str) -> bool:
    """Whether an address is one for the sanitiser, which drops others without a word."""
    link = nh3.clean(f'<a href="{escape(address)}">', tags={"a"}, url_schemes=SCHEMES)
    return " href=" in link


def note_broken_links(state: StateCore) -> None:
    """A rule for the parser: note what was meant as a link and stands there as it was typed.

    CommonMark takes no space in an address without angle brackets, as in `[ring](tel:116 123)`.
    """
    noted = state.env.setdefault("refused_links", [])
    uses_references = bool(state.env.get("references"))
    for token in state.tokens:
        text = "".join(map(written_text, token.children or []))
        found = (match for match in BROKEN.finditer(text) if is_meant(match, uses_references))
        noted += [RefusedLink(match[1], match[2] or match[3] or "") for match in found]


def is_meant(match: re.Match[str], uses_references: bool) -> bool:
    """Whether brackets that made no link were meant as one: `[sic][note]` is what it looks like.

    Args:
        match: of `BROKEN`.
        uses_references: whether the text says somewhere where such a name leads.
    """
    is_reference = match[3] is None or uses_references or ADDRESS.search(match[3])
    return bool(LETTER.search(match[1]) and is_reference)


def written_text(token: Token) -> str:
    """What a token shows of the text that was typed."""
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    return token.content if token.type == "text" else OPAQUE * (token.nesting == 0)


def link_bare_addresses(state: StateCore) -> None:
    """A rule for the parser: make links of addresses that stand in the text as they are."""
    for token in state.tokens:
        if token.type == "inline" and token.children and BARE.search(token.content):
            token.children = list(split_at_addresses(token.children, state.md))


def split_at_addresses(tokens: list[Token], parser: MarkdownIt) -> Iterator[Token]:
    """The tokens of a paragraph, with the addresses in its text as links of their own."""
    is_link = False
    for token in tokens:
        if token.type in {"link_open", "link_close"}:
            is_link = token.nesting > 0
        if token.type == "text" and not is_link:
            yield from split_text(token.content, parser)
        else:
            yield token


def split_text(text: str, parser: MarkdownIt) -> Iterator[Token]:
    """A text in pieces: words, and links with the address exactly as it was typed."""
    start = 0
    for match in BARE.finditer(text):
        address = match["mail"] or trim_address(match["web"])
        if match.start() > start:
            yield Token("text", "", 0, content=text[start : match.start()])
        start = match.start() + len(address)
        whole = f"mailto:{address}" if match["mail"] else complete_address(address)
        href = parser.normalizeLink(whole)
        yield Token("link_open", "a", 1, attrs={"href": href}, markup="linkify", info="auto")
        yield Token("text", "", 0, content=address)
        yield Token("link_close", "a", -1, markup="linkify", info="auto")
    if start < len(text):
        yield Token("text", "", 0, content=text[start:])


def trim_address(address: str) -> str:
    """The address without the sentence's own marks behind it, and brackets closed in pairs."""
    counts = {
        close: address.count(close) - address.count(opening) for close, opening in BRACKETS.items()
    }
    end = len(address)
    while end and ((last := address[end - 1]) in TRAILING or counts.get(last, 0) > 0):
        if last in counts:
            counts[last] -= 1
        end -= 1
    return address[:end]


def settle_links(state: StateCore) -> None:
    """A rule for the parser: complete addresses, and leave the words alone of links to nowhere.

    What was refused is noted in the parser's environment, for the checklist.
    """
    for token in state.tokens:
        if token.type == "inline" and token.children:
            refused = state.env.setdefault("refused_links", [])
            token.children = list(keep_safe_links(token.children, refused))


def keep_safe_links(tokens: list[Token], refused: list[RefusedLink]) -> Iterator[Token]:
    """The tokens of a paragraph without the marks of links that are refused."""
    words: list[str] | None = None  # of the refused link that is open
    address = ""
    for token in tokens:
        if token.type == "link_open":
            address = complete_address(str(token.attrs["href"]))
            token.attrs["href"] = address
            if not is_safe_link(address):
                words = []
                continue
        elif token.type == "link_close" and words is not None:
            refused.append(RefusedLink("".join(words).strip(), address))
            words = None
            continue
        elif words is not None:
            words.append(token.content or " ")
        yield token
