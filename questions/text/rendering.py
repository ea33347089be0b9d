"""Markdown to safe HTML: the only place that marks anything safe.

Two walls stand behind each other. markdown-it renders CommonMark with raw HTML off; nh3 then lets
through only the tags, attributes and addresses listed here. Page and preview share this one
function, and what it makes is kept beside the Markdown when a text is saved.
"""

import json
import math
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

# fmt: off
TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol",
    "p", "pre", "s", "section", "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}
# fmt: on
ATTRIBUTES = {
    "a": {"href", "title", "id", "class"},
    "img": {"src", "alt", "title", "width", "height"},
    "li": {"id", "class"},
    "ol": {"start", "type", "class"},
    "section": {"class"},
    "sup": {"class"},
    "td": {"align"},
    "th": {"align"},
}
SCHEMES = {"http", "https", "mailto"}
FOOTNOTE_CLASSES = {
    "footnote-backref",
    "footnote-item",
    "footnote-ref",
    "footnotes",
    "footnotes-list",
}
FOOTNOTE_ID = re.compile(r"fn(ref)?[0-9]+(:[0-9]+)?")
LETTERED = re.compile(r"([a-z])\)[ \t]+(?=\S)")
PICTURE = re.compile(r'<img((?: [a-z]+="[^"]*")*) ?/?>')
ALT = re.compile(r' alt="([^"]*)"')
OWN_LINK = re.compile(r'(href)="/')
BREAKS = {"softbreak": " ", "hardbreak": " "}
WORDS_A_MINUTE = 230
EXCERPT_LENGTH = 260


def render_markdown(text: str) -> SafeString:
    """Render John's Markdown.

    Args:
        text: CommonMark with tables, strikethrough, footnotes and lettered lists; raw HTML in it
            is shown as text. NUL characters become U+FFFD (CommonMark 0.31, section 2.3).

    Returns:
        HTML inside the allow-list, with headings from the third level down, because the page
        has the first two.
    """
    return mark_safe(sanitise_html(PARSER.render(text)))  # noqa: S308


def trust_stored_html(html: str) -> SafeString:
    """HTML that `render_markdown` made earlier and that only the verbs write."""
    return mark_safe(html)  # noqa: S308


def adapt_html_for_mail(html: str) -> SafeString:
    """The same HTML for a mail: whole addresses, and a picture's words in the place of it.

    A picture would have to come from our server, which would then learn who has opened the mail.
    """
    without = PICTURE.sub(picture_description, html)
    whole = OWN_LINK.sub(rf'\1="{settings.SITE_URL}/', without)
    return mark_safe(whole)  # noqa: S308


def picture_description(picture: re.Match[str]) -> str:
    """What a picture shows, in words. An attribute may hold `<` as it is, a text may not."""
    alt = ALT.search(picture[1])
    return f"<em>[{escape(unescape(alt[1]))}]</em>" if alt and alt[1].strip() else ""


def mail_styles() -> SafeString:
    """The style sheet of our mails, in the head; it is put into the elements before they go."""
    css = (settings.BASE_DIR / "static/mail/letter.css").read_text(encoding="utf-8")
    return mark_safe(f"<style>{css}</style>")  # noqa: S308


def render_json_ld(data: dict[str, Any]) -> SafeString:
    """Data for machines in a page (JSON-LD 1.1, section 14.4); no text in it can end it early."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


def quick_exit_script() -> SafeString:
    """The script of the way out, for the page itself; the policy allows this very text."""
    return mark_safe(f"<script>{settings.LEAVE_SCRIPT}</script>")  # noqa: S308


def sanitise_html(html: str) -> str:
    """The allow-list: whatever is not in it goes."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=filter_attribute,
        url_schemes=SCHEMES,
        link_rel=None,  # the links are John's own; Referrer-Policy keeps his readers private
    )


def filter_attribute(tag: str, attribute: str, value: str) -> str | None:
    """Narrow the attributes whose value matters: addresses, pictures, footnotes' anchors."""
    if attribute == "src":
        return value if is_own_picture(value) else None
    if attribute == "href":
        return value if is_safe_link(value) else None
    if attribute == "class":
        return " ".join(name for name in value.split() if name in FOOTNOTE_CLASSES) or None
    if attribute == "id":
        return value if FOOTNOTE_ID.fullmatch(value) else None
    return value


def is_own_picture(address: str) -> bool:
    """Pictures come from our own media alone: a remote one would tell others who reads."""
    return (
        re.fullmatch(re.escape(settings.MEDIA_URL) + r"[a-z0-9]+\.(jpg|png|webp)", address)
        is not None
    )


