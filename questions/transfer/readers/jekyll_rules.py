"""What Jekyll's settings say of its texts, and which files it passes over."""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from questions.transfer.readers.front_matter import (
    BadFrontMatter,
    Values,
    list_mappings,
    list_of,
    text_of,
)
from questions.transfer.readers.restrictions import DEPENDS, broken_doubt, script_doubt
from questions.transfer.readers.scopes import (
    OUTSIDE,
    Matcher,
    Scope,
    find_root,
    is_below,
    paths_above,
    read_data,
    scope_of,
)
from questions.transfer.readers.visibility import is_hidden
from questions.transfer.sources import Source, SourceRefused, read_text

MAIN = ("_config.yml", "_config.yaml", "_config.toml")
OTHER = re.compile(r"_config[\w.-]*\.(?:ya?ml|toml)")
AT_HOME = re.compile(r"dev|local|test|debug", re.I)
POSTS = "_posts"
DATED = re.compile(r"(?:.+/)?\d{2,4}-\d{1,2}-\d{1,2}-[^/]*\.[^./]+")
HIDING = re.compile(r"draft|publish|hidden|unlisted|(?:posts|docs)\b.*(?:reject|delete|select)")
PASSED_OVER = "The site passed over files with such a name."


def read_settings(source: Source, names: list[str]) -> tuple[str, Values, list[Scope]]:
    """Return the folder of a site, its settings, and what it says of its texts."""
    root = find_root(names, MAIN)
    main: Values = {}
    scopes = [Scope(is_passed_over, reason=PASSED_OVER), *plugin_scopes(source, names, root)]
    for name in (name for name in names if is_settings(name, root)):
        try:
            found = read_data(source, name)
        except BadFrontMatter:
            scopes.append(Scope(is_below(root), doubt=broken_doubt(name)))
            continue
        config = found if isinstance(found, dict) else {}
        main = config if PurePosixPath(name).name in MAIN else main
        scopes += [*settings_scopes(config, root, names), *default_scopes(config, root, name)]
    return root, main, scopes


def is_settings(name: str, root: str) -> bool:
    """Whether a file has settings for the site as it is published."""
    path = PurePosixPath(name)
    is_here = str(path.parent) == (root or ".") and OTHER.fullmatch(path.name)
    return bool(is_here) and not AT_HOME.search(path.stem)


def is_passed_over(name: str) -> bool:
    """Whether a file in the folder of posts is none: its name has no date, or an odd beginning."""
    inner = f"/{name}".partition(f"/{POSTS}/")[2]
    parts = (inner.partition("/")[0], inner.rpartition("/")[2])
    is_odd = any(part.startswith(("_", "#", "~", ".")) for part in parts)
    return bool(inner) and (is_odd or not DATED.fullmatch(inner))


def default_scopes(config: Values, root: str, file: str) -> Iterator[Scope]:
    """Yield the values that hold for paths; the longest of them wins, as it does there.

    Args:
        config: the settings.
        root: the folder of the site.
        file: where they are.
    """
    start = source_folder(config, root)
    found = []
    for one in list_mappings(config.get("defaults")):
        scope, values = one.get("scope") or {}, one.get("values")
        if not isinstance(scope, dict) or not isinstance(values, dict):
            continue
        path = text_of(scope, "path").strip("/")
        if text_of(scope, "type") in {"", "posts", "post"}:
            made = scope_of(is_at(path, start), values, file)
            found.append((is_hidden(made.values) and "*" in path, len(path), made))
    yield from (scope for *_, scope in sorted(found, key=lambda one: one[:2]))


def source_folder(config: Values, root: str) -> str:
    """Return the folder that paths begin at."""
    inner = text_of(config, "source").removeprefix("./").strip("/")
    inner = "" if inner == "." else inner
    return "/".join(part for part in (root, inner) if part)


def is_at(path: str, folder: str) -> Matcher:
    """Make a test for the files whose path begins so, or fits a pattern.

    Args:
        path: from the settings; nothing for all.
        folder: where it begins.
    """
    start = f"{folder}/" if folder else ""

    def matches(name: str) -> bool:
        inner = name.removeprefix(start)
        fits = any(fnmatchcase(one, path) for one in paths_above(inner, ""))
        return inner.startswith(path) or fits

    return matches


def settings_scopes(config: Values, root: str, names: Iterable[str]) -> Iterator[Scope]:
    """Yield what the settings leave out."""
    start = source_folder(config, root)
    for pattern in list_of(config, "exclude", None):
        reason = f"The site left it out (`exclude: {pattern}`)."
        yield Scope(is_excluded(pattern.strip("/"), start), reason=reason)
    if start != root and any(is_below(start)(name) for name in names):
        yield Scope(lambda name: not is_below(start)(name), reason=OUTSIDE)
    collections = config.get("collections")
    facts = collections.get("posts") if isinstance(collections, dict) else None
    if isinstance(facts, dict) and text_of(facts, "output").lower() == "false":
        yield Scope(is_below(root), reason="The site made no pages of its posts.")
    if text_of(config, "limit_posts").strip("0"):
        yield Scope(is_below(root), doubt=f"{DEPENDS}: the site had `limit_posts`.")


def is_excluded(pattern: str, folder: str) -> Matcher:
    """Make a test for the files that a pattern leaves out, by their path or their name."""
    by_path = is_at(f"{pattern}/", folder)
    return lambda name: (
        by_path(name)
        or any(
            fnmatchcase(one, pattern) or fnmatchcase(one.rpartition("/")[2], pattern)
            for one in paths_above(name, folder)
        )
    )


def plugin_scopes(source: Source, names: Iterable[str], root: str) -> Iterator[Scope]:
    """Yield the site's own programs that may keep texts from being public."""
    for name in names:
        if "_plugins" in PurePosixPath(name).parts and name.endswith(".rb"):
            try:
                is_hiding = HIDING.search(read_text(source, name))
            except SourceRefused:
                is_hiding = None
            if is_hiding:
                yield Scope(is_below(root), doubt=script_doubt(name))
