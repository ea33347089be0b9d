"""Posts of Tumblr's newer format (NPF): a list of blocks, of which some may be what was asked."""

from html import escape
from typing import Any

from questions.transfer.items import Exchange

ELEMENTS = {
    "heading1": "h2",
    "heading2": "h3",
    "quote": "blockquote",
    "indented": "blockquote",
    "ordered-list-item": "li",
    "unordered-list-item": "li",
}


def list_blocks(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a post's blocks, or nothing if it is written as of old."""
    found = row.get("content")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def exchange_of(row: dict[str, Any]) -> Exchange | None:
    """Return question and answer, if some blocks are what somebody asked."""
    blocks, asked = list_blocks(row), list_asked(row)
    if not asked:
        return None
    question = [block for number, block in enumerate(blocks) if number in asked]
    answer = [block for number, block in enumerate(blocks) if number not in asked]
    return Exchange(blocks_to_html(question), blocks_to_html(answer), is_html=True)


def list_asked(row: dict[str, Any]) -> set[int]:
    """Return the numbers of the blocks that somebody asked. Who asked is never read."""
    found = row.get("layout")
    layouts = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return {
        number
        for one in layouts
        if one.get("type") == "ask" and isinstance(one.get("blocks"), list)
        for number in one["blocks"]
        if isinstance(number, int)
    }


def blocks_to_html(blocks: list[dict[str, Any]]) -> str:
    """Return blocks as HTML; of what is no text, its words and its address."""
    return "\n".join(block_to_html(block) for block in blocks)


def block_to_html(block: dict[str, Any]) -> str:
    """Return one block as HTML."""
    if block.get("type") == "text":
        element = ELEMENTS.get(str(block.get("subtype")), "p")
        return f"<{element}>{text_to_html(block)}</{element}>"
    words = [
        escape(str(block[key])) for key in ("title", "caption", "description") if block.get(key)
    ]
    media = block.get("media")
    first = media[0] if isinstance(media, list) and media else media
    address = first.get("url") if isinstance(first, dict) else block.get("url")
    if block.get("type") == "image" and address:
        alt = escape(str(block.get("alt_text") or ""))
        return f'<p><img src="{escape(str(address))}" alt="{alt}"></p><p>{" ".join(words)}</p>'
    shown = " ".join(words) or escape(str(address or block.get("type") or ""))
    return f'<p><a href="{escape(str(address))}">{shown}</a></p>' if address else f"<p>{shown}</p>"


def text_to_html(block: dict[str, Any]) -> str:
    """Return a block's text with its links; other emphasis is left out."""
    text = str(block.get("text") or "")
    formats = block.get("formatting")
    links = [one for one in formats if is_link(one)] if isinstance(formats, list) else []
    html, done = "", 0
    for link in sorted(links, key=lambda one: one["start"]):
        if link["start"] >= done:
            shown = escape(text[link["start"] : link["end"]])
            html += escape(text[done : link["start"]])
            html += f'<a href="{escape(str(link["url"]))}">{shown}</a>'
            done = link["end"]
    return (html + escape(text[done:])).replace("\n", "<br>")


def is_link(found: Any) -> bool:
    """Whether a format is a link with its places."""
    has_address = isinstance(found, dict) and found.get("type") == "link" and found.get("url")
    return bool(has_address and all(isinstance(found.get(key), int) for key in ("start", "end")))
