"""What an export says of the column as a whole."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from questions.transfer.items import Item


@dataclass(frozen=True, slots=True)
class Site:
    """The column that is exported.

    Attributes:
        title: its name.
        address: where it lives, without a slash at the end.
        language: of its texts.
        exported_at: an aware moment.
        render: makes HTML of an answer's Markdown.
    """

    title: str
    address: str
    language: str
    exported_at: datetime
    render: Callable[[str], str]


def address_of(item: Item) -> str:
    """Return the path of an item's page."""
    return f"/questions/{item.slug}/"


def body_html(item: Item, site: Site) -> str:
    """Return the one body that other systems have: the letter as a quotation, then the answer.

    Args:
        item: what is exported.
        site: how it is rendered.
    """
    paragraphs = [block for block in item.letter.split("\n\n") if block.strip()]
    if item.sign_off:
        paragraphs.append(f"— {item.sign_off}")
    lines = (escape(block.strip("\n"), quote=False).replace("\n", "<br>") for block in paragraphs)
    letter = "".join(f"<p>{line}</p>\n" for line in lines)
    return f"<blockquote>\n{letter}</blockquote>\n{site.render(item.answer)}"
