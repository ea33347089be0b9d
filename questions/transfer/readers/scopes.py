"""What a site's settings say of some of its files, without a word in the files themselves."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

from questions.transfer.readers.front_matter import (
    BadFrontMatter,
    Values,
    as_text,
    load_yaml,
    lower_keys,
    parse_toml,
)
from questions.transfer.readers.visibility import KEYS, computed_doubt, is_hidden
from questions.transfer.sources import Source, SourceRefused, read_text

OUTSIDE = "It was outside of the folder that the site was made of."
Matcher = Callable[[str], bool]


@dataclass(frozen=True)
class Scope:
    """What holds for some files of a site.

    Attributes:
        matches: tells whether a path is one of theirs.
        values: metadata for them, where they have none of their own.
        reason: why they were not public, whatever they say; nothing if they could be.
        doubt: why nobody can tell; a person can overrule it.
    """

    matches: Matcher
    values: Values = field(default_factory=dict)
    reason: str = ""
    doubt: str = ""


def with_defaults(values: Values, name: str, scopes: Iterable[Scope]) -> Values:
    """Return a text's metadata with what its site says, where it says nothing itself.

    Args:
        values: its metadata.
        name: its path.
        scopes: what the site says; the last of several wins.
    """
    known: Values = {}
    for scope in scopes:
        known |= scope.values if scope.values and scope.matches(name) else {}
    return known | values


def reason_in(scopes: Iterable[Scope], name: str) -> str:
    """Say why the site kept a file from being public; nothing if it did not."""
    return next((one.reason for one in scopes if one.reason and one.matches(name)), "")


def doubt_in(scopes: Iterable[Scope], name: str) -> str:
    """Say why nobody can tell whether the site kept a file from being public."""
    return next((one.doubt for one in scopes if one.doubt and one.matches(name)), "")


def scope_of(matches: Matcher, facts: Values, file: str) -> Scope:
    """Return what a file with data says of others, as far as it is about being public.

    Args:
        matches: tells whether a path is one of theirs.
        facts: the data.
        file: its name.
    """
    known = {key: value for key, value in lower_keys(facts).items() if key in KEYS}
    return Scope(matches, known, doubt=computed_doubt(known, file))


def careful_last(scopes: Iterable[Scope]) -> list[Scope]:
    """Return scopes in such an order that those win that make drafts."""
    return sorted(scopes, key=lambda scope: is_hidden(scope.values))


def is_below(folder: str) -> Matcher:
    """Make a test for the files below a folder; an empty name is the whole site."""
    start = f"{folder}/" if folder not in {"", "."} else ""
    return lambda name: name.startswith(start)


def is_like(pattern: str, root: str = "") -> Matcher:
    """Make a test for a path, or a folder above it, that a pattern with asterisks names.

    Args:
        pattern: an asterisk stands for slashes, too: in doubt it holds for more.
        root: the folder that paths begin at.
    """
    wanted = pattern.strip("/").removeprefix("./")
    return lambda name: any(fnmatchcase(path, wanted) for path in paths_above(name, root))


def paths_above(name: str, root: str) -> Iterator[str]:
    """Yield a path and those of the folders above it, as they are below a root."""
    if is_below(root)(name):
        inner = PurePosixPath(name.removeprefix(f"{root}/"))
        yield from (str(path) for path in (inner, *inner.parents) if path.name)


def find_root(names: Iterable[str], bases: Iterable[str]) -> str:
    """Return the folder of the uppermost of some files; "" if it is that of all.

    Args:
        names: all files.
        bases: how that file may be called; with its folder, if it lies in one.
    """
    ends = tuple(bases)
    found = [
        name.removesuffix(end).rstrip("/")
        for name in names
        for end in ends
        if f"/{name}".endswith(f"/{end}")
    ]
    return min(found, key=lambda folder: (folder.count("/") + bool(folder), folder), default="")


def read_data(source: Source, name: str) -> Any:
    """Read a file with data in JSON, TOML or YAML.

    Raises:
        BadFrontMatter: it cannot be read.
    """
    try:
        text = read_text(source, name)
        if name.endswith(".json"):
            return as_text(json.loads(text))
        return parse_toml(text) if name.endswith(".toml") else load_yaml(text)
    except (SourceRefused, ValueError, RecursionError) as error:
        raise BadFrontMatter(1, str(error)) from error
