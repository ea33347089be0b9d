"""Mend the faults of an item's XML that can be mended without a guess."""

import re
from collections.abc import Callable
from functools import partial
from html.entities import html5

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CONTROL_REFERENCE = re.compile(
    r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])|0*(?:[0-8]|1[124-9]|2\d|3[01]));", re.I
)
CDATA = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)
AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)(\w+;)?")
TEXT_ELEMENT = re.compile(
    r"<((?:content|excerpt):encoded|title|wp:meta_value|category)((?:\s[^<>]*)?)(?<!/)>(.*?)</\1\s*>",
    re.DOTALL,
)
SPLIT_END = "]]]]><![CDATA[>"
JOINED = "]]><![CDATA["


def take_out_controls(text: str) -> tuple[str, int]:
    """Take out the characters that XML forbids.

    Returns:
        The text and the number of characters that were taken out.
    """
    references = 0
    if CONTROL_REFERENCE.search(text):
        text, references = outside_cdata(text, partial(CONTROL_REFERENCE.subn, ""))
    clean, count = CONTROL.subn("", text)
    return clean, count + references


def outside_cdata(text: str, change: Callable[[str], tuple[str, int]]) -> tuple[str, int]:
    """Change the parts of a text that are not in CDATA.

    Args:
        text: XML.
        change: returns a changed part and the number of changes.

    Returns:
        The text and the number of all changes.
    """
    parts, total, place = [], 0, 0
    for found in [*CDATA.finditer(text), None]:
        end = found.start() if found else len(text)
        part, count = change(text[place:end])
        parts += [part, found[0] if found else ""]
        total, place = total + count, found.end() if found else len(text)
    return "".join(parts), total


def mend_item(text: str) -> str:
    """Mend an unsplit `]]>`, bodies that were not escaped, and bare ampersands."""
    whole = TEXT_ELEMENT.sub(mend_element, text)
    return outside_cdata(whole, mend_ampersands)[0]


def mend_element(found: re.Match[str]) -> str:
    """Write the text of one element as CDATA that ends where the element ends."""
    name, attributes, inner = found.groups()
    if "<" not in inner:
        return found[0]
    body = body_of(inner.strip())
    return f"<{name}{attributes}><![CDATA[{body.replace(']]>', SPLIT_END)}]]></{name}>"


def body_of(inner: str) -> str:
    """Return the text that an element was meant to have."""
    if not inner.startswith("<![CDATA["):
        return inner
    body = inner.removeprefix("<![CDATA[").removesuffix("]]>")
    return body.replace(SPLIT_END, "]]>").replace(JOINED, "")


def mend_ampersands(text: str) -> tuple[str, int]:
    """Write a bare `&` as `&amp;`, and the names of HTML's characters as the characters."""
    return AMPERSAND.subn(
        lambda found: html5.get(found[1] or "", "") or f"&amp;{found[1] or ''}", text
    )
