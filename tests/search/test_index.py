"""The verbs keep the index."""

from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from questions import actions, search
from questions.models import Question, RelatedQuestion, Spelling, Word
from questions.search import index
from tests.factories import change_text, draft_question, published_question, saved_tag

pytestmark = pytest.mark.django_db


def found(query):
    cache.clear()
    return [question.headline for question in search.find_questions(query).questions]


def everything():
    """All that the index says, whatever the engine."""
    column = "rowid" if connection.vendor == "sqlite" else "question_id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}, words FROM questions_searchentry ORDER BY 1")
        entries = cursor.fetchall()
    words = sorted(Word.objects.values_list("word", "stem", "headlines", "letters", "answers"))
    return entries, words, sorted(Spelling.objects.values_list("key", "word__word"))


def test_a_corrected_question_is_found_by_its_new_words_alone():
    question = published_question("The kettle", letter_text="He left it on.")
    change_text(question, headline="The teapot", answer="Buy another.")
    assert found("kettle") == []
    assert found("teapot") == found("buy another") == ["The teapot"]


def test_a_questions_new_tags_hold():
    question = published_question("The kettle", tags=[saved_tag("Trust")])
    change_text(question, tags=[saved_tag("Family").pk])
    assert found("tag:trust") == []
    assert found("tag:family") == ["The kettle"]


def test_a_draft_is_not_in_the_index():
    draft = draft_question("The kettle")
    change_text(draft, answer="Mend it.")
    assert everything() == ([], [], [])


def test_taking_a_question_down_leaves_nothing():
    question = published_question("The kettle")
    published_question("Another kettle")
    actions.questions.unpublish(question)
    assert len(everything()[0]) == 1
    actions.questions.unpublish(Question.objects.get(headline="Another kettle"))
    assert everything() == ([], [], [])
    assert not RelatedQuestion.objects.exists()


def test_publishing_twice_is_publishing_once():
    question = published_question("The kettle")
    before = everything()
    actions.questions.publish(question)
    actions.questions.unpublish(question)
    actions.questions.publish(question)
    assert everything() == before


def test_a_verb_that_fails_leaves_the_index_as_it_was():
    question = published_question("The kettle")
    before = everything()
    with pytest.raises(actions.questions.NotPublishable):
        change_text(question, headline="")
    assert everything() == before


def test_reindexing_makes_the_same_index_again(monkeypatch):
    monkeypatch.setattr(index, "BATCH", 2)
    for headline in ("Kettles", "Teapots", "Kettles and teapots", "Cups", "Saucers"):
        published_question(headline, tags=[saved_tag(headline)])
    draft_question("A draft")
    before = everything()
    for _ in range(2):
        out = StringIO()
        call_command("reindex", stdout=out)
        assert "5 questions" in out.getvalue()
        assert everything() == before


def test_an_empty_index_is_filled_and_a_full_one_left_alone():
    published_question("The kettle")
    index.clear_index()
    assert search.is_missing()
    call_command("reindex", "--if-empty", stdout=StringIO())
    assert found("kettle") == ["The kettle"]
    out = StringIO()
    call_command("reindex", "--if-empty", stdout=out)
    assert out.getvalue() == ""


def test_nothing_of_an_erased_text_remains_in_the_index():
    question = published_question("The xylophone")
    published_question("Another")
    actions.questions.unpublish(question)
    search.scrub_index()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM questions_searchentry_data")
            assert not [row for row in cursor.fetchall() if b"xylophon" in bytes(row[0])]
    assert not Word.objects.filter(word="xylophone").exists()
