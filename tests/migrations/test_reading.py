"""Collections, pull quotes and readers' letters come to a column that has letters already."""

import importlib

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from questions.models import Column, Letter, Question
from tests.factories import draft_question, published_question
from tests.migrations.schemas import migrate, migrate_to_newest

pytestmark = pytest.mark.slow

collections = importlib.import_module("questions.migrations.0160_collections")
BEFORE = [("questions", "0121_remove_old_search")]
AFTER = [("questions", "0165_about_the_column")]


@pytest.mark.django_db(transaction=True)
def test_what_is_there_stays_as_it_was():
    Column.objects.get_or_create(pk=Column.ONLY)
    public, draft = published_question("One", answer="Say it."), draft_question("Two")
    try:
        migrate(BEFORE)
        migrate(AFTER)
    finally:
        migrate_to_newest()
    one = Question.objects.get(pk=public.pk)
    assert (one.headline, one.answer, one.pull_quote) == ("One", "Say it.", "")
    assert not one.takes_reader_letters
    letters = Letter.objects.values_list("kind", "about", "edited", "reader_letter")
    assert set(letters) == {("letter", None, None, None)}
    column = Column.objects.get()
    assert (column.readers_write, column.start_here, column.training) == (False, None, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=draft.pk).update(pull_quote="In the clear")


def test_who_may_write_answers_may_write_collections(db):
    for name in ("Columnist", "Editor", "Intake"):
        Group.objects.get_or_create(name=name)
    collections.let_them(apps, None)
    for name, may_delete in (("Columnist", True), ("Editor", False), ("Intake", None)):
        codes = Group.objects.get(name=name).permissions.values_list("codename", flat=True)
        assert ("change_collection" in codes) == (may_delete is not None)
        assert ("delete_collection" in codes) == bool(may_delete)
