"""What is shown of questions that were found, by queries that are put together once."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from questions import search, sentence_vectors
from questions.models import Question, Tag
from questions.search import highlights, results
from tests.factories import published_question


@pytest.mark.django_db
def test_results_come_in_order_with_tags_and_what_follows():
    tags = [Tag.objects.create(name=name, slug=name) for name in ("zeal", "anger")]
    first, second = published_question(), published_question()
    first.tags.set(tags)
    published_question(headline="What came then?", update_of=first)
    found = results.read_results([second.pk, 987_654, first.pk])
    assert [one.pk for one in found] == [second.pk, first.pk]
    assert [[tag.slug for tag in one.tag_list] for one in found] == [[], ["anger", "zeal"]]
    assert [one.later_headline for one in found] == [None, "What came then?"]


@pytest.mark.django_db
def test_each_reading_asks_for_its_own_moment():
    question = published_question()
    assert results.read_links([question.pk])
    Question.objects.filter(pk=question.pk).update(unpublish_at=timezone.now())
    assert not results.read_links([question.pk])
    later = timezone.now() + timedelta(hours=1)
    Question.objects.filter(pk=question.pk).update(publish_at=later, unpublish_at=None)
    assert not results.read_links([question.pk])


@pytest.mark.django_db
def test_queries_are_put_together_once(monkeypatch):
    question = published_question()
    results.read_results([question.pk])
    monkeypatch.setattr(results.Question.objects, "published", None)
    assert results.read_results([question.pk]) == [question]


@pytest.mark.django_db
def test_no_rows_are_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert results.read_results([]) == results.read_notes([]) == []


def test_the_stemmer_is_asked_once_for_all_letters(monkeypatch):
    asked, ask = [], highlights.stem_words
    monkeypatch.setattr(highlights, "stem_words", lambda words: asked.append(words) or ask(words))
    found = [Question(pk=pk, headline="Kettles", letter_text=f"{pk} kettles") for pk in range(1, 9)]
    highlighter = search.Highlighter(frozenset(["kettl"]))
    snippets = highlighter.highlight_snippets(found)
    assert snippets == [f"{one.pk} <mark>kettles</mark>" for one in found]
    assert len(asked) == 2  # letters, then those answers that stand in for them: none


def test_rows_are_compared_as_whole_numbers():
    rows = np.arange(1200 * 512).reshape(1200, 512).astype(np.int8)
    vectors = np.linspace(-1, 1, 3 * 512, dtype=np.float32).reshape(3, 512)
    found = sentence_vectors.compare_rows(rows, vectors)
    assert np.allclose(found, vectors @ rows.astype(np.float32).T, atol=1e-2)
    assert sentence_vectors.compare_rows(rows, vectors[:0]).shape == (0, 1200)


@pytest.mark.django_db
def test_what_a_box_offers_is_worked_out_once_a_version(django_assert_num_queries):
    published_question(headline="Is <this> bold?")
    version = "some version"
    offered = search.list_offered(version)
    assert offered.suggestions == '<option value="Is &lt;this&gt; bold?"></option>'
    with django_assert_num_queries(0):
        assert search.list_offered(version) is offered
