"""The metadata at the head of a Markdown file: YAML, TOML, JSON or Pelican's bare keys.

Every value is a text, a list or a mapping of texts. YAML's own guessing is switched off, because
it turns `slug: 0123` into 83 and `tags: [no]` into false.
"""

import json
import re
import tomllib
from typing import Any

import yaml

MAX_FRONT_MATTER = 256 * 1024
FENCES = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.M),
    "+++": re.compile(r"^\+\+\+[ \t]*$", re.M),
}
BARE = re.compile(r"([A-Za-z][\w-]{0,40}):[ \t]*(.*)")
TRUE_WORDS = {"true", "yes", "on", "1"}
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Values = dict[str, Any]


class BadFrontMatter(Exception):
    """The metadata cannot be read.

    Attributes:
        line: where in the file.
    """

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


def split_front_matter(text: str) -> tuple[Values, str]:
    """Read the metadata of a file.

    Args:
        text: the whole file, with plain line feeds.

    Returns:
        The metadata with lower-case keys, empty if there is none, and the rest of the file.

    Raises:
        BadFrontMatter: there is some and it cannot be read.
    """
    first = text.partition("\n")[0].rstrip()
    if first in FENCES:
        return split_fenced(text, first)
    if first.startswith("{") and not first.startswith(("{%", "{{")):
        return split_json(text)
    return split_bare(text)


def split_fenced(text: str, fence: str) -> tuple[Values, str]:
    """Read metadata between two fences.

    Args:
        text: the whole file.
        fence: the one that it begins with.
    """
    start = text.index("\n") + 1 if "\n" in text else len(text)
    end = FENCES[fence].search(text, start)
    if end is None or end.start() > MAX_FRONT_MATTER:
        raise BadFrontMatter(1, "the front matter has no end")
    parse = parse_toml if fence == "+++" else parse_yaml
    return lower_keys(parse(text[start : end.start()])), text[end.end() :].removeprefix("\n")


def parse_yaml(text: str) -> Values:
    """Read a mapping in YAML with texts for all its values."""
    found = load_yaml(text)
    return found if isinstance(found, dict) else {}


def load_yaml(text: str) -> Any:
    """Read YAML with texts for all its values."""
    try:
        return yaml.load(text, Loader=LOADER)  # noqa: S506 the base loader makes texts alone
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise BadFrontMatter(line, "the front matter is not YAML") from error
    except (ValueError, RecursionError) as error:
        raise BadFrontMatter(1, "the front matter is not YAML") from error


def parse_toml(text: str) -> Values:
    """Read TOML; its numbers, moments and booleans become texts."""
    try:
        return {key: as_text(value) for key, value in tomllib.loads(text).items()}
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) + 1 if found else 1
        raise BadFrontMatter(line, "the front matter is not TOML") from error


def as_text(value: Any) -> Any:
    """Return a value as YAML without guessing would have it."""
    if isinstance(value, list):
        return [as_text(one) for one in value]
    if isinstance(value, dict):
        return {key: as_text(one) for key, one in value.items()}
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: ""}[value]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def split_json(text: str) -> tuple[Values, str]:
    """Read metadata that is a JSON object at the head of the file."""
    try:
        found, end = json.JSONDecoder().raw_decode(text[:MAX_FRONT_MATTER])
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise BadFrontMatter(line, "the front matter is not JSON") from error
    return lower_keys(as_text(found)), text[end:].lstrip("\n")


def split_bare(text: str) -> tuple[Values, str]:
    """Read Pelican's keys, which end at the first empty line."""
    values: Values = {}
    place = 0
    for line in text.splitlines(keepends=True):
        found = BARE.fullmatch(line.rstrip())
        if found:
            key = found[1].lower()
            values[key] = found[2]
        elif values and line.strip() and line[0] in " \t":  # the value above goes on
            values[key] += f" {line.strip()}"
        else:
            break
        place += len(line)
    rest = text[place:]
    is_closed = not rest or not rest.partition("\n")[0].strip()
    return (values, rest.removeprefix("\n")) if values and is_closed else ({}, text)


def lower_keys(found: Any) -> Values:
    """Return a mapping with lower-case keys that are texts."""
    return {str(key).lower(): value for key, value in found.items() if isinstance(key, str)}


def text_of(values: Values, *keys: str) -> str:
    """Return the first of the keys' values that is a text with something in it."""
    found = (values.get(key) for key in keys)
    return next((text.strip() for text in found if isinstance(text, str) and text.strip()), "")


def list_of(values: Values, key: str, separator: str | None = ",") -> list[str]:
    """Return the texts of a list.

    Args:
        values: the metadata.
        key: the list's name.
        separator: what stands between values that were written as one text; None for spaces.
    """
    found = values.get(key)
    if isinstance(found, str):
        found = found.split(separator)
    texts = found if isinstance(found, list) else []
    return [text.strip() for text in texts if isinstance(text, str) and text.strip()]


def list_mappings(value: Any) -> list[Values]:
    """Return the mappings of a value that is one, or several."""
    several = value if isinstance(value, list) else [value]
    return [one for one in several if isinstance(one, dict)]


def is_true(values: Values, key: str) -> bool:
    """Whether a value says yes."""
    return text_of(values, key).lower() in TRUE_WORDS
