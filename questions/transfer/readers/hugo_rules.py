"""What Hugo's settings say of its texts: cascades, ignored files, folders, languages."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from questions.transfer.readers.front_matter import (
    BadFrontMatter,
    Values,
    list_mappings,
    list_of,
    lower_keys,
    split_front_matter,
    text_of,
)
from questions.transfer.readers.restrictions import DEPENDS, broken_doubt
from questions.transfer.readers.scopes import (
    OUTSIDE,
    Matcher,
    Scope,
    careful_last,
    find_root,
    is_below,
    is_like,
    read_data,
    scope_of,
)
from questions.transfer.readers.visibility import NO_PAGE
from questions.transfer.sources import Source, SourceRefused, read_text

ENDINGS = ("toml", "yaml", "yml", "json")
MAIN = tuple(f"{stem}.{end}" for stem in ("hugo", "config") for end in ENDINGS)
FOLDERS = ("config/_default/", "config/production/")
PLAIN_REGEX = re.compile(r"\^?(?:[\w/ -]|\\[./-]|\.\*(?!.*\.\*.*\.\*))*\$?")
"""Patterns of a stranger are run only if they cannot take long."""


@dataclass
class Settings:
    """What Hugo's settings say.

    Attributes:
        root: the folder of the site.
        values: by their names in small letters; those of later files win.
        cascades: those of all files.
        broken: a file that cannot be read, or nothing.
    """

    root: str = ""
    values: Values = field(default_factory=dict)
    cascades: list[tuple[str, Values]] = field(default_factory=list)
    broken: str = ""

    def get_mapping(self, name: str) -> Values:
        """Return a value that is a mapping."""
        found = self.values.get(name)
        return lower_keys(found) if isinstance(found, dict) else {}

    def get_languages(self) -> dict[str, Values]:
        """Return what is set for each language."""
        found = self.get_mapping("languages").items()
        return {name: lower_keys(one) for name, one in found if isinstance(one, dict)}

    def get_mounts(self) -> list[Values]:
        """Return the folders that are mounted."""
        return list_mappings(self.get_mapping("module").get("mounts"))


def read_settings(source: Source, names: list[str]) -> Settings:
    """Read all settings of a site as a production build does.

    Args:
        source: where they are.
        names: all files.
    """
    root = find_root(names, (*MAIN, *(f"{FOLDERS[0]}{main}" for main in MAIN)))
    settings = Settings(root)
    inner = {name.removeprefix(f"{root}/"): name for name in names if is_below(root)(name)}
    for short in sorted(short for short in inner if is_settings(short)):
        try:
            add_settings(settings, short, read_data(source, inner[short]))
        except BadFrontMatter:
            settings.broken = inner[short]
    return settings


def is_settings(short: str) -> bool:
    """Whether a file has settings, by its path in the site."""
    is_part = short.startswith(FOLDERS) and short.rpartition(".")[2] in ENDINGS
    return short in MAIN or is_part


def add_settings(settings: Settings, short: str, found: Any) -> None:
    """Add what a file says; one of a folder of settings may be called as what it sets.

    Args:
        settings: what is known.
        short: its path in the site.
        found: what it says.
    """
    path = PurePosixPath(short)
    is_whole = path.name in MAIN
    inner = lower_keys(found) if isinstance(found, dict) else {}
    stem = path.stem.lower()
    values = inner if is_whole or stem in inner else {stem: found}
    settings.values |= values
    for one in list_mappings(values.get("cascade")):
        settings.cascades.append((short, lower_keys(one)))


def read_scopes(source: Source, names: list[str], settings: Settings) -> list[Scope]:
    """Return what a site of Hugo's says of its texts."""
    root = settings.root
    contents = content_folders(settings, names)
    scopes = [cascade_scope(one, contents, file) for file, one in settings.cascades]
    sections = [scope for name in names for scope in section_scopes(source, name)]
    sections.sort(key=lambda found: found[0])
    found = [*careful_last(scopes), *(scope for _, scope in sections)]
    found += [*ignore_scopes(settings), *language_scopes(settings), bundle_scope(names, contents)]
    if contents:
        found.append(Scope(lambda name: not is_in_any(name, contents), reason=OUTSIDE))
    if settings.broken:
        found.append(Scope(is_below(root), doubt=broken_doubt(settings.broken)))
    return found


def is_in_any(name: str, folders: Iterable[str]) -> bool:
    """Whether a file is below one of some folders."""
    return any(is_below(folder)(name) for folder in folders)


