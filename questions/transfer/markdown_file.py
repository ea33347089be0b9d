"""Our own Markdown file: what the export writes and the import reads back byte for byte.

The metadata are YAML that Hugo, Jekyll and Eleventy understand. The letter stands first, as a
quotation in which every mark is escaped; a comment divides it from the answer, which stands as it
was written.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from questions.transfer.items import Item, Post
from questions.transfer.own import own_facts

MARK = "advice_column"
VERSION = "1"
DIVIDER = "<!-- answer -->"
NAMES_HERE = {"headline": "title", "published_at": "date", "changed_at": "lastmod"}
ESCAPED = re.compile(r"([!-/:-@\[-`{-~])")
UNESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
REFERENCE = re.compile(r"&#(\d+);")
# What YAML forbids or folds inside of quotes; JSON's escapes mean the same in YAML.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def quote_text(text: str) -> str:
    """Write a text so that YAML and JSON read it back unchanged."""
    quoted = json.dumps(text, ensure_ascii=False)
    return FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def quote_list(texts: Iterable[str]) -> str:
    """Write a list of texts in one line."""
    return f"[{', '.join(quote_text(text) for text in texts)}]"


def write_letter(letter: str) -> str:
    """Write a plain text as a quotation that shows every character of it."""
    if not letter:
        return ""
    lines = letter.split("\n")
    after = [*lines[1:], ""]
    quoted = (
        write_line(line, bool(line and then)) for line, then in zip(lines, after, strict=True)
    )
    return "\n".join(quoted) + "\n"


def write_line(line: str, has_break: bool) -> str:
    """Write one line of a quotation.

    Args:
        line: plain text.
        has_break: whether the next line follows in the same paragraph.
    """
    text = ESCAPED.sub(r"\\\1", line)
    if text[:1].isspace():
        text = f"&#{ord(text[0])};{text[1:]}"
    text = text.replace("\r", "&#13;")
    return f"> {text}\\" if has_break else f"> {text}" if text else ">"


def read_letter(quotation: str) -> str:
    """Read the plain text of a quotation that `write_letter` made."""
    lines = quotation.removesuffix("\n").split("\n")
    return "\n".join(read_line(line) for line in lines)


def read_line(line: str) -> str:
    """Read one line of a quotation."""
    text = line.removeprefix(">").removeprefix(" ")
    marks = len(text) - len(text.rstrip("\\"))
    text = text[:-1] if marks % 2 else text
    # An escaped ampersand never begins a reference of ours.
    parts = re.split(r"(\\.)", text)
    whole = (part if n % 2 else REFERENCE.sub(character_of, part) for n, part in enumerate(parts))
    return UNESCAPED.sub(r"\1", "".join(whole))


def character_of(found: re.Match[str]) -> str:
    """Return the character of a numeric reference."""
    return chr(int(found[1]))


def write_item(item: Item, *, address: str) -> str:
    """Write an item as a file.

    Args:
        item: what is exported.
        address: the path of its page.
    """
    facts = "".join(f"{key}: {value}\n" for key, value in facts_of(item, address))
    body = f"{write_letter(item.letter)}\n{DIVIDER}\n\n{item.answer}\n"
    return f"---\n{facts}---\n{body}"


def facts_of(item: Item, address: str) -> Iterable[tuple[str, str]]:
    """Yield the metadata of an item, without those that say nothing.

    Args:
        item: what is exported.
        address: the path of its page.
    """
    yield MARK, quote_text(VERSION)
    yield "title", quote_text(item.headline)
    if item.published_at:
        yield "date", quote_text(item.published_at.isoformat())
    if item.changed_at:
        yield "lastmod", quote_text(item.changed_at.isoformat())
    yield "draft", "false" if item.is_public else "true"
    yield "slug", quote_text(item.slug)
    yield "url", quote_text(address)
    for key in ("tags", "content_notes"):
        yield key, quote_list(getattr(item, key))
    yield "aliases", quote_list(item.addresses)
    for key in ("sign_off", "pull_quote", "correction", "update_of", "source_id"):
        if value := getattr(item, key):
            yield key, quote_text(value)
    if item.corrected_on:
        yield "corrected_on", quote_text(item.corrected_on.isoformat())


def is_own(values: dict[str, Any]) -> bool:
    """Whether metadata are those of a file that we wrote."""
    return values.get(MARK) == VERSION


def read_post(values: dict[str, Any], body: str, name: str) -> Post:
    """Read a file that we wrote.

    Args:
        values: its metadata.
        body: what stands below them.
        name: the file.
    """
    quotation, answer = split_body(body)
    letter = read_letter(quotation) if quotation else ""
    text = {key: value for key, value in values.items() if isinstance(value, str)}
    renamed = {name: text[key] for name, key in NAMES_HERE.items() if key in text}
    return Post(
        source_id=text.get("source_id") or name,
        place=name,
        draft_reason="It was a draft." if text.get("draft") != "false" else "",
        tags=texts_of(values, "tags"),
        content_notes=texts_of(values, "content_notes"),
        addresses=texts_of(values, "aliases"),
        **own_facts(text | renamed | {"letter": letter, "answer": answer}),
    )


def texts_of(values: dict[str, Any], key: str) -> tuple[str, ...]:
    """Return the texts of a list, exactly as they are."""
    found = values.get(key)
    return tuple(text for text in found if isinstance(text, str)) if isinstance(found, list) else ()


def split_body(body: str) -> tuple[str, str]:
    """Divide a body into the quotation and the answer."""
    if body.startswith(f"\n{DIVIDER}\n\n"):
        quotation, answer = "", body.removeprefix(f"\n{DIVIDER}\n\n")
    else:
        quotation, _, answer = body.partition(f"\n\n{DIVIDER}\n\n")
    return quotation, answer.removesuffix("\n")
