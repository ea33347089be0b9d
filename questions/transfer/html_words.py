"""The words that a reader sees in HTML, read by a parser that has no part in any conversion."""

from html.parser import HTMLParser

from questions.transfer.classic import BLOCK_NAMES

HIDDEN = {"script", "style", "template", "noscript", "head", "title"}
BREAKING = {*BLOCK_NAMES, "br", "body", "html", "option", "caption", "iframe", "video", "audio"}


class WordReader(HTMLParser):
    """Collects the text of a page, a line for each of its blocks.

    Attributes:
        parts: the text so far.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line at a block; a picture is read by its description."""
        if self.hidden:
            return
        if tag in HIDDEN:
            self.hidden = tag
        elif tag in BREAKING:
            self.parts.append("\n")
        elif tag == "img":
            self.parts.append(f" {dict(attrs).get('alt') or ''} ")
        elif tag == "q":
            self.parts.append('"')

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read an element that has no end."""
        if tag not in HIDDEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """End a line at the end of a block."""
        if self.hidden:
            self.hidden = "" if tag == self.hidden else self.hidden
        elif tag in BREAKING:
            self.parts.append("\n")
        elif tag == "q":
            self.parts.append('"')

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if not self.hidden:
            self.parts.append(data)


def visible_text(html: str) -> str:
    """Return the text of a page, a line for each of its blocks."""
    reader = WordReader()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)


def paragraphs_of(html: str) -> list[str]:
    """Return the lines of a page's text that have something in them."""
    lines = (" ".join(line.split()) for line in visible_text(html).split("\n"))
    return [line for line in lines if line]
