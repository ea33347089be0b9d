"""Comments in a text, which its readers never saw: they do not come along.

A list of how each kind begins and ends; what the generators have in common is known everywhere,
because a comment that becomes public is worse than a curiosity that goes.
"""

import re

NESTING = [
    (r"(?<!\{)\{%-?\s*comment\b[^%]*%\}", r"\{%-?\s*endcomment\s*-?%\}"),  # Liquid, Nunjucks
    (r"\{\{[<%]\s*comment\b[^>%]*[>%]\}\}", r"\{\{[<%]\s*/\s*comment\s*[>%]\}\}"),  # Hugo
    (r"\{::comment\}", r"\{:/(?:comment)?\}"),  # Kramdown
]
"""Comments that may have their like within; one without an end goes to the end of the text."""
PLAIN = [
    (r"<!--", r"-->"),
    (r"\{#(?![\w:.-]+\})", r"#\}"),  # Nunjucks, Jinja, Twig; `{#name}` is a heading's
    (r"\{\{-?\s*/\*", r"\*/\s*-?\}\}"),  # Hugo
    (r"\{\{~?!--", r"--~?\}\}"),  # Handlebars
    (r"\{\{~?!(?!--)", r"\}\}"),
    (r"\{%-?\s*#", r"%\}"),  # Liquid
    (r"<%(?:#|--)", r"%>"),  # EJS
    (r"^ {0,3}\[(?://|comment)[^\]\n]*\]:[ \t]*(?:#|<>)[ \t]*[(\"']", r"[)\"'][ \t]*$"),
]
KINDS = [
    *((re.compile(start), re.compile(rf"(?P<end>{end})|{start}"), True) for start, end in NESTING),
    *(
        (re.compile(start, re.MULTILINE), re.compile(f"(?P<end>{end})", re.MULTILINE), False)
        for start, end in PLAIN
    ),
]
EDITORS = re.compile(
    r"<!--\s*(?:/?wp:|/?kg-|more|noteaser|nextpage|excerpt|teaser|truncate|\[if|\[endif|-->)",
    re.IGNORECASE,
)
"""What programs write between the parts of a text; nobody misses it."""


def drop_comments(text: str) -> tuple[str, tuple[str, ...]]:
    """Take out all comments.

    Args:
        text: Markdown or HTML.

    Returns:
        The rest, and a note if there were any, without their words.
    """
    count = 0
    for start, marks, is_nesting in KINDS:
        kept, found = divide_text(text, start, marks, is_nesting)
        text, count = "".join(kept), count + sum(not EDITORS.match(one) for one in found)
    return text, (f"Comments that readers never saw are left out: {count}",) if count else ()


def divide_text(
    text: str, start: re.Pattern[str], marks: re.Pattern[str], is_nesting: bool
) -> tuple[list[str], list[str]]:
    """Divide a text into what stays and its comments of one kind.

    Args:
        text: the whole.
        start: how a comment begins.
        marks: how one ends, and begins within another.
        is_nesting: whether one without an end goes to the end of the text.
    """
    kept, dropped, place = [], [], 0
    while found := start.search(text, place):
        end = end_of_comment(text, found.end(), marks) or (len(text) if is_nesting else 0)
        if not end:
            break
        kept.append(text[place : found.start()])
        dropped.append(text[found.start() : end])
        place = end
    return [*kept, text[place:]], dropped


def end_of_comment(text: str, place: int, marks: re.Pattern[str]) -> int:
    """Return where a comment ends; 0 if it does not.

    Args:
        text: the whole.
        place: behind the mark with which it begins.
        marks: how one ends, and begins within another.
    """
    depth = 1
    for found in marks.finditer(text, place):
        depth += -1 if found["end"] else 1
        if not depth:
            return found.end()
    return 0
