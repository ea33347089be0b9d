"""What Eleventy's files with data, lists of ignored files and programs say of its texts.

No program is ever run. One that is nothing but an object of plain values is read; any other that
could keep a text from being public leaves all texts in doubt that it speaks for.
"""

import json
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from questions.transfer.readers.front_matter import BadFrontMatter, Values, lower_keys
from questions.transfer.readers.restrictions import broken_doubt, script_doubt
from questions.transfer.readers.scopes import (
    OUTSIDE,
    Matcher,
    Scope,
    find_root,
    is_below,
    is_like,
    paths_above,
    read_data,
    scope_of,
)
from questions.transfer.readers.visibility import KEYS
from questions.transfer.sources import Source, SourceRefused, read_text

CONFIGS = (".eleventy.js", *(f"eleventy.config.{end}" for end in ("js", "cjs", "mjs", "ts")))
IGNORE_FILES = (".eleventyignore", ".gitignore")
PROGRAMS = (".js", ".cjs", ".mjs", ".ts")
DATA_ENDINGS = (".json", ".yaml", ".yml", ".toml")
DATA_MARK = ".11tydata"
GLOBAL_DATA = "_data"
MAX_PROGRAMS = 100

COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*.*?\*/)", re.M | re.S)
DRAFTS_SNIPPET = re.compile(
    r"addPreprocessor\(\s*[\"']drafts[\"'],\s*[\"']\*[\"'],\s*\(data(?:, \w+)?\)\s*=>\s*\{\s*"
    r"(?:if\s*\(data\.draft\)\s*\{\s*data\.title = `[^`{}]*\$\{data\.title\}[^`{}]*`;\s*\}\s*)?"
    r"if\s*\(data\.draft && process\.env\.ELEVENTY_RUN_MODE === [\"']build[\"']\)\s*"
    r"\{?\s*return false;\s*\}?"
)
"""Eleventy's own example, which leaves out what says `draft: true`: so do we."""
HIDING = re.compile(
    r"draft|preprocessor|\bignores\b|eleventyComputed|eleventyExclude|setDataFile|compileOptions"
    r"|getData\b|unlink|rmSync|unpublish|permalink\W{0,9}false"
    r"|addGlobalData\(\s*(?:[^\"'\s]|[\"'](?:permalink|published|status|visibility))",
    re.I,
)
LOCAL = re.compile(r"(?:require\(|import\(|from|import)\s*[\"'](\.{1,2}/[^\"']+)[\"']")
INPUT = re.compile(r"(?:\binput:|setInputDirectory\()\s*[\"']([^\"']+)[\"']")

OBJECT = re.compile(
    r"\s*(?:[\"']use strict[\"'];?\s*)?(?:module\.exports\s*=|export\s+default)\s*(\{.*\})\s*;?\s*",
    re.S,
)
TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<text>\"[^\"\\\n]*\"|'[^'\\\n]*')|(?P<key>[A-Za-z_$][\w$]*(?=\s*:))"
    r"|(?P<plain>true\b|false\b|null\b|-?\d+(?:\.\d+)?\b|[{}\[\],:])"
)


def read_scopes(source: Source, names: list[str]) -> list[Scope]:
    """Return what a site of Eleventy's says of its texts.

    Args:
        source: where they are.
        names: all files.
    """
    root = find_root(names, CONFIGS)
    texts = {str(PurePosixPath(name).with_suffix("")) for name in names if is_text(name)}
    data = [scope for name in names for scope in data_scopes(source, name, texts, root)]
    data.sort(key=lambda found: found[0])
    ignored = ignore_scopes(source, names)
    return [*(scope for _, scope in data), *ignored, *config_scopes(source, names, root)]


def is_text(name: str) -> bool:
    """Whether a file may become a page."""
    return not name.endswith((*PROGRAMS, *DATA_ENDINGS))


def data_scopes(
    source: Source, name: str, texts: set[str], root: str
) -> Iterator[tuple[int, Scope]]:
    """Yield what a file with data says, with how special that is: the site, a folder, one text."""
    path = PurePosixPath(name)
    stem = path.name.removesuffix(path.suffix)
    if not name.endswith((*PROGRAMS, *DATA_ENDINGS)):
        return
    if GLOBAL_DATA in path.parts[:-1]:
        if stem.lower() in KEYS:
            yield 0, read_scope(source, name, is_below(root), stem)
        return
    is_data = stem.endswith(DATA_MARK) or path.suffix in DATA_ENDINGS
    found = data_target(path, stem.removesuffix(DATA_MARK), texts, root) if is_data else None
    if found:
        yield found[0], read_scope(source, name, found[1])


def data_target(
    path: PurePosixPath, stem: str, texts: set[str], root: str
) -> tuple[int, Matcher] | None:
    """Return whom a file with data speaks for; nothing if it is for something else."""
    folder = str(path.parent)
    own = str(path.parent / stem)
    is_top = folder in {".", root} and DATA_MARK in path.name
    if own in texts:
        return 1000, lambda name: str(PurePosixPath(name).with_suffix("")) == own
    if stem == path.parent.name or is_top:
        return len(path.parts), is_below(folder)
    return None


