"""What the documentation says is so."""

import ast
import re
from pathlib import Path

from django.apps import apps

from questions.models import Letter
from tests.test_web import EXPECTED

TESTS = Path(__file__).resolve().parent
DOCS = TESTS.parent / "docs"
REQUIREMENT = re.compile(r"\bV\d+\.\d+\.\d+\b")
NAMED_TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
PATH = re.compile(r"`((?:advice|bench|docs|questions|static|templates|tests|tools)/[\w./-]+)`")
LEVELS_ONE_AND_TWO = 253  # of ASVS 5.0.0
ADDED = re.compile(r'add_header ([\w-]+) "?(.+?)"? always;')


def test_nginx_guards_its_own_answers_as_the_column_does(rita):
    redirect, site = (DOCS / "nginx.conf").read_text().split("\nserver {")[1:]
    sent = rita.get("/", secure=True).headers
    for block in (redirect, site):
        added = dict(ADDED.findall(block))
        names = {*EXPECTED, "Permissions-Policy"}
        assert {name: added.get(name) for name in names} == {name: sent[name] for name in names}
        assert "default-src 'none'" in added["Content-Security-Policy"]
        assert "max-age=63072000" in added["Strict-Transport-Security"]


def names_in(file):
    """The functions of a file."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_that_security_names_is_there():
    named = NAMED_TEST.findall((DOCS / "security.md").read_text(encoding="utf-8"))
    assert len(named) > 100
    functions = {file: names_in(file) for file in {file for file, _name in named}}
    assert [f"{file}::{name}" for file, name in named if name not in functions[file]] == []


def test_security_has_every_requirement_once():
    rows = [
        line.split("|")[1]
        for line in (DOCS / "security.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| V")
    ]
    numbers = [number for row in rows for number in REQUIREMENT.findall(row)]
    keys = [tuple(map(int, number[1:].split("."))) for number in numbers]
    assert len(set(keys)) == len(keys) == LEVELS_ONE_AND_TWO


def test_every_path_in_the_documents_is_there():
    documents = [*DOCS.glob("*.md"), *TESTS.parent.glob("*.md")]
    named = {(file.name, path) for file in documents for path in PATH.findall(file.read_text())}
    assert len(named) > 50
    missing = [(name, path) for name, path in sorted(named) if not (DOCS.parent / path).exists()]
    assert missing == []


def test_the_glossary_has_every_noun_and_every_state():
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    models = list(apps.get_app_config("questions").get_models())
    states = [model.State for model in models if hasattr(model, "State")]
    assert len(models) > 30
    assert len(states) > 3
    assert [one.__name__ for one in models if f"`{one.__name__}`" not in glossary] == []
    words = {value.replace("-", " ") for state in [*states, Letter.Approval] for value in state}
    assert {word for word in words if f"\n| {word} |" not in glossary} == set()
