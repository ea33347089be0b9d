"""Which published questions match?"""

from datetime import timedelta

import pytest
from django.utils import timezone

from questions import actions, search
from questions.search import ranking
from tests.factories import draft_question, published_question, received_letter, saved_tag

pytestmark = pytest.mark.django_db


def found(*query, **options):
    return [question.headline for question in search.find_questions(*query, **options).questions]


def test_a_word_is_found_in_every_part_the_headline_first():
    published_question("One", answer="Something about kettles.")
    published_question("Two", letter_text="He has a kettle.")
    published_question("The kettle")
    assert found("kettles") == ["The kettle", "Two", "One"]


def test_who_has_more_of_what_was_asked_comes_first():
    published_question("One", letter_text="He hides the teapot and the kettle.")
    published_question("Two", letter_text="He hides the kettle.")
    assert found("kettle teapot") == ["One", "Two"]


def test_what_means_the_same_is_found_behind_the_word_itself():
    published_question("One", letter_text="My husband snores.")
    published_question("Two", letter_text="My boyfriend snores.")
    assert found("husband snoring") == ["One", "Two"]
    assert found("boyfriend snoring") == ["Two", "One"]


def test_a_phrase_must_stand_as_it_is():
    published_question("One", letter_text="It was not warm.")
    published_question("Two", letter_text="Warm it was not.")
    assert found('"not warm"') == ["One"]
    assert found('"not cold"') == []


def test_a_minus_leaves_out():
    published_question("One", letter_text="The phone at dinner.")
    published_question("Two", letter_text="The phone in bed.")
    assert found("phone -dinner") == ["Two"]
    assert found('phone -"in bed"') == ["One"]
    assert found("-dinner") == []


def test_a_tag_holds_in_any_case():
    tag = saved_tag("Trust")
    published_question("One", letter_text="The phone.", tags=[tag])
    published_question("Two", letter_text="The phone.")
    assert found("phone", "trust") == found("phone tag:trust") == ["One"]
    assert found("tag:trust") == ["One"]
    assert found("phone -tag:trust") == ["Two"]


def test_a_tags_former_address_still_holds():
    tag = saved_tag("Trust")
    published_question("One", tags=[tag])
    tag.slug = "faith"
    actions.tags.update_tag(tag)
    assert found("tag:trust") == found("tag:faith") == ["One"]


def test_an_unknown_tag_is_named_and_everything_searched():
    published_question("One", letter_text="The phone.")
    result = search.find_questions("phone", "nothing")
    assert [question.headline for question in result.questions] == ["One"]
    assert result.unknown_tags == ["nothing"]


def test_only_what_is_public_is_found():
    received_letter("A kettle in a letter.")
    draft_question("A kettle in a draft")
    coming = draft_question("A kettle to come")
    actions.questions.publish(coming, timezone.now() + timedelta(days=1))
    down = published_question("A kettle that went")
    actions.questions.unpublish(down)
    assert found("kettle") == []
    assert search.find_questions("ketle").meant == {}
    published_question("A kettle")
    assert found("kettle") == ["A kettle"]


def test_a_word_that_only_a_scheduled_question_has_is_not_named():
    coming = draft_question("Boilers")
    actions.questions.publish(coming, timezone.now() + timedelta(days=1))
    assert search.find_questions("boilerz").meant == {}


def test_a_schedules_moment_needs_no_job():
    question = draft_question("The kettle")
    actions.questions.publish(question, timezone.now() + timedelta(days=1))
    type(question).objects.update(publish_at=timezone.now() - timedelta(seconds=1))
    assert found("kettle") == ["The kettle"]


def test_pages_follow_each_other_to_the_end():
    for number in range(23):
        published_question(f"Kettle {number}")
    pages = [search.find_questions("kettle", page=page) for page in (1, 2, 3)]
    assert [len(page.questions) for page in pages] == [10, 10, 3]
    assert [page.has_more for page in pages] == [True, True, False]
    assert len({question.pk for page in pages for question in page.questions}) == 23


def test_only_the_newest_are_ranked_and_it_is_said(monkeypatch):
    monkeypatch.setattr(ranking, "NEWEST", 3)
    monkeypatch.setattr(ranking, "LEAST", 3)
    for number in range(8):
        published_question(f"Kettle {number}")
    result = search.find_questions("kettle")
    assert result.is_bounded
    assert [question.headline for question in result.questions] == [
        "Kettle 7",
        "Kettle 6",
        "Kettle 5",
    ]


def test_a_word_that_only_old_questions_have_is_found_beyond_the_first_window(monkeypatch):
    monkeypatch.setattr(ranking, "NEWEST", 2)
    monkeypatch.setattr(ranking, "LEAST", 2)
    for number in range(6):
        published_question(f"Kettle {number}")
    for number in range(40):
        published_question(f"Teapot {number}")
    assert found("kettle") == ["Kettle 5", "Kettle 4"]


def test_common_words_in_a_row_are_compared_in_the_newest_questions_alone(db):
    counts = {"the": dict.fromkeys("hla", 500_000), "rare": dict.fromkeys("hla", 100)}
    floor = ranking.Search([], ranking.Conditions(), counts, newest=1_000_000).oldest_compared
    common, rare, single = ("lthe", "lthe"), ("lrare", "lthe"), ("lthe",)
    assert floor(((common,),)) == 1_000_001 - 2 * ranking.MOST_COMPARED
    assert floor(((rare,),)) == floor(((single,),)) == 0
    tag = saved_tag("Tea")
    published_question(tags=[tag])
    assert floor(((common,), ((f"t{tag.pk}",),))) == 0


def test_a_floor_is_said(monkeypatch):
    published_question("Kettle first")
    assert not search.find_questions('"kettle first"').is_bounded
    monkeypatch.setattr(ranking.Search, "oldest_compared", lambda self, wanted: 1)
    result = search.find_questions('"kettle first"')
    assert result.is_bounded
    assert [question.headline for question in result.questions] == ["Kettle first"]


HOSTILE = [
    "",
    "\0",
    "\0\0kettle\0",
    '"',
    "AND OR NOT NEAR",
    'NEAR("a" "b")',
    "kettle*",
    "headline:kettle",
    "^kettle",
    "{kettle} : x",
    "'kettle' & !(x) | y <-> z:*",
    "'; DROP TABLE questions_question; --",
    "%s %d %%",
    "\\",
    "x" * 10_000,
    "kettle " * 2_000,
    '"' + "a " * 500,
    "- " * 3000,
    " ".join(f"tag:t{number}" for number in range(400)),
    " ".join(f"-w{number}" for number in range(300)),
    " ".join(f'"{number} b"' for number in range(150)),
    "😀 \u202e \ufffd ﬁ ß \u0301",
    "\ud800",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_never_an_error_whatever_is_typed(text):
    published_question("The kettle")
    search.find_questions(text)
    search.find_questions(text, text, page=99)
    search.find_similar(text)


def test_no_word_is_kept_or_logged(caplog):
    from django.core.cache import cache

    published_question("The kettle")
    for page in (1, 2):
        search.find_questions("my secretword kettle ketle", page=page)
    search.find_similar("my secretword kettle")
    kept = repr(cache._cache)
    assert len(cache._cache) == 1
    assert not [word for word in ("secretword", "kettl", "ketle") if word in caplog.text + kept]
