"""Which published questions match?"""

from datetime import timedelta

import pytest
from django.utils import timezone

from questions import actions, search
from questions.models import CacheVersion
from questions.search import find, vectors, word_search
from questions.search.query import parse_query
from tests.factories import draft_question, published_question, received_letter, saved_tag

pytestmark = pytest.mark.django_db


def found(*query, **options):
    return [question.headline for question in search.find_questions(*query, **options).questions]


def test_a_word_is_found_in_every_part_the_headline_first():
    published_question("One", letter_text="Nothing.", answer="Something about kettles.")
    published_question("Two", letter_text="Nothing.", answer="Something else.")
    published_question("The kettle", letter_text="Nothing.")
    assert found("kettles") == ["The kettle", "One"]


def test_a_word_of_a_letter_counts_more_than_one_of_an_answer():
    first = published_question("One", letter_text="Kettles.", answer="Nothing.")
    published_question("Two", letter_text="Nothing.", answer="Kettles.")
    for number in range(5):
        published_question(f"Others {number}")
    scores = word_search.find_words(parse_query("kettles"), None, CacheVersion.current_key()).scores
    assert scores.pop(first.pk) > 1.2 * next(iter(scores.values()))


def test_who_has_more_of_what_was_asked_comes_first():
    published_question("One", letter_text="He hides the teapot and the kettle.")
    published_question("Two", letter_text="He hides the kettle.")
    assert found("kettle teapot")[0] == "One"


def test_what_means_the_same_is_found_without_a_common_word():
    published_question("One", letter_text="My husband snores so loudly that nobody can sleep.")
    published_question("Two", letter_text="She bets all our savings on horses and hides it.")
    assert found("partner makes noise at night")[0] == "One"
    assert found("my wife has a gambling problem")[0] == "Two"


def test_a_phrase_must_stand_as_it_is():
    published_question("One", letter_text="It was not warm.")
    published_question("Two", letter_text="Warm it was not.")
    assert found('"not warm"') == ["One"]


def test_a_phrase_that_stands_nowhere_is_searched_by_its_words():
    published_question("One", letter_text="The kettle is by the teapot.")
    result = search.find_questions('"kettle teapot"')
    assert result.is_unquoted
    assert [question.headline for question in result.questions] == ["One"]
    assert not search.find_questions('"kettle is by"').is_unquoted


BANK = "The central bank sold bonds, shares fell, and inflation and unemployment were discussed."


def test_a_phrase_of_many_letters_finds_all_of_them_by_their_meaning(monkeypatch):
    monkeypatch.setattr(word_search, "MOST_RANKED", 1)
    published_question("Central bank", letter_text=f"{BANK} Rates rose as the kettle.")
    published_question("Tea", letter_text="As hot as the kettle, the tea was, in the teapot.")
    published_question("Three", letter_text="The kettle.")
    assert found('"as the kettle"') == ["Tea", "Central bank"]


def test_other_words_beside_a_phrase_are_no_condition():
    published_question("One", letter_text="The old kettle.")
    assert found('"old kettle" umbrella') == ["One"]


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
    assert found("tag:trust") == found("", "trust") == ["One"]
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


@pytest.mark.slow
def test_pages_follow_each_other_to_the_end():
    for number in range(23):
        published_question(f"Kettle {number}")
    pages = [search.find_questions("kettle", page=page) for page in (1, 2, 3)]
    assert [len(page.questions) for page in pages] == [10, 10, 3]
    assert [page.has_more for page in pages] == [True, True, False]
    assert {page.count for page in pages} == {23}
    assert len({question.pk for page in pages for question in page.questions}) == 23


def test_where_nothing_is_found_the_nearest_are_offered(monkeypatch):
    monkeypatch.setattr(find, "lowest_score", lambda: 0.6)
    published_question("Snoring", letter_text="My husband snores so loudly that nobody can sleep.")
    result = search.find_questions("partner makes noise at night")
    assert result.count == 0
    assert [question.headline for question in result.nearest] == ["Snoring"]


def test_nonsense_finds_and_offers_nothing():
    headline = "How can I sleep beside a man who snores?"
    published_question(headline, letter_text="My husband snores, and nobody can sleep.")
    for nonsense in ("qqzzxxqq", "quarterly earnings of the steel industry", "12345 67890"):
        result = search.find_questions(nonsense)
        assert (result.questions, result.nearest) == ([], [])


def test_words_add_to_the_likeness_and_less_where_few_are_known():
    assert find.join_scores({1: 5.0}, {1: 0.30, 2: 0.39}) == [1, 2]
    assert find.join_scores({1: 5.0}, {1: 0.30, 2: 0.41}) == [2, 1]
    assert find.join_scores({1: 5.0, 3: 2.0}, {1: 0.30, 2: 0.34, 3: 0.31}) == [1, 3, 2]
    assert find.join_scores({1: 5.0}, {1: 0.30, 2: 0.39}, coverage=0.5) == [2, 1]
    assert find.join_scores({1: 5.0, 2: 7.0}, {}) == [2, 1]
    assert find.join_scores({}, {}) == []


def test_what_has_the_words_is_scored_by_its_meaning_below_the_floor_too():
    sails = published_question("He sails", letter_text="My husband would rather be on his boat.")
    coming = draft_question("She paints", letter_text="My wife hides her pictures from me.")
    actions.questions.publish(coming, timezone.now() + timedelta(days=1))
    vector = search.encode_texts(["the price of copper"])[0]
    match = search.find_nearest(vector, 1, -1, among=[sails.pk])[0]
    assert search.find_nearest(vector, 1, find.lowest_score()) == []
    scores = vectors.score_questions(vector, [sails.pk, coming.pk, 10**6])
    assert scores == {sails.pk: pytest.approx(match.score)}


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


@pytest.mark.slow
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
    assert not [word for word in ("secretword", "kettl", "ketle") if word in caplog.text + kept]


def test_letters_are_counted_once_a_search(monkeypatch):
    asked, ask = [], word_search.count_held
    monkeypatch.setattr(word_search, "count_held", lambda file: asked.append(file) or ask(file))
    published_question("An old kettle")
    assert found("an old kettle") == ["An old kettle"]
    assert len(asked) == 1
