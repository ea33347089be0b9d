"""A tag is made where the others are ticked, with a script or without one."""

import pytest

from questions import actions
from questions.actions.imported_text import find_or_create_tag
from questions.models import FormerTagSlug, ImportRun, Tag
from tests.answering.answers.test_page import DESK, save
from tests.factories import draft_question, saved_tag, text_of

NEW = f"{DESK}new-tag/"


def names_of(question):
    return sorted(Tag.objects.filter(pk__in=text_of(question).tags).values_list("name", flat=True))


def test_without_a_script_it_is_made_by_saving(john):
    question, trust = draft_question(), saved_tag("Trust")
    save(john, question, tags=[trust.pk], new_tags="Slow mornings,  trust , Tea")
    assert names_of(question) == ["Slow mornings", "Tea", "Trust"]
    assert Tag.objects.get(name="Slow mornings").slug == "slow-mornings"


def test_the_script_is_told_which_tag_it_is(john):
    first = john.post(NEW, {"name": "Slow mornings"}).json()
    assert first == {"pk": Tag.objects.get().pk, "name": "Slow mornings"}
    assert john.post(NEW, {"name": "slow  MORNINGS"}).json() == first
    assert "Enter a name" in john.post(NEW, {"name": " "}).text


def test_a_name_that_is_too_long_is_said_beside_the_field(john):
    response = save(john, draft_question(), new_tags="x" * 61)
    assert "at most 60 characters" in response.text
    assert not Tag.objects.exists()


def test_nothing_is_made_by_saving_automatically(john):
    question = draft_question()
    form = {"base_revision": question.revision, "headline": "One", "new_tags": "Half typ"}
    assert john.post(f"{DESK}{question.pk}/autosave/", form).status_code == 200
    assert not Tag.objects.exists()


def test_whoever_may_not_add_tags_adds_none(ida):
    assert ida.post(NEW, {"name": "Tea"}).status_code == 403


@pytest.mark.parametrize(
    ("name", "slug"), [("Łódź", "lodz"), ("爱", "tag"), ("x" * 60, "x" * 50), ("Tea", "tea-2")]
)
def test_its_address_is_its_own(db, name, slug):
    FormerTagSlug.objects.create(slug="tea", tag=saved_tag("Coffee"))
    assert actions.tags.create_tag(name).slug == slug


def test_another_spelling_is_no_other_tag(db):
    tag = actions.tags.create_tag("Été – Mother’s day")
    assert actions.tags.create_tag("ÉTÉ – mother's Day") == tag
    session = actions.imports.open_session(ImportRun.objects.create(system="x"))
    assert find_or_create_tag(session, "e\u0301te\u0301 – MOTHERʼS day") == tag
