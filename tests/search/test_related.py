"""Which letters stand beside another one, and which are never proposed."""

import pytest

from questions import search
from questions.models import Question, RelatedQuestion
from questions.search import related
from questions.search.vectors import get_matrix
from tests.factories import change_text, published_question

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not search.has_vectors(), reason="no sentence vectors here"),
]

SUPPER = "She answers messages from work while we are eating together, and I eat alone beside her."
KINDS_OF_SUPPER = [
    "My husband reads the news at dinner and doesn't hear me.",
    "At supper my wife is on her phone and I talk to my plate.",
    "He plays games on his telephone while we eat.",
    "We eat in silence because she is always writing emails at the table.",
    "My girlfriend films our dinners instead of eating with me.",
]


def beside(question):
    rows = RelatedQuestion.objects.filter(question=question).order_by("place")
    return [row.other.headline for row in rows]


def test_letters_about_the_same_stand_beside_each_other():
    one = published_question("Supper", letter_text=SUPPER)
    two = published_question("News", letter_text=f"{SUPPER} {KINDS_OF_SUPPER[0]}")
    published_question("Tax", letter_text="Interest rates of the central bank rose by a half.")
    assert beside(one) == ["News"]
    assert beside(two) == ["Supper"]


def test_no_letter_stands_beside_more_than_its_share(monkeypatch):
    monkeypatch.setattr(related, "KEPT", 2)  # the least that anyone may stand beside
    published_question("Supper", letter_text=SUPPER)
    for text in KINDS_OF_SUPPER:
        published_question(text, letter_text=f"{SUPPER} {text}")
    often = [RelatedQuestion.objects.filter(other=one).count() for one in Question.objects.all()]
    assert max(often) == 2
    search.rebuild_index()
    often = [RelatedQuestion.objects.filter(other=one).count() for one in Question.objects.all()]
    assert max(often) == 2


def test_danger_is_proposed_beside_its_like_alone():
    plain = published_question("Plain", letter_text=SUPPER)
    grief = published_question("Grief", letter_text=SUPPER, content_notes=("grief",))
    hurt = published_question("Hurt", letter_text=SUPPER, content_notes=("grief", "violence"))
    hit = published_question("Hit", letter_text=SUPPER, content_notes=("violence",))
    assert beside(plain) == []
    assert beside(grief) == ["Plain"]  # Hurt is about danger, and that is more than they share
    assert set(beside(hurt)) == {"Plain", "Grief", "Hit"}
    assert set(beside(hit)) == {"Plain", "Hurt"}


def test_a_note_that_is_added_later_takes_a_letter_away_from_others():
    plain = published_question("Plain", letter_text=SUPPER)
    other = published_question("Other", letter_text=SUPPER)
    assert beside(plain) == ["Other"]
    change_text(other, content_notes=("self-harm",))
    assert beside(plain) == []
    assert beside(other) == ["Plain"]


def test_a_letter_that_another_node_has_just_published_keeps_its_place(monkeypatch):
    plain = published_question("Plain", letter_text=SUPPER)
    known = published_question("Known", letter_text=SUPPER)
    save_chosen = related.save_chosen

    def save_beside_another_node(*found):
        save_chosen(*found)
        get_matrix().remove_rows([known.pk])  # as if it had come after this process compared

    monkeypatch.setattr(related, "save_chosen", save_beside_another_node)
    published_question("New", letter_text=SUPPER)
    assert beside(plain) == ["Known", "New"]


def test_a_letter_being_written_is_met_with_danger_only_if_it_speaks_of_it():
    published_question("Plain", letter_text=SUPPER)
    published_question("Hit", letter_text=SUPPER, content_notes=("violence",))
    assert [one.headline for one in search.find_similar(SUPPER)] == ["Plain"]
    found = search.find_similar(SUPPER, kinds=["violence"])
    assert {one.headline for one in found} == {"Plain", "Hit"}
    assert [one.headline for one in search.find_similar(SUPPER, kinds=["self-harm"])] == ["Plain"]