def content_folders(settings: Settings, names: list[str]) -> list[str]:
    """Return the folders of the site's texts that there are."""
    languages = settings.get_languages().values()
    named = [text_of(one, "contentdir") for one in (settings.values, *languages)]
    mounts = settings.get_mounts()
    texts = [one for one in mounts if str(one.get("target", "")).startswith("content")]
    named += [one.get("source", "") for one in texts]
    wanted = [name.strip("/") for name in named if name and isinstance(name, str)] or ["content"]
    start = f"{settings.root}/" if settings.root else ""
    found = [f"{start}{name}" for name in wanted]
    return [folder for folder in found if any(is_below(folder)(name) for name in names)]


def cascade_scope(cascade: Values, contents: list[str], file: str) -> Scope:
    """Return what a cascade of the settings says.

    Args:
        cascade: one of them.
        contents: the folders of texts.
        file: where it is.
    """
    target = cascade.get("target") or cascade.get("_target") or {}
    path = text_of(lower_keys(target), "path") if isinstance(target, dict) else ""
    matches = is_below("") if not path or "{" in path else is_target(path.lower(), contents)
    params = cascade.get("params")
    return scope_of(matches, (params if isinstance(params, dict) else {}) | cascade, file)


def is_target(path: str, contents: list[str]) -> Matcher:
    """Make a test for the texts, or folders above them, that a path with asterisks names."""

    def matches(name: str) -> bool:
        stem = str(PurePosixPath(name).with_suffix("")).lower()
        tests = (is_like(path, folder.lower()) for folder in contents or [""])
        return any(test(stem) or test(name.lower()) for test in tests)

    return matches


def section_scopes(source: Source, name: str) -> Iterator[tuple[int, Scope]]:
    """Yield what the page of a folder says of the texts in it, with how deep it lies."""
    path = PurePosixPath(name)
    if not path.name.startswith("_index."):
        return
    matches = is_below(str(path.parent))
    try:
        text = read_text(source, name).replace("\r\n", "\n")
        cascade = split_front_matter(text)[0].get("cascade")
    except (SourceRefused, BadFrontMatter):
        yield 0, Scope(matches, doubt=broken_doubt(name))
        return
    scopes = [scope_of(matches, one, name) for one in list_mappings(cascade)]
    yield from ((len(path.parts), scope) for scope in careful_last(scopes))


def ignore_scopes(settings: Settings) -> Iterator[Scope]:
    """Yield what the settings leave out."""
    for pattern in list_of(settings.values, "ignorefiles"):
        if PLAIN_REGEX.fullmatch(pattern):
            test = re.compile(pattern).search
            yield Scope(lambda name, test=test: bool(test(name)), reason=NO_PAGE)  # type: ignore[misc]
        else:
            yield Scope(is_below(settings.root), doubt=f"{DEPENDS}: the site had `ignoreFiles`.")
    hiding = {"excludefiles", "includefiles", "files"}
    if any(hiding & set(lower_keys(one)) for one in settings.get_mounts()):
        yield Scope(is_below(settings.root), doubt=f"{DEPENDS}: the site had `module.mounts`.")
    if {"page", "section"} & {one.lower() for one in list_of(settings.values, "disablekinds")}:
        yield Scope(is_below(settings.root), doubt=f"{DEPENDS}: the site had `disableKinds`.")


def language_scopes(settings: Settings) -> Iterator[Scope]:
    """Yield the languages that were switched off."""
    languages = settings.get_languages()
    off = {one.lower() for one in list_of(settings.values, "disablelanguages")}
    off |= {name for name, one in languages.items() if text_of(one, "disabled").lower() == "true"}
    for name in off:
        folder = text_of(languages.get(name, {}), "contentdir") or name
        yield Scope(is_language(name, folder), reason="Its language was switched off.")


def is_language(code: str, folder: str) -> Matcher:
    """Make a test for the texts of a language, by their names or their folder."""
    part = f"/{folder.strip('/').lower()}/"
    return lambda name: f".{code}." in name.lower() or part in f"/{name.lower()}"


def bundle_scope(names: list[str], contents: list[str]) -> Scope:
    """Return what lies beside the text of a folder that is a page as a whole."""
    tops = {*contents, ".", ""}
    parents = {str(PurePosixPath(name).parent) for name in names if is_index(name)}
    bundles = [folder for folder in parents if folder not in tops]
    reason = "It was a part of another page."
    known = frozenset(bundles)

    def matches(name: str) -> bool:
        path = PurePosixPath(name)
        above = {str(folder) for folder in path.parents}
        return bool(known & (above - {str(path.parent)} if is_index(name) else known & above))

    return Scope(matches, reason=reason)


def is_index(name: str) -> bool:
    """Whether a file is the text of a folder that is a page as a whole."""
    return PurePosixPath(name).name.startswith("index.")
