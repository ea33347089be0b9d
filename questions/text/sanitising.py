"""The allow-list: the second wall behind the parser, through which all HTML goes."""

import re

import nh3

from questions.text import pictures
from questions.text.links import SCHEMES, is_safe_link

# fmt: off
TAGS = {
    "a", "blockquote", "br", "code", "del", "div", "em", "h3", "h4", "h5", "h6", "hr", "img", "li",
    "ol", "p", "pre", "s", "section", "strong", "sup", "table", "tbody", "td", "th", "thead", "tr",
    "ul",
}
# fmt: on
ATTRIBUTES = {
    "a": {"href", "title", "id", "class"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "img": {"src", "alt", "title", "width", "height"},
    "li": {"id", "class", "value"},
    "ol": {"start", "type", "class"},
    "p": {"class"},
    "section": {"class"},
    "sup": {"class"},
    "td": {"align"},
    "th": {"align"},
}
CLASSES = {
    "bracketed",
    "footnote-backref",
    "footnote-item",
    "footnote-ref",
    "footnotes",
    "footnotes-list",
    "half-bracketed",
    "lone-letter",
    "wide",
}
FIXED_VALUES = {"role": {"region"}, "tabindex": {"0"}}
FOOTNOTE_ID = re.compile(r"fn(ref)?[0-9]+(:[0-9]+)?")


def sanitise_html(html: str) -> str:
    """The allow-list: whatever is not in it goes."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=filter_attribute,
        url_schemes=SCHEMES,
        link_rel=None,  # the links are the columnist's own; Referrer-Policy keeps readers private
    )


def filter_attribute(tag: str, attribute: str, value: str) -> str | None:
    """Narrow the attributes whose value matters: addresses, pictures, footnotes' anchors."""
    if attribute == "src":
        return value if is_own_picture(value) else None
    if attribute == "href":
        return value if is_safe_link(value) else None
    if attribute == "class":
        return " ".join(name for name in value.split() if name in CLASSES) or None
    if attribute == "id":
        return value if FOOTNOTE_ID.fullmatch(value) else None
    if attribute == "value":
        return value if re.fullmatch(r"[0-9]{1,9}", value) else None
    if attribute in FIXED_VALUES:
        return value if value in FIXED_VALUES[attribute] else None
    return value


def is_own_picture(address: str) -> bool:
    """Pictures come from our own media alone: a remote one would tell others who reads."""
    return pictures.ADDRESS.fullmatch(address) is not None