def read_scope(source: Source, name: str, matches: Matcher, key: str = "") -> Scope:
    """Read a file with data; `key` is what its whole content is the value of, if it is of one."""
    try:
        is_program = name.endswith(PROGRAMS)
        found = read_object(read_text(source, name)) if is_program else read_data(source, name)
    except (BadFrontMatter, SourceRefused):
        return Scope(matches, doubt=broken_doubt(name))
    if found is None:
        return Scope(matches, doubt=script_doubt(name))
    facts = {key: found} if key else found
    return scope_of(matches, facts if isinstance(facts, dict) else {}, name)


def read_object(text: str) -> Values | None:
    """Return the object of a program that has nothing else in it, and only plain values."""
    whole = OBJECT.fullmatch(COMMENT.sub("", text))
    place, parts = 0, []
    while whole and place < len(whole[1]):
        found = TOKEN.match(whole[1], place)
        if not found:
            return None
        place = found.end()
        word = found[0][1:-1] if found["text"] else found[0]
        parts.append(json.dumps(word) if found["text"] or found["key"] else word)
    try:
        plain = json.loads(re.sub(r",(\s*[}\]])", r"\1", "".join(parts)))
    except (ValueError, RecursionError):
        return None
    return lower_keys(as_words(plain))


def as_words(value: object) -> object:
    """Return a value with texts for what is true or false."""
    if isinstance(value, dict):
        return {key: as_words(one) for key, one in value.items()}
    return str(value).lower() if isinstance(value, bool) else value


def ignore_scopes(source: Source, names: Iterable[str]) -> Iterator[Scope]:
    """Yield what the lists of ignored files keep from being pages."""
    for name in (name for name in names if PurePosixPath(name).name in IGNORE_FILES):
        try:
            lines = [line.strip() for line in read_text(source, name).splitlines()]
        except SourceRefused:
            continue
        matches = ignored_by([line for line in lines if line and line[0] != "#"], name)
        yield Scope(matches, reason=f"{name} kept it from being a page.")


def ignored_by(lines: list[str], file: str) -> Matcher:
    """Make a test for the files that a list of patterns in git's manner leaves out.

    Args:
        lines: the patterns; the last that fits wins.
        file: the list, whose folder they begin at.
    """
    folder = posixpath.dirname(file)

    def is_ignored(name: str) -> bool:
        fits = [line for line in lines if fits_pattern(name, line.lstrip("!"), folder)]
        return bool(fits) and not fits[-1].startswith("!")

    return is_ignored


def fits_pattern(name: str, pattern: str, folder: str) -> bool:
    """Whether a path, or a folder above it, fits a pattern of git's."""
    if "/" in pattern.strip("/") or pattern.startswith("/"):
        return is_like(pattern, folder)(name)
    return any(is_like(pattern)(path.rpartition("/")[2]) for path in paths_above(name, folder))


def config_scopes(source: Source, names: list[str], root: str) -> Iterator[Scope]:
    """Yield what the site's own program may do, and where its texts are.

    Args:
        source: where they are.
        names: all files.
        root: the folder of the program.
    """
    for name in (name for name in names if name.removeprefix(f"{root}/") in CONFIGS):
        programs = read_programs(source, name, names)
        if hiding := next((file for file, text in programs.items() if may_hide(text)), ""):
            yield Scope(is_below(root), doubt=script_doubt(hiding))
        if outside := outside_of(programs[name] or "", names, root):
            yield Scope(outside, reason=OUTSIDE)


def outside_of(program: str, names: list[str], root: str) -> Matcher | None:
    """Return a test for the files outside of the folder that a program names, if there is one."""
    found = (posixpath.join(root, folder) for folder in INPUT.findall(program))
    tests = [is_below(posixpath.normpath(folder)) for folder in found]
    if not any(test(name) for test in tests for name in names):
        return None
    return lambda name: not any(test(name) for test in tests)


def may_hide(text: str | None) -> bool:
    """Whether a program could keep texts from being pages; one that is not there could."""
    return text is None or HIDING.search(DRAFTS_SNIPPET.sub("", COMMENT.sub("", text))) is not None


def read_programs(source: Source, name: str, names: list[str]) -> dict[str, str | None]:
    """Return a program and those of the site that it loads; None for one that is not there.

    Args:
        source: where they are.
        name: the first one.
        names: all files.
    """
    found: dict[str, str | None] = {}
    waiting = [name]
    while waiting and len(found) < MAX_PROGRAMS:
        found[waiting[0]] = text = read_program(source, waiting[0], names)
        folder = posixpath.dirname(waiting.pop(0))
        loaded = (posixpath.normpath(posixpath.join(folder, p)) for p in LOCAL.findall(text or ""))
        waiting += [one for one in loaded if one not in found and not one.endswith(".json")]
    return found


def read_program(source: Source, name: str, names: list[str]) -> str | None:
    """Return the text of a program, whose ending may be left out; None if it is not there."""
    ends = ("", *PROGRAMS, *(f"/index{end}" for end in PROGRAMS))
    file = next((name + end for end in ends if name + end in names), "")
    try:
        return read_text(source, file) if file else None
    except SourceRefused:
        return None
