"""Pelican's settings are a program: what is needed of it is read as text, and it never runs."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.utils.text import slugify

from questions.transfer.readers.front_matter import as_text, lower_keys
from questions.transfer.readers.restrictions import script_doubt
from questions.transfer.readers.scopes import (
    OUTSIDE,
    Scope,
    find_root,
    is_below,
    is_like,
    paths_above,
    scope_of,
)
from questions.transfer.sources import Source, SourceRefused, read_text

FILES = ("pelicanconf.py", "publishconf.py")  # the second one's values win, as they do there
MODULES = {"pelicanconf", "__future__"}
PART = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
METADATA = "DEFAULT_METADATA"
PATTERNS = ("FILENAME_METADATA", "PATH_METADATA")  # metadata out of paths, by their own patterns
HIDING = {
    *(METADATA, "EXTRA_PATH_METADATA", "ARTICLE_PATHS", "ARTICLE_EXCLUDES", "IGNORE_FILES"),
    *("PATH", "READERS", *PATTERNS),
}
RUNNING = {"exec", "eval", "globals", "locals", "vars", "setattr", "__import__", "import_module"}
PLUGIN = re.compile(r"draft|hidden|\bstatus\b|unlisted")


@dataclass
class Settings:
    """What Pelican's settings say.

    Attributes:
        root: the folder of the site.
        values: those that are plain values.
        doubtful: a file that works out what may keep a text from being public, or nothing.
    """

    root: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    doubtful: str = ""

    def get_text(self, name: str) -> str:
        """Return a setting that is a text."""
        found = self.values.get(name)
        return found if isinstance(found, str) else ""

    def get_texts(self, name: str) -> list[str]:
        """Return the texts of a setting that is a list."""
        found = self.values.get(name)
        several = found if isinstance(found, list | tuple | set) else [found]
        return [one for one in several if isinstance(one, str)]

    @property
    def default_status(self) -> str:
        """The status of texts that name none."""
        known = self.values.get(METADATA)
        return str(known.get("status", "")) if isinstance(known, dict) else ""


def read_settings(source: Source, names: list[str]) -> Settings:
    """Return the settings that are plain values.

    Args:
        source: the folder.
        names: its files.
    """
    settings = Settings(find_root(names, FILES))
    for file in FILES:
        name = f"{settings.root}/{file}" if settings.root else file
        if name in names:
            read_program(settings, source, name)
    return settings


def read_program(settings: Settings, source: Source, name: str) -> None:
    """Add what a program sets; note it where it does more than that.

    Args:
        settings: what is known.
        source: where it is.
        name: the file.
    """
    try:
        tree = ast.parse(read_text(source, name))
    except (SourceRefused, SyntaxError, ValueError, RecursionError, MemoryError):
        settings.doubtful = name
        return
    for statement in tree.body:
        if not set_plain_value(settings, statement) and may_hide(statement):
            settings.doubtful = name


def set_plain_value(settings: Settings, statement: ast.stmt) -> bool:
    """Take in a statement that gives a plain value to one name. Returns whether it is one."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if len(targets) != 1 or not isinstance(targets[0], ast.Name):
        return False
    try:
        settings.values[targets[0].id] = ast.literal_eval(statement.value)  # type: ignore[attr-defined]
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        settings.values.pop(targets[0].id, None)
        return False
    return True


def may_hide(statement: ast.stmt) -> bool:
    """Whether a statement may set what keeps a text from being public."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and node.id in HIDING | RUNNING:
            return True
        is_star = isinstance(node, ast.ImportFrom) and any(one.name == "*" for one in node.names)
        if is_star and node.module not in MODULES:  # type: ignore[attr-defined]
            return True
    return False


def read_scopes(source: Source, names: list[str], settings: Settings) -> Iterator[Scope]:
    """Yield what a site of Pelican's says of its texts."""
    root = settings.root
    doubtful = settings.doubtful or next((n for n in names if is_hiding_plugin(source, n)), "")
    if doubtful or any("status" in settings.get_text(name) for name in PATTERNS):
        yield Scope(is_below(root), doubt=script_doubt(doubtful or FILES[0]))
    inner = settings.get_text("PATH").removeprefix("./").strip("/") or "content"
    top = "/".join(part for part in (root, inner) if part not in {"", "."})
    if not any(is_below(top)(name) for name in names):
        top = root
    yield from path_scopes(settings, top)
    folders = [path for path in settings.get_texts("ARTICLE_PATHS") if path not in {"", "."}]
    tests = [is_like(path, top) for path in folders] or [is_below(top)]
    yield Scope(lambda name: not any(test(name) for test in tests), reason=OUTSIDE)


def path_scopes(settings: Settings, top: str) -> Iterator[Scope]:
    """Yield what the settings say of paths."""
    for path in settings.get_texts("ARTICLE_EXCLUDES"):
        reason = f"The site left it out (`ARTICLE_EXCLUDES`: {path})."
        yield Scope(is_like(path, top), reason=reason)
    for pattern in settings.get_texts("IGNORE_FILES"):
        yield Scope(has_part(pattern, top), reason=f"The site left it out (`{pattern}`).")
    known = settings.values.get("EXTRA_PATH_METADATA")
    for path, facts in known.items() if isinstance(known, dict) else ():
        if isinstance(facts, dict):
            yield scope_of(is_like(str(path), top), lower_keys(as_text(facts)), FILES[0])
    default = settings.values.get(METADATA)
    if isinstance(default, dict):
        yield scope_of(is_below(""), lower_keys(as_text(default)), FILES[0])


def has_part(pattern: str, top: str) -> Any:
    """Make a test for the files that a pattern names by a part of their path."""
    test = is_like(pattern)
    return lambda name: any(test(path.rpartition("/")[2]) for path in paths_above(name, top))


def is_hiding_plugin(source: Source, name: str) -> bool:
    """Whether a file is a program of the site's that may keep texts from being public."""
    folders = PurePosixPath(name).parts[:-1]
    if not name.endswith(".py") or not {"plugins", "pelican-plugins"} & set(folders):
        return False
    try:
        return PLUGIN.search(read_text(source, name)) is not None
    except SourceRefused:
        return True


def fill_address(pattern: str, facts: dict[str, str], moment: datetime | None) -> str:
    """Return an address by a pattern such as `{date:%Y}/{slug}/`.

    Args:
        pattern: as it is in the settings.
        facts: what may stand in it besides the date.
        moment: when the text was published.
    """

    def fill_part(part: re.Match[str]) -> str:
        if part[1] == "date":
            return moment.strftime(part[2] or "%Y-%m-%d") if moment else ""
        return facts.get(part[1], part[0])

    return PART.sub(fill_part, pattern).removesuffix("index.html")


def category_of(name: str, given: str, default: str) -> str:
    """Return a text's category as it is in addresses: the folder's, if it names none.

    Args:
        name: the file.
        given: what its metadata say.
        default: what the settings say.
    """
    folder = PurePosixPath(name).parent.name
    return slugify(given or ("" if folder == "content" else folder) or default or "misc")