def is_safe_link(address: str) -> bool:
    """An http, https or mailto address, a path of ours, or an anchor on the page."""
    if re.match(r"/(?![/\\])|#", address):
        return True
    try:
        return urlsplit(address).scheme.lower() in SCHEMES
    except ValueError:
        return False


def lower_headings(state: StateCore) -> None:
    """Let the answer's headings start below those of the page."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"


def replace_foreign_pictures(state: StateCore) -> None:
    """Put a foreign picture's description in its place, so that nothing of it is lost."""
    for token in state.tokens:
        for child in token.children or []:
            if child.type == "image" and not is_own_picture(str(child.attrs.get("src", ""))):
                child.type, child.tag, child.children = "text", "", None


def convert_lettered_lists(state: StateCore) -> None:
    """Make a list of lines that begin a), b), c): CommonMark only knows numbers."""
    made: list[Token] = []
    tokens = iter(state.tokens)
    for token in tokens:
        if token.type != "paragraph_open":
            made.append(token)
            continue
        inline, close = next(tokens), next(tokens)
        items = parse_lettered_items(inline.content)
        made.extend(build_list_tokens(items, inline) if items else [token, inline, close])
    state.tokens = made


def parse_lettered_items(content: str) -> list[str]:
    """The items of a paragraph in which every item starts with the next letter, or nothing."""
    if not content.startswith("a)"):
        return []
    items: list[str] = []
    for line in content.split("\n"):
        match = LETTERED.match(line)
        if match and match[1] == chr(ord("a") + len(items)):
            items.append(line[match.end() :])
        elif items:
            items[-1] += "\n" + line
        else:
            return []
    return items


def build_list_tokens(items: list[str], inline: Token) -> Iterator[Token]:
    """An ordered list with letters, with the items' text still to be parsed for emphasis."""
    yield Token("ordered_list_open", "ol", 1, attrs={"type": "a"}, block=True)
    for item in items:
        yield Token("list_item_open", "li", 1, block=True)
        yield Token("inline", "", 0, content=item, children=[], map=inline.map, block=True)
        yield Token("list_item_close", "li", -1, block=True)
    yield Token("ordered_list_close", "ol", -1, block=True)


def make_parser() -> MarkdownIt:
    """CommonMark without raw HTML, with what John uses on top."""
    parser = MarkdownIt("commonmark", {"html": False, "typographer": True})
    parser.enable(["table", "strikethrough", "replacements", "smartquotes"])
    parser.use(footnote_plugin)
    parser.core.ruler.after("block", "lettered_lists", convert_lettered_lists)
    parser.core.ruler.push("lower_headings", lower_headings)
    parser.core.ruler.push("only_own_pictures", replace_foreign_pictures)
    return parser


PARSER = make_parser()


def markdown_to_text(markdown: str) -> str:
    """The words of a Markdown text, without its marks: for excerpts, feeds and counting."""
    parts: list[str] = []
    for token in PARSER.parse(markdown):
        parts += [child.content or BREAKS.get(child.type, "") for child in token.children or []]
        parts.append(" ")
    return " ".join("".join(parts).split())


def shorten_text(text: str, length: int = EXCERPT_LENGTH) -> str:
    """The beginning of a plain text in one line, cut between words, at most `length` characters."""
    line = " ".join(text[: 4 * length].split())
    if len(line) <= length:
        return line
    return (
        line[:length].rpartition(" ")[0].rstrip(",;:–—-. ") + "…"
        if " " in line[:length]
        else line[: length - 1] + "…"
    )


def highlight_spans(
    text: str, spans: list[tuple[int, int]], start: int = 0, end: int | None = None
) -> SafeString:
    """A part of a plain text with some words in <mark>: every piece of it is escaped by itself.

    Args:
        text: the whole text.
        spans: where the words begin and end, in order and apart from each other.
        start: where the part begins; something left out is shown by an ellipsis.
        end: where it ends, None for the end of the text.
    """
    last = len(text) if end is None else end
    pieces, place = ["…" if start else ""], start
    for first, behind in spans:
        if start <= first and behind <= last:
            pieces += [escape(text[place:first]), "<mark>", escape(text[first:behind]), "</mark>"]
            place = behind
    pieces += [escape(text[place:last]), "…" if last < len(text) else ""]
    return mark_safe("".join(pieces))  # noqa: S308


def reading_minutes(*texts: str) -> int:
    """How long it takes to read the texts, in whole minutes, at least one."""
    words = sum(len(text.split()) for text in texts)
    return max(1, math.ceil(words / WORDS_A_MINUTE))
