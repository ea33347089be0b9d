"""What a folder says of all texts in it: Hugo's `cascade`, and Eleventy's data of a folder."""

import json
from pathlib import PurePosixPath

from questions.transfer.kinds import Kind
from questions.transfer.readers.front_matter import (
    BadFrontMatter,
    Values,
    as_text,
    is_true,
    lower_keys,
    split_front_matter,
)
from questions.transfer.sources import Source, SourceRefused, read_text

KEYS = {"draft", "published", "permalink", "status", "build", "_build", "headless"}
DATA_ENDINGS = (".11tydata.json", ".json")


def read_defaults(source: Source, names: list[str], kind: Kind) -> dict[str, Values]:
    """Return what folders say of the texts in them, by the path of the folder.

    Args:
        source: where they are.
        names: all files.
        kind: the generator.
    """
    found: dict[str, Values] = {}
    for name in (name for name in names if is_about_folder(PurePosixPath(name), kind)):
        values = read_facts(source, name)
        known = found.setdefault(str(PurePosixPath(name).parent), {})
        known |= {key: value for key, value in values.items() if key in KEYS}
    return found


def is_about_folder(path: PurePosixPath, kind: Kind) -> bool:
    """Whether a file speaks for all texts of its folder."""
    if kind is Kind.HUGO:
        return path.stem == "_index"
    data_names = [f"{path.parent.name}{ending}" for ending in DATA_ENDINGS]
    return kind is Kind.ELEVENTY and path.name in data_names


def read_facts(source: Source, name: str) -> Values:
    """Return the facts of one such file; nothing if it cannot be read."""
    try:
        text = read_text(source, name)
        if name.endswith(".json"):
            return lower_keys(as_text(json.loads(text)))
        return join_cascades(split_front_matter(text.replace("\r\n", "\n"))[0].get("cascade"))
    except (SourceRefused, BadFrontMatter, ValueError, AttributeError, RecursionError):
        return {}


def join_cascades(cascade: object) -> Values:
    """Return one mapping of several for different texts: if any makes drafts, all are drafts."""
    several = cascade if isinstance(cascade, list) else [cascade]
    known = [lower_keys(one) for one in several if isinstance(one, dict)]
    known.sort(key=lambda one: is_true(one, "draft"))
    return {key: value for one in known for key, value in one.items()}


def with_defaults(values: Values, name: str, defaults: dict[str, Values]) -> Values:
    """Return a text's metadata with what its folders say, where it says nothing itself.

    Args:
        values: its metadata.
        name: its path.
        defaults: what folders say, by their path.
    """
    for folder in map(str, PurePosixPath(name).parents):
        values = defaults.get(folder, {}) | values
    return values
