"""Tell what kind of export a file, folder or zip is, from what is in it and never from its name."""

import re
from collections.abc import Callable
from enum import Enum
from pathlib import PurePosixPath

from questions.transfer.readers.tables import find_separator
from questions.transfer.sources import Source, SourceRefused, decode_text, read_head

LOOKED_AT = 40  # files of a kind whose beginnings are read before giving up
MARKDOWN_ENDINGS = (".md", ".markdown", ".mdown", ".mkdown", ".mkdn", ".mkd")
PELICAN_KEY = re.compile(r"\A(?:[A-Za-z_-]{2,30}:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*)+\s*\n")
WXR_MARK = re.compile(r"<(?:\w+:)?wxr_version[\s>]")
BLOGGER_MARK = "schemas.google.com/blogger/20"  # 2008 by its own export, 2018 by Takeout
OWN_COLUMNS = {"headline", "answer"}


class Kind(Enum):
    """The systems whose exports can be read."""

    WORDPRESS = "WordPress"
    GHOST = "Ghost"
    SUBSTACK = "Substack"
    MEDIUM = "Medium"
    TUMBLR = "Tumblr"
    BLOGGER = "Blogger"
    JEKYLL = "Jekyll"
    HUGO = "Hugo"
    PELICAN = "Pelican"
    ELEVENTY = "Eleventy"
    CSV = "CSV"


class UnknownKind(SourceRefused):
    """Nothing in the source looks like an export that can be read."""


def kind_of(source: Source) -> Kind:
    """Tell the kind of a source.

    Raises:
        UnknownKind: it is none of them; the message says what was looked for.
    """
    names = source.list_names()
    for detect in DETECTORS:
        if kind := detect(source, names):
            return kind
    raise UnknownKind(
        f"{source.label} is none of the exports that can be read: WordPress (XML with"
        " wp:wxr_version), Blogger (Atom), Ghost or Tumblr (JSON), Substack (posts.csv), Medium"
        " (HTML), Markdown with front matter, or CSV with the columns headline and answer."
    )


def names_ending(names: list[str], *endings: str) -> list[str]:
    """Return the first names with one of these endings."""
    return [name for name in names if name.lower().endswith(endings)][:LOOKED_AT]


def head_text(source: Source, name: str) -> str:
    """Return the beginning of a file as text."""
    return decode_text(read_head(source, name))


def any_head(source: Source, names: list[str], test: Callable[[str], object]) -> bool:
    """Whether the beginning of one of the files passes a test."""
    return any(test(head_text(source, name)) for name in names)


def detect_substack(source: Source, names: list[str]) -> Kind | None:
    """A table of posts whose texts are files beside it."""
    tables = [name for name in names if PurePosixPath(name).name == "posts.csv"]
    is_found = any_head(source, tables, lambda head: "post_id" in head.split("\n", 1)[0])
    return Kind.SUBSTACK if is_found else None


def detect_wordpress(source: Source, names: list[str]) -> Kind | None:
    """XML that names its version of WXR."""
    found = names_ending(names, ".xml", ".wxr", ".txt") or names[:1]
    return Kind.WORDPRESS if any_head(source, found, WXR_MARK.search) else None


def detect_blogger(source: Source, names: list[str]) -> Kind | None:
    """An Atom feed whose entries have kinds of Blogger's."""
    found = names_ending(names, ".xml", ".atom")
    is_found = any_head(source, found, lambda head: "<feed" in head and BLOGGER_MARK in head)
    return Kind.BLOGGER if is_found else None


def detect_json(source: Source, names: list[str]) -> Kind | None:
    """A database of Ghost, or posts of Tumblr."""
    for name in names_ending(names, ".json"):
        head = head_text(source, name)
        if re.search(r'"db"\s*:\s*\[|"data"\s*:\s*\{|"exported_on"|"posts_meta"', head):
            return Kind.GHOST
        if re.search(r'"(blog_name|post_url|asking_name|tumblelog)"', head):
            return Kind.TUMBLR
        if re.search(r'"posts"\s*:\s*\[', head):
            return Kind.GHOST
    return None


def detect_medium(source: Source, names: list[str]) -> Kind | None:
    """Pages with the microformat that Medium writes."""
    pages = names_ending(names, ".html", ".htm")
    is_found = any_head(source, pages, lambda head: "h-entry" in head and "p-name" in head)
    return Kind.MEDIUM if is_found else None


def detect_markdown(source: Source, names: list[str]) -> Kind | None:
    """A folder of texts with front matter; which generator's, its other files tell."""
    texts = names_ending(names, *MARKDOWN_ENDINGS, ".html")
    heads = [head_text(source, name).lstrip("\ufeff") for name in texts]
    if not any(has_front_matter(head) for head in heads):
        return None
    bases = {PurePosixPath(name).name for name in names}
    folders = {part for name in names for part in PurePosixPath(name).parts[:-1]}
    return flavour_of(bases, folders, texts, heads)


def has_front_matter(head: str) -> bool:
    """Whether a text begins with metadata."""
    return head.startswith(("---\n", "---\r\n", "+++\n", "+++\r\n", "{\n", '{"')) or bool(
        PELICAN_KEY.match(head.replace("\r\n", "\n"))
    )


def flavour_of(bases: set[str], folders: set[str], texts: list[str], heads: list[str]) -> Kind:
    """Tell one generator from another.

    Args:
        bases: the names of all files, without their folders.
        folders: the names of all folders.
        texts: the names of the first texts.
        heads: how these begin.

    Returns:
        The generator; Hugo, whose rules are the plainest, where nothing tells.
    """
    if any(base.startswith((".eleventy", "eleventy.config")) for base in bases):
        return Kind.ELEVENTY
    if {"pelicanconf.py", "publishconf.py"} & bases:
        return Kind.PELICAN
    has_toml = any(head.startswith("+++") for head in heads)  # which only Hugo reads
    if {"hugo.toml", "hugo.yaml", "hugo.json"} & bases or has_toml:
        return Kind.HUGO
    if {"_posts", "_drafts"} & folders or "_config.yml" in bases:
        return Kind.JEKYLL
    if "content" in folders:
        return Kind.HUGO
    return flavour_of_texts(texts, heads)


def flavour_of_texts(texts: list[str], heads: list[str]) -> Kind:
    """Tell the generator from the texts alone: dates in names, or keys without fences."""
    dated = [name for name in texts if re.match(r"\d{4}-\d\d?-\d\d?-", PurePosixPath(name).name)]
    if 2 * len(dated) > len(texts):
        return Kind.JEKYLL
    bare = [head for head in heads if PELICAN_KEY.match(head.replace("\r\n", "\n"))]
    return Kind.PELICAN if 2 * len(bare) > len(texts) else Kind.HUGO


def detect_csv(source: Source, names: list[str]) -> Kind | None:
    """A table with our own columns."""
    for name in names_ending(names, ".csv"):
        first = head_text(source, name).split("\n", 1)[0].lower()
        columns = {cell.strip(' "\r') for cell in first.split(find_separator(first))}
        if columns >= OWN_COLUMNS:
            return Kind.CSV
    return None


DETECTORS = (
    detect_substack,
    detect_wordpress,
    detect_blogger,
    detect_json,
    detect_medium,
    detect_markdown,
    detect_csv,
)
