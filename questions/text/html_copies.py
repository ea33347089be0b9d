"""Our own HTML for other places: feeds and mails, in which paths and anchors lead nowhere."""

from html import escape
from html.parser import HTMLParser

from django.conf import settings

from questions.text import pictures

Attributes = list[tuple[str, str | None]]


class HtmlCopy(HTMLParser):
    """Copies HTML that went through the allow-list, and changes attributes on the way.

    Text is copied as it stands, so that code which looks like a link stays as it was typed.

    Attributes:
        pieces: what is copied so far.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[str] = []

    def copy_html(self, html: str) -> str:
        """The whole copy."""
        self.feed(html)
        self.close()
        return "".join(self.pieces)

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Copy a tag with its attributes."""
        written = (f' {name}="{escape(value or "")}"' for name, value in attrs)
        self.pieces.append(f"<{tag}{''.join(written)}>")

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """The same for a tag that closes itself."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Copy the end of an element."""
        self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Copy text."""
        self.pieces.append(data)

    def handle_entityref(self, name: str) -> None:
        """Copy a named character."""
        self.pieces.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Copy a numbered character."""
        self.pieces.append(f"&#{name};")


class FeedCopy(HtmlCopy):
    """A copy in which every address is whole.

    Args:
        page: the address of the page that the HTML belongs to; its anchors lead there.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Copy a tag; an address in it is made whole."""
        whole = [
            (name, absolute_address(value or "", self.page) if name in {"href", "src"} else value)
            for name, value in attrs
        ]
        super().handle_starttag(tag, whole)


class PrivateCopy(HtmlCopy):
    """A copy for a page that is not for everybody: each picture's address has a key.

    That of a link to a picture has one too: a small picture may lead to a large one.
    """

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Copy a tag with keys for our own pictures."""
        super().handle_starttag(tag, [(name, self.with_key(name, v)) for name, v in attrs])

    @staticmethod
    def with_key(name: str, value: str | None) -> str | None:
        """An attribute's value, with a key if it is the address of one of our pictures."""
        is_picture = name in {"href", "src"} and pictures.ADDRESS.fullmatch(value or "")
        return pictures.add_picture_key(value) if value and is_picture else value


class MarkedCopy(HtmlCopy):
    """A copy whose footnotes have names of their own, for a page with several texts.

    Args:
        mark: what stands in front of each name; another one for each text.
    """

    def __init__(self, mark: str) -> None:
        super().__init__()
        self.mark = mark

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Copy a tag; an anchor, and a link to one, gets the mark."""
        super().handle_starttag(tag, [(name, self.with_mark(name, v or "")) for name, v in attrs])

    def with_mark(self, name: str, value: str) -> str:
        """An attribute's value, with the mark if it names a footnote."""
        if name == "id":
            return f"{self.mark}-{value}"
        is_note = name == "href" and value.startswith("#fn")
        return f"#{self.mark}-{value.removeprefix('#')}" if is_note else value


class MailCopy(HtmlCopy):
    """A copy for a mail: whole addresses, words for pictures, footnotes without their links.

    A picture would have to come from our server, which would then learn who has opened the mail.
    An anchor leads nowhere in most mail programs, and the note stands in the same mail.
    """

    def __init__(self) -> None:
        super().__init__()
        self.is_anchor = self.is_way_back = False

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Copy a tag, or what stands for it."""
        facts = dict(attrs)
        if tag == "img":
            self.pieces.append(picture_description(facts.get("alt") or ""))
        elif tag == "a" and (facts.get("href") or "#").startswith("#"):
            self.is_anchor = True
            self.is_way_back = facts.get("class") == "footnote-backref"
        else:
            whole = [(k, absolute_address(v or "") if k == "href" else v) for k, v in attrs]
            super().handle_starttag(tag, whole)

    def handle_endtag(self, tag: str) -> None:
        """Copy the end of an element, but not of an anchor."""
        if tag == "a" and self.is_anchor:
            self.is_anchor = self.is_way_back = False
        else:
            super().handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        """Copy text, but not the arrow from a note back to its place."""
        if not self.is_way_back:
            super().handle_data(data)


def absolute_address(address: str, page: str = "") -> str:
    """The whole address for a path of ours, or for an anchor on the page."""
    if address.startswith("/"):
        return f"{settings.SITE_URL}{address}"
    return f"{page}{address}" if address.startswith("#") else address


def picture_description(alt: str) -> str:
    """What a picture shows, in words, where it cannot be shown."""
    return f"<em>[{escape(alt)}]</em>" if alt.strip() else ""
