"""A database of an older version: it is backed up before it is updated, and comes back sealed."""

import secrets

import pytest

pytestmark = pytest.mark.slow

BEFORE_SEALING = "0051_plain_words"
WRITE_DRAFT = """
from django.utils import timezone
from tests.migrations.schemas import migrate
Old = migrate([("questions", "%s")]).get_model("questions", "Question")
words = dict.fromkeys(("headline", "letter_text", "answer", "sign_off", "answer_html"), "%s")
Old.objects.create(state="draft", consented=True, changed_at=timezone.now(), **words)
"""
LOOK_FOR = """
from django.db import connection
cursor = connection.cursor()
for table in connection.introspection.table_names():
    cursor.execute(f'SELECT * FROM "{table}"')
    print(table, "%s" in str(cursor.fetchall()))
"""


@pytest.fixture
def canary():
    return f"q{secrets.token_hex(8)}q"


@pytest.fixture
def old(new_place, canary):
    """A column that is not updated yet, with a draft in the clear."""
    place = new_place("old", "shell", "--command", WRITE_DRAFT % (BEFORE_SEALING, canary))
    assert "questions_question True" in place.ask(LOOK_FOR % canary)
    return place


def test_a_database_that_is_not_updated_yet_is_backed_up_and_comes_back_sealed(
    old, new_place, canary
):
    said = old.manage("backup")
    assert "Older backups stay. The database is that of another version." in said
    file = next((old.folder / "backups").glob("column-*.zip"))
    other = new_place("other")
    assert "Restored as of" in other.manage("restore", str(file))
    shown = "print([r.question_text.answer for r in Revision.objects.all()])"
    assert canary in other.ask(shown)
    assert " True" not in other.ask(LOOK_FOR % canary)
    files = [path for path in other.folder.rglob("*") if path.is_file()]
    assert not [path.name for path in files if canary.encode() in path.read_bytes()]
    assert "Restored as of" in old.manage("restore", str(file), "--replace")
    assert " True" not in old.ask(LOOK_FOR % canary)
