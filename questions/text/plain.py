"""Our own HTML as plain text: the other half of a mail, wrapped for people who read it so."""

import re
from html.parser import HTMLParser
from textwrap import fill

from questions.text.numbers import read_number

WIDTH = 72
UNDERLINES = {"h1": "=", "h2": "-"}
BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "tr", "div", "section"}
CODE_INDENT = "    "
WHOLE = ("http:", "https:", "mailto:", "tel:", "sms:")
SCHEME = re.compile(r"^(https?://|mailto:|tel:|sms:)")
SPACES = re.compile(r"[ \t\r\n]+")


def html_to_text(html: str) -> str:
    """The text of HTML that `rendering` made: paragraphs, lists, quotations, links."""
    reader = TextExtractor()
    reader.feed(html)
    reader.close()
    reader.end_paragraph()
    return "\n\n".join(reader.blocks)


def wrap_paragraph(text: str, first: str = "", rest: str = "") -> str:
    """A paragraph in lines; whole addresses stay whole, or they could not be opened."""
    lines = [
        fill(
            line,
            WIDTH,
            initial_indent=first if number == 0 else rest,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for number, line in enumerate(text.split("\n"))
    ]
    return "\n".join(lines)


def list_kind(tag: str, facts: dict[str, str | None]) -> str:
    """The mark of a list's first item, as it was typed: `-`, `1.`, `1)`, `a)` or `(a)`."""
    kinds = (facts.get("class") or "").split()
    if tag == "ul":
        return "-"
    if facts.get("type") == "a":
        return "(a)" if "bracketed" in kinds else "a)"
    return "1)" if "half-bracketed" in kinds else "1."


def bare_address(address: str) -> str:
    """An address without its scheme, which people leave out."""
    return SCHEME.sub("", address)


class TextExtractor(HTMLParser):
    """Reads HTML and keeps its blocks as text.

    Attributes:
        blocks: what is finished.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.words: list[str] = []
        self.links: list[tuple[str, int]] = []  # address, and where its words begin
        self.lists: list[tuple[str, int]] = []  # kind of list, number of its last item
        self.mark = ""
        self.quotes = 0
        self.is_title = False  # its link is named again below

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, a list, an item, a link."""
        facts = dict(attrs)
        if tag in BLOCKS | {"li", "ul", "ol", "blockquote", "hr"}:
            self.end_paragraph()
        self.is_title = self.is_title or tag in UNDERLINES
        if tag in {"ul", "ol"}:
            start = read_number(facts.get("start"))
            self.lists.append((list_kind(tag, facts), 0 if start is None else start - 1))
        elif tag == "li":
            self.begin_item(facts.get("value") or "")
        elif tag == "blockquote":
            self.quotes += 1
        else:
            self.begin_inline(tag, facts)

    def begin_inline(self, tag: str, facts: dict[str, str | None]) -> None:
        """A line break, a rule, a link."""
        if tag == "br":
            self.words.append("\0")
        elif tag == "hr":
            self.blocks.append("* * *")
        elif tag in {"td", "th"} and "".join(self.words).strip():
            self.words.append(" | ")
        elif tag == "a":
            self.links.append((facts.get("href") or "", len(self.words)))

    def handle_endtag(self, tag: str) -> None:
        """End what was begun."""
        if tag == "pre":
            self.end_code()
        if tag in BLOCKS | {"li", "ul", "ol", "blockquote"}:
            self.end_paragraph()
        if tag in UNDERLINES and self.blocks:
            last = max(len(line) for line in self.blocks[-1].split("\n"))
            self.blocks[-1] += f"\n{UNDERLINES[tag] * last}"
            self.is_title = False
        elif tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        elif tag == "blockquote":
            self.quotes -= 1
        elif tag == "a" and self.links:
            self.end_link(*self.links.pop())

    def handle_data(self, data: str) -> None:
        """Words."""
        self.words.append(data.replace("\0", ""))

    def begin_item(self, own_number: str = "") -> None:
        """The mark before an item's first line."""
        kind, number = self.lists.pop() if self.lists else ("-", 0)
        own = read_number(own_number)
        number = number if own is None else own - 1
        self.lists.append((kind, number + 1))
        letter = chr(ord("a") + number % 26)
        self.mark = kind.replace("1", str(number + 1)).replace("a", letter) + " "

    def end_link(self, address: str, start: int) -> None:
        """The address behind a link's words, unless they are the address or it is a place here."""
        said = "".join(self.words[start:]).strip()
        if self.is_title:
            return
        if address.startswith(WHOLE) and bare_address(said) != bare_address(address):
            self.words.append(f" <{address}>")

    def end_code(self) -> None:
        """Put code that was read into a block of its own, line by line as it was typed."""
        lines = "".join(self.words).strip("\n").split("\n")
        self.words = []
        self.blocks.append("\n".join("> " * self.quotes + CODE_INDENT + line for line in lines))

    def end_paragraph(self) -> None:
        """Put the words that were read into a block of their own."""
        text = SPACES.sub(" ", "".join(self.words)).replace("\0", "\n")
        text = "\n".join(line.strip() for line in text.split("\n")).strip()
        self.words = []
        if not text:
            return
        quote, depth = "> " * self.quotes, "  " * max(len(self.lists) - 1, 0)
        mark = self.mark or ("  " if self.lists else "")
        rest = " " * len(mark)
        self.mark = ""
        self.blocks.append(wrap_paragraph(text, quote + depth + mark, quote + depth + rest))
