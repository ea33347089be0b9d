"""WordPress's bodies as HTML: classic text gets its paragraphs, shortcodes their sense."""

import re
from html import escape

# fmt: off
BLOCK_NAMES = (
    "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul",
)
# fmt: on
NAMES = "|".join(BLOCK_NAMES)
BLOCK_START = re.compile(rf"\s*</?(?:{NAMES})\b", re.IGNORECASE)
AROUND_BLOCKS = re.compile(rf"(</?(?:{NAMES})(?:\s[^<>]*)?/?>)", re.IGNORECASE)
PRESERVED = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2\s*>)", re.DOTALL | re.IGNORECASE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
OPEN_COMMENT = re.compile(r"<!--(?!.*?-->)")
PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
SHORTCODE = re.compile(r"(?<!\[)\[(/?)([a-zA-Z][\w-]{1,40})((?:\s[^\[\]]*)?)/?\](?!\])")
ESCAPED_CODE = re.compile(r"\[(\[[a-zA-Z/][^\[\]]*\])\]")
CAPTION = re.compile(
    r"\[(caption|wp_caption)(\s[^\[\]]*)?\](.*?)\[/\1\]", re.DOTALL | re.IGNORECASE
)
CAPTION_TEXT = re.compile(r"""\bcaption\s*=\s*(?:"([^"]*)"|'([^']*)')""")
PICTURE = re.compile(
    r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE
)
EMBED = re.compile(r"\[embed(?:\s[^\[\]]*)?\]\s*(\S+?)\s*\[/embed\]", re.IGNORECASE)
MARKUP_CODES = {"p", "b", "i", "br"}


def classic_to_html(text: str) -> str:
    """Give a classic body its paragraphs: blank lines divide them, single ones break lines."""
    parts = PRESERVED.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    made = []
    for place in range(0, len(parts), 3):
        made.append(make_paragraphs(parts[place]))
        made += parts[place + 1 : place + 2]
    return "".join(made)


def make_paragraphs(text: str) -> str:
    """Wrap what stands between blank lines and blocks."""
    apart = AROUND_BLOCKS.sub(r"\n\n\1\n\n", text)
    chunks = (chunk.strip() for chunk in PARAGRAPHS.split(apart))
    return "\n".join(wrap_chunk(chunk) for chunk in chunks if chunk)


def wrap_chunk(chunk: str) -> str:
    """Make one paragraph, unless the chunk is a block's tag."""
    if BLOCK_START.match(chunk):
        return chunk
    return f"<p>{chunk.replace(chr(10), '<br>' + chr(10))}</p>"


def drop_comments(html: str) -> str:
    """Take out comments, with which block editors mark their blocks."""
    return escape_sections(OPEN_COMMENT.sub("", COMMENT.sub("", html)))


def escape_sections(html: str) -> str:
    """Show `<![` as text. HTML has no such sections, and Python's parser fails at broken ones."""
    return html.replace("<![", "&lt;![")


def replace_shortcodes(html: str) -> tuple[str, tuple[str, ...]]:
    """Replace the shortcodes whose sense is known.

    Args:
        html: a body.

    Returns:
        The body, and the names of the shortcodes that stay as text.
    """
    html = CAPTION.sub(figure_of, html)
    html = EMBED.sub(lambda found: f'<p><a href="{escape(found[1])}">{found[1]}</a></p>', html)
    names = {found[2].lower() for found in SHORTCODE.finditer(html)} - MARKUP_CODES
    closed = {found[2].lower() for found in SHORTCODE.finditer(html) if found[1] or found[3]}
    known = tuple(sorted(name for name in names if name in closed or name in {"gallery", "more"}))
    return ESCAPED_CODE.sub(r"\1", html), known


def figure_of(found: re.Match[str]) -> str:
    """Make a picture with its words of a caption's shortcode."""
    picture = PICTURE.fullmatch(found[3])
    if not picture:
        return found[3]
    given = CAPTION_TEXT.search(found[2] or "")
    words = picture[2].strip() or (given[1] or given[2] if given else "") or ""
    return f"<figure>{picture[1]}<figcaption>{words}</figcaption></figure>"
