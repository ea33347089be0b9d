"""Markdown to safe HTML: the only place that marks anything safe.

Two walls stand behind each other. markdown-it renders CommonMark with raw HTML off (`markdown`);
nh3 then lets through only the tags, attributes and addresses on the allow-list (`sanitising`).
Page and preview share one function, and what it makes is stored beside the Markdown when a text
is saved. `RENDERER_VERSION` says by which rules: raise it when the HTML of the same text changes,
and `manage.py prepare` renders everything once more.
"""

import json
import math
import re
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

from questions.text.html_copies import FeedCopy, MailCopy, MarkedCopy, PrivateCopy
from questions.text.links import RefusedLink
from questions.text.markdown import PARSER
from questions.text.sanitising import sanitise_html
from questions.text.typography import curl_quotes, typeset_text

RENDERER_VERSION = 4
BREAKS = {"softbreak": " ", "hardbreak": " "}
WORDS_A_MINUTE = 230
EXCERPT_LENGTH = 260
SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?= [^a-z])")
ABBREVIATION = re.compile(r"\b(?:Mrs?|Ms|Dr|Prof|Rev|St|vs|etc|e\.g|i\.e|[ap]\.m|[A-Z])\.$")


def render_markdown(text: str) -> SafeString:
    """Render the columnist's Markdown.

    Args:
        text: CommonMark with tables, strikethrough, footnotes and lettered lists. Raw HTML in it
            is shown as text, a line break is a break, and NUL characters become U+FFFD
            (CommonMark 0.31, section 2.3).

    Returns:
        HTML inside the allow-list, with headings from the third level down, because the page
        has the first two.
    """
    return mark_safe(sanitise_html(PARSER.render(text)))  # noqa: S308


def render_private_markdown(text: str) -> SafeString:
    """The same for a page that is for one person, with pictures that no public page shows."""
    return mark_safe(PrivateCopy().copy_html(render_markdown(text)))  # noqa: S308


def trust_stored_html(html: str) -> SafeString:
    """HTML that `render_markdown` made earlier and that only the verbs write."""
    return mark_safe(html)  # noqa: S308


@lru_cache(maxsize=8)  # an issue's questions, which every one of its mails has
def adapt_html_for_mail(html: str) -> SafeString:
    """The same HTML for a mail: whole addresses, no pictures, footnotes without links."""
    return mark_safe(MailCopy().copy_html(html))  # noqa: S308


def adapt_html_for_feed(html: str, page: str) -> SafeString:
    """The same HTML for a feed, in which paths and anchors would lead nowhere.

    Args:
        html: what the templates and `render_markdown` made.
        page: the absolute address of the page on which it stands.

    Returns:
        HTML in which every address is absolute; text and code are untouched.
    """
    return mark_safe(FeedCopy(page).copy_html(html))  # noqa: S308


def mark_footnotes(html: str, mark: object) -> SafeString:
    """The same HTML for a page with several texts, where each leads to footnotes of its own.

    Args:
        html: what `render_markdown` made.
        mark: another one for each text, such as the number of its row.
    """
    return mark_safe(MarkedCopy(str(mark)).copy_html(html))  # noqa: S308


def render_letter(text: str) -> SafeString:
    """A letter in paragraphs: plain text, escaped, with curly quotes and real dashes."""
    return mark_safe(linebreaks(typeset_text(text), autoescape=True))  # noqa: S308


def refused_links(markdown: str) -> list[RefusedLink]:
    """The links of a Markdown text that are shown as words alone, because they lead nowhere."""
    return parse_notes(markdown).get("refused_links", [])


def refused_pictures(markdown: str) -> list[RefusedLink]:
    """The pictures of a Markdown text that are not shown, because they are not ours."""
    return parse_notes(markdown).get("refused_pictures", [])


def parse_notes(markdown: str) -> dict[str, Any]:
    """What the rules noted about a Markdown text."""
    noted: dict[str, Any] = {}
    PARSER.parse(markdown, noted)
    return noted


def mail_styles() -> SafeString:
    """The style sheet of our mails, in the head; it is put into the elements before they go."""
    css = (settings.ASSETS_DIR / "static/mail/letter.css").read_text(encoding="utf-8")
    return mark_safe(f"<style>{css}</style>")  # noqa: S308


def render_json_ld(data: dict[str, Any]) -> SafeString:
    """Data for machines in a page (JSON-LD 1.1, section 14.4); no text in it can end it early."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


def inline_script(name: str) -> SafeString:
    """One of `INLINE_SCRIPTS`, for the page itself; the policy allows this very text."""
    return mark_safe(f"<script>{settings.INLINE_SCRIPTS[name]}</script>")  # noqa: S308


def inline_style(text: str) -> SafeString:
    """Our own style sheet, for the page itself; the page's policy allows this very text."""
    return mark_safe(f"<style>{text}</style>")  # noqa: S308


def markdown_to_text(markdown: str) -> str:
    """The words of a Markdown text, without its marks: for excerpts, feeds and counting."""
    parts: list[str] = []
    for token in PARSER.parse(markdown):
        parts += [child.content or BREAKS.get(child.type, "") for child in token.children or []]
        parts.append(" ")
    return " ".join("".join(parts).split())


def shorten_text(text: str, length: int = EXCERPT_LENGTH) -> str:
    """The beginning of a plain text in one line, at most `length` characters.

    It ends with a sentence if one ends in the second half, otherwise between words with an
    ellipsis.
    """
    line = " ".join(text[: 4 * length].split())
    if len(line) <= length:
        return line
    if end := last_sentence_end(line, length):
        return line[:end]
    return (
        line[:length].rpartition(" ")[0].rstrip(",;:–—-. ") + "…"
        if " " in line[:length]
        else line[: length - 1] + "…"
    )


def last_sentence_end(line: str, length: int) -> int:
    """Where the last sentence ends between half of the length and all of it; 0 for nowhere."""
    ends = (match.end() for match in SENTENCE_END.finditer(line, 0, length + 2))
    in_reach = [end for end in ends if length / 2 <= end <= length]
    return next((end for end in reversed(in_reach) if not ABBREVIATION.search(line[:end])), 0)


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
    text, last = curl_quotes(text), len(text) if end is None else end
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
