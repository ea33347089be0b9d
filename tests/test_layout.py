"""The walls between the rooms stand where the design has them."""

import ast
import re
from functools import cache
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "questions"
DOORS = ("asking", "answering", "reading")
SOURCES = [path for path in APP.rglob("*.py") if "migrations" not in path.parts]


@cache
def imports(path):
    """Every module that a file imports."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


def door_of(path):
    first = path.relative_to(APP).parts[0].removesuffix(".py")
    return first if first in DOORS else None


def crossings():
    """Imports of a door from outside it."""
    for path in SOURCES:
        for name in imports(path):
            match = re.match(r"questions\.(asking|answering|reading)\b", name)
            if match and match[1] != door_of(path):
                yield path.relative_to(APP).as_posix(), name


def test_the_files_are_found():
    assert len(SOURCES) > 25


def test_a_door_is_entered_from_the_urls_the_admin_and_commands_alone():
    allowed = ("urls.py", "admin.py", "management/commands/")
    assert [one for one in crossings() if not one[0].startswith(allowed)] == []


def test_readers_code_never_touches_what_is_private():
    public = [APP / "reading", APP / "search", APP / "page_cache"]
    files = {place: [path for path in SOURCES if path.is_relative_to(place)] for place in public}
    assert all(files.values())
    guilty = [
        path
        for path in chain.from_iterable(files.values())
        if re.search(r"\b(Letter|Message|Revision)\b", code_of(path))
    ]
    assert guilty == []


def code_of(path):
    """A file without its docstrings, comments and texts."""
    tree = ast.parse(path.read_text())
    names = (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    attributes = (node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return " ".join([*names, *attributes])


def test_only_the_renderer_marks_anything_safe():
    guilty = [path.name for path in SOURCES if "mark_safe" in path.read_text()]
    assert guilty == ["rendering.py"]
    templates = list((ROOT / "templates").rglob("*.*"))
    assert len(templates) > 20
    # `striptags` leaves the quotes of a safe string raw: in an attribute they would end it.
    marks = re.compile(r"\|\s*(safe|striptags)|autoescape off")
    unsafe = [path.name for path in templates if marks.search(path.read_text())]
    assert unsafe == []


def test_no_page_has_inline_scripts_or_styles():
    bad = re.compile(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=\"", re.IGNORECASE)
    guilty = [
        path.name for path in (ROOT / "templates").rglob("*.html") if bad.search(path.read_text())
    ]
    assert guilty == []


def test_no_machine_and_no_index_is_named():
    names = re.compile(r"--(extra-)?index-url|--find-links|/(work|root)/")
    files = [*ROOT.glob("requirements*"), ROOT / "Makefile", *(ROOT / "tools").glob("*.py")]
    assert [path.name for path in files if names.search(path.read_text())] == []


PROJECT = [
    path
    for room in ("advice", "questions", "tools")
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts
]
# What Django, allauth, the standard library and granian ask for by these names; and the words of
# the field that are one word: a limit is hit, a version bumped, what is published is published.
GIVEN = {
    *("handle", "main", "ready", "clean", "filter", "index", "login", "authenticate", "page"),
    *("lookups", "queryset", "choices", "items", "lastmod", "location", "encrypt", "decrypt"),
    *("message", "escape", "readable", "readinto", "close", "hit", "bump", "published"),
    *("normalizeLinkText", "validate", "deconstruct", "emit", "format", "formatException"),
    *("formatMessage", "unsign"),
}
# What things were called before they got the field's standard terms.
PRIVATE_WORDS = {
    *("pair", "pairs", "a_pair", "lifecycle", "shelf", "edition", "tally", "likeness", "wish"),
    *("wishes", "rhythm", "tagplace", "stand_in", "stand_ins", "standing_in", "letterhead"),
    *("gathering", "guessing", "throttle", "triage", "ledgers", "pair_field", "letters_shown"),
    *("take_in", "take_back", "give_word", "set_up", "lend", "kept", "look_again", "deepest"),
}
# These are common words, which tests may use; in the source they stood for something else.
FORMER_NAMES = {
    *("began", "drafts", "dialogue", "plan", "leaving", "outside", "looks", "lists", "identity"),
    *("pages", "marks", "keep", "describe", "drop", "say", "read", "application", "encodings"),
    *("guard", "intake", "news", "hints", "past", "books", "desk", "resending", "line", "written"),
    *("correspondence", "drafting", "helping", "searching", "structured", "paging", "drawing"),
    *("composing", "recipients", "shape", "alike", "finding", "snippets", "signing_in", "passkeys"),
    *("refused", "logs", "changes", "cards", "prepared", "turn", "wait", "counted"),
}
EVERYTHING = [
    path
    for room in ("advice", "bench", "questions", "tests", "tools")
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts[:-1] or "tests" in path.parts
]


@cache
def functions_of(path):
    """Name and length of every function of a file that is not nested in another one."""
    body = ast.parse(path.read_text()).body
    inner = chain.from_iterable(node.body for node in body if isinstance(node, ast.ClassDef))
    found = (node for node in [*body, *inner] if isinstance(node, ast.FunctionDef))
    return [(node.name, node.end_lineno - node.lineno + 1) for node in found]


def test_a_function_is_called_verb_and_object():
    found = [(path, name) for path in PROJECT for name, _lines in functions_of(path)]
    assert len(found) > 900
    short = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, name in found
        if "_" not in name.strip("_") and name not in GIVEN
        if not name.startswith("__") and "actions" not in path.parts
    ]
    assert short == [], "Name it verb and object, such as find_featured: see CONTRIBUTING.md."


def names_of(path):
    """What a file calls things: itself, its folders, its classes and functions, nested ones too."""
    yield from (part.removesuffix(".py") for part in path.relative_to(ROOT).parts)
    yield from re.findall(r"^\s*(?:async +)?(?:def|class) +(\w+)", path.read_text(), re.MULTILINE)


def test_no_private_word_is_a_name():
    assert len(EVERYTHING) > 400
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in EVERYTHING
        for name in names_of(path)
        if name.lower() in PRIVATE_WORDS
        or (name.lower() in FORMER_NAMES and "tests" not in path.relative_to(ROOT).parts)
    }
    assert found == set()


def test_functions_stay_short():
    lengths = sorted(lines for path in PROJECT for _name, lines in functions_of(path))
    assert lengths[len(lengths) // 2] <= 7
    assert lengths[int(len(lengths) * 0.95)] <= 18
    assert lengths[-1] <= 40


def package_of(name):
    """The room of a module of ours: `questions.actions` of `questions.actions.letters`."""
    parts = name.split(".")
    return ".".join(parts[:2]) if parts[0] in {"questions", "advice"} and len(parts) > 1 else ""


def rooms_reached(source):
    """The rooms that a room's files import when they are loaded."""
    for path in PROJECT:
        own = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if package_of(own) == source:
            yield from (room for name in imports(path) if (room := package_of(name)) != source)


def test_rooms_have_no_circle():
    packages = {
        package_of(".".join(path.parent.relative_to(ROOT).parts))
        for path in PROJECT
        if len(path.relative_to(ROOT).parts) > 2
    } - {"", "questions.management", "questions.templatetags"}
    arrows = {room: set(rooms_reached(room)) & packages for room in packages}
    assert len(packages) > 12
    while leaves := [room for room, reached in arrows.items() if not reached]:
        arrows = {
            room: reached.difference(leaves)
            for room, reached in arrows.items()
            if room not in leaves
        }
    assert arrows == {}
