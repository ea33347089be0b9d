"""What an export says of the column as a whole."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from questions.transfer.items import CollectionItem, Item

OWN_PATH = re.compile(r'(?<= )(src|href)="/(?!/)')


@dataclass(frozen=True, slots=True)
class Site:
    """The column that is exported.

    Attributes:
        title: its name.
        address: where it lives, without a slash at the end.
        language: of its texts.
        exported_at: an aware moment.
        render: makes HTML of an answer's Markdown.
        collections: those that everybody can see; only a folder of Markdown has room for them.
    """

    title: str
    address: str
    language: str
    exported_at: datetime
    render: Callable[[str], str]
    collections: tuple[CollectionItem, ...] = ()


def address_of(item: Item) -> str:
    """Return the path of an item's page."""
    return address_of_slug(item.slug)


def address_of_slug(slug: str) -> str:
    """Return the path of the page of a slug."""
    return f"/questions/{slug}/"


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
    answer = OWN_PATH.sub(rf'\1="{site.address}/', site.render(item.answer))
    return f"<blockquote>\n{letter}</blockquote>\n{answer}"
