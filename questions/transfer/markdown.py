"""Turn HTML of other systems into the Markdown that the columnist writes.

Every character that could mean something in Markdown is escaped. Where an emphasis cannot be
written in Markdown, its words stay and the emphasis goes; `verification.py` compares all words.
"""

import re
from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from markdown_it import MarkdownIt
from markdownify import MarkdownConverter

from questions.transfer.classic import BLOCK_NAMES, escape_sections
from questions.transfer.html_words import paragraphs_of

MAX_BODY = 1_000_000  # of a post that is converted; a longer one keeps its words alone
EMPHASIS = ["b", "strong", "i", "em", "del", "s"]
SAME_AS = {"b": "strong", "i": "em", "s": "del"}
INLINE = {*EMPHASIS, "a", "sub", "sup", "small", "mark"}
LETTERED = re.compile(r"((?:^|\s)[a-z])\)(?=\s)")
MARKUP = re.compile(r"([!-/:-@\[-`{-~])")
BLANK_LINES = re.compile(r"\n{3,}")
LINE_FEED = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
FENCE = re.compile(r"`{3,}")
DROPPED = ["script", "style", "template", "noscript", "head", "title"]
FRAMES = ["iframe", "video", "audio", "embed", "object"]
LINK = re.compile(r"(?:https?:|mailto:)|(?![a-zA-Z][a-zA-Z0-9+.-]*:)", re.IGNORECASE)
RAW_HTML = re.compile(r"<[a-zA-Z/!]")
OPTIONS: dict[str, Any] = {
    "heading_style": "atx",
    "escape_misc": True,
    "escape_asterisks": True,
    "escape_underscores": True,
    "bullets": "-",
    "autolinks": False,
}


def make_emphasis_converter(mark: str) -> Callable[..., str]:
    """Make the conversion of an element that Markdown writes with a mark on both sides."""

    def convert(converter: Any, element: Tag, text: str, parent_tags: set[str]) -> str:
        if "_noformat" in parent_tags or not text.strip():
            return text
        inner = text.strip()
        start = text[: len(text) - len(text.lstrip())]
        end = text[len(text.rstrip()) :]
        if not can_be_marked(element, inner, bool(start), bool(end)) or "\n\n" in inner:
            return text
        return f"{start}{mark}{inner}{mark}{end}"

    return convert


def can_be_marked(element: Tag, text: str, has_start: bool, has_end: bool) -> bool:
    """Whether CommonMark would take marks around a text for emphasis.

    Args:
        element: where the text is.
        text: its Markdown without spaces at its ends.
        has_start: whether there was a space at its beginning.
        has_end: whether there was one at its end.
    """
    before = text_beside(element, "previous_sibling")[-1:]
    after = text_beside(element, "next_sibling")[:1]
    opens = has_start or not is_word(before) or is_word(text[0])
    closes = has_end or not is_word(after) or is_word(text[-1])
    return opens and closes and not text.endswith("\\")


def text_beside(element: Tag, side: str) -> str:
    """Return the text beside an element, or beside what it is at the edge of.

    Args:
        element: an inline one.
        side: `previous_sibling` or `next_sibling`.
    """
    sibling = getattr(element, side)
    while sibling is None and element.parent is not None and element.parent.name in INLINE:
        element = element.parent
        sibling = getattr(element, side)
    return sibling.get_text() if isinstance(sibling, Tag) else str(sibling or "")


def is_word(character: str) -> bool:
    """Whether a character is neither space nor punctuation; nothing is neither."""
    return bool(character) and (character.isalnum() or ord(character) > 0x2FFF)


class BodyConverter(MarkdownConverter):
    """Writes a body as Markdown. Its methods are called by markdownify, by the elements' names.

    Attributes:
        alts: descriptions for pictures that have none.
    """

    def __init__(self, alts: dict[str, str]) -> None:
        super().__init__(**OPTIONS)
        self.alts = alts

    convert_b = convert_strong = make_emphasis_converter("**")
    convert_i = convert_em = make_emphasis_converter("*")
    convert_del = convert_s = make_emphasis_converter("~~")

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Escape what has a meaning in Markdown, also in ours, which knows lettered lists."""
        escaped = super().escape(text, parent_tags)  # type: ignore[misc] # its hints lack it
        return LETTERED.sub(r"\1\\)", escaped)

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a link; one that leads nowhere is its words."""
        href = str(el.get("href") or "").strip()
        inner = text.strip()
        if "_noformat" in parent_tags or not inner or "\n\n" in inner or not is_link(href):
            return text
        start = text[: len(text) - len(text.lstrip())]
        return f"{start}[{inner}]({write_address(href)}){text[len(text.rstrip()) :]}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a picture with its description."""
        address = str(el.get("src") or "").strip()
        alt = " ".join(str(el.get("alt") or self.alts.get(address, "")).split())
        written = MARKUP.sub(r"\\\1", alt)
        return f"![{written}]({write_address(address)})" if address else written

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a term as a paragraph: there are no lists of terms here."""
        return f"\n\n{text.strip()}\n\n"

    convert_dd = convert_figcaption = convert_summary = convert_dt

    def convert_q(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a quotation in quotes, as browsers show it."""
        return f'"{text}"'

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write code between fences that are longer than any within it."""
        longest = max((len(run) for run in FENCE.findall(text)), default=2)
        fence = "`" * (longest + 1)
        return f"\n\n{fence}\n{text.strip(chr(10))}\n{fence}\n\n" if text.strip() else ""

    def convert_frame(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a film or a frame as a link to it."""
        source = el.find("source")
        address = str(el.get("src") or (source.get("src") if isinstance(source, Tag) else "") or "")
        return f"{text}\n\n<{address}>\n\n" if address.startswith(("http:", "https:")) else text

    convert_iframe = convert_video = convert_audio = convert_embed = convert_frame


def is_link(address: str) -> bool:
    """Whether an address is one that a page may have."""
    return bool(address) and bool(LINK.match(address))


def write_address(address: str) -> str:
    """Write an address so that it ends where it ends."""
    clean = re.sub(r"[\s<>]", lambda found: f"%{ord(found[0]):02X}", address.strip())
    return f"<{clean}>" if re.search(r"[()\\*_]", clean) else clean


def html_to_markdown(
    html: str, alts: dict[str, str] | None = None, *, has_emphasis: bool = True
) -> tuple[str, tuple[str, ...]]:
    """Convert a body.

    Args:
        html: the body, not trusted.
        alts: descriptions by address for pictures that have none.
        has_emphasis: whether bold, italics and code in a line are written, or only their words.

    Returns:
        Its Markdown, and notes on what had to be left out.
    """
    if len(html) > MAX_BODY:
        return words_alone(html), ("It is very long: only its words were taken, without its form.",)
    try:
        soup = BeautifulSoup(html, "html.parser")
        notes = simplify_body(soup, has_emphasis=has_emphasis)
        text = BodyConverter(alts or {}).convert_soup(soup)
        soup.decompose()  # its rings would stay in memory until a collection
    except RecursionError:
        return words_alone(html), ("Its HTML is nested too deep: only its words were taken.",)
    lines = (line if line.endswith("  ") else line.rstrip() for line in text.split("\n"))
    return BLANK_LINES.sub("\n\n", "\n".join(lines)).strip(), notes


def simplify_body(soup: BeautifulSoup, *, has_emphasis: bool) -> tuple[str, ...]:
    """Take out of a body what Markdown cannot say; its words stay. Return notes on it.

    Args:
        soup: the body, which is changed.
        has_emphasis: whether emphasis stays.
    """
    for element in soup.find_all(DROPPED):
        element.decompose()
    frames = len(soup.find_all(FRAMES))
    for element in soup.find_all([*EMPHASIS, "a", "code", "span", "font", "u"]):
        element.name = SAME_AS.get(element.name, element.name)
        if not is_kept(element, has_emphasis):
            element.unwrap()
    soup.smooth()
    merge_neighbours(soup)
    join_lines(soup)
    return (f"Films and frames became links: {frames}",) if frames else ()


def is_kept(element: Tag, has_emphasis: bool) -> bool:
    """Whether an inline element can be written: not around blocks, and not within its like.

    Args:
        element: one that marks some words.
        has_emphasis: whether emphasis is to stay.
    """
    if element.name in {"span", "font", "u"} or (element.name != "a" and not has_emphasis):
        return element.name == "code" and element.find_parent("pre") is not None
    # Asked of every emphasis of every post: `find` and `find_parent` would be ten times as slow.
    is_around_block = any(getattr(one, "name", None) in BLOCK_NAMES for one in element.descendants)
    return not is_around_block and all(one.name != element.name for one in element.parents)


def join_lines(soup: BeautifulSoup) -> None:
    """Write each text in one line: in HTML a line feed is a space, on our pages it is a break."""
    for text in soup.find_all(string=LINE_FEED):
        if text.find_parent(["pre", "textarea"]) is None:
            is_behind_break = getattr(text.previous_sibling, "name", None) == "br"
            line = LINE_FEED.sub(" ", str(text))
            text.replace_with(NavigableString(line.lstrip(" ") if is_behind_break else line))


def merge_neighbours(soup: BeautifulSoup) -> None:
    """Join emphases that follow each other: their marks would be one run."""
    for element in soup.find_all([*EMPHASIS, "code"]):
        following = element.next_sibling
        while isinstance(following, Tag) and following.name == element.name:
            element.extend(list(following.contents))
            following.decompose()
            following = element.next_sibling
    soup.smooth()


def words_alone(html: str) -> str:
    """Return the paragraphs of a body without any form."""
    return "\n\n".join(MARKUP.sub(r"\\\1", text) for text in paragraphs_of(html))


WITH_HTML = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def settle_markdown(text: str) -> tuple[str, str]:
    """Return Markdown that has no raw HTML in it.

    Args:
        text: Markdown of another system.

    Returns:
        Our Markdown, and the HTML by which its words are compared. Text without raw HTML is
        returned as it is.
    """
    html = escape_sections(WITH_HTML.render(text))
    if RAW_HTML.search(text) and has_raw_html(text):
        return html_to_markdown(html)[0], html
    return text, html


def has_raw_html(text: str) -> bool:
    """Whether a Markdown text has HTML in it that is not in code."""
    for token in WITH_HTML.parse(text):
        kinds = {child.type for child in token.children or []}
        if token.type == "html_block" or "html_inline" in kinds:
            return True
    return False
