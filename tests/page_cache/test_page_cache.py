"""Published pages are answered from memory, and never a second too long."""

from datetime import timedelta
from time import monotonic

import pytest
from django.db import DatabaseError
from django.utils import timezone

from questions import actions
from questions.models import CacheVersion, Column, Question
from questions.page_cache.store import MAX_UNCHECKED_SECONDS
from tests.factories import change_text, draft_question, published_question, saved_tag
from tests.page_cache.client import Process
from tests.test_web import assert_guarded


@pytest.fixture
def process(db):
    return Process()


ADDRESSES = ["/", "/questions/one/", "/tags/trust/", "/tags/", "/archive/", "/feed/", "/feed.json"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_second_reader_costs_no_query(process, django_assert_num_queries, address):
    published_question("One", tags=[saved_tag("Trust")])
    first = process.get(address, accept_encoding="br")
    with django_assert_num_queries(0):
        second = process.get(address, accept_encoding="br")
    assert second == first
    assert second.status == 200
    assert "One" in second.text or "Trust" in second.text or address == "/archive/"
    assert_guarded(second.headers)


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_gets_a_cookie(process, address):
    published_question("One", tags=[saved_tag("Trust")])
    headers = process.get(address).headers
    assert "Set-Cookie" not in headers
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Cache-Control"] == "public, max-age=0, s-maxage=1, must-revalidate"


def changing_verbs():
    """Every verb that changes what readers see, and where it shows."""
    tag = saved_tag("Family")
    question = published_question("One", tags=[saved_tag("Trust"), tag])
    column = Column.objects.get_or_create(pk=1)[0]
    draft = draft_question("Two")

    def correct_headline():
        change_text(question, headline="Changed")

    def describe_tag():
        tag.description = "Changed"
        actions.tags.update_tag(tag)

    def rename_column():
        column.name = "Changed"
        actions.column.update_column(column)

    return {
        "correct": ("/questions/one/", correct_headline),
        "publish": ("/", lambda: actions.questions.publish(draft)),
        "unpublish": ("/questions/one/", lambda: actions.questions.unpublish(question)),
        "update_tag": ("/tags/family/", describe_tag),
        "delete_tag": ("/tags/family/", lambda: actions.tags.delete_tag(tag)),
        "update_column": ("/about/", rename_column),
    }


@pytest.mark.parametrize(
    "verb", ["correct", "publish", "unpublish", "update_tag", "delete_tag", "update_column"]
)
def test_every_process_shows_every_change(process, verb):
    address, change = changing_verbs()[verb]
    other = Process()
    before = process.get(address), other.get(address)
    change()
    for one, old in zip((process, other), before, strict=True):
        one.when_it_checks_again()
        new = one.get(address)
        assert (new.status, new.body) != (old.status, old.body)


def test_a_draft_that_changes_leaves_the_pages_alone(db):
    draft = draft_question("Two")
    before = CacheVersion.current_key()
    change_text(draft, headline="Three")
    assert CacheVersion.current_key() == before


def test_a_new_version_takes_one_statement(db, django_assert_num_queries):
    before = CacheVersion.current_key()
    with django_assert_num_queries(1):
        CacheVersion.bump()
    assert CacheVersion.current_key() != before
    CacheVersion.objects.all().delete()
    CacheVersion.bump()  # a column that lost its row gets it again
    assert CacheVersion.objects.get().pk == CacheVersion.ONLY


def test_a_change_that_is_taken_back_turns_nothing(db):
    from django.db import transaction

    question = published_question("One")
    before = CacheVersion.current_key()
    with transaction.atomic():
        actions.questions.unpublish(question)
        transaction.set_rollback(True)
    question.refresh_from_db()
    assert CacheVersion.current_key() == before


def test_a_scheduled_question_begins_an_version_by_itself(process):
    question = published_question("To come", at=timezone.now() + timedelta(hours=1))
    assert "To come" not in process.get("/").text
    Question.objects.filter(pk=question.pk).update(publish_at=timezone.now())
    process.when_it_checks_again()
    assert "To come" in process.get("/").text


def test_a_question_whose_time_is_over_goes_by_itself(process):
    question = draft_question("One")
    actions.questions.publish(question, until=timezone.now() + timedelta(hours=1))
    assert process.get("/questions/one/").status == 200
    Question.objects.filter(pk=question.pk).update(unpublish_at=timezone.now())
    process.when_it_checks_again()
    assert process.get("/questions/one/").status == 404


def test_a_question_that_its_writer_takes_back_goes_at_once(process):
    question = published_question("One")
    assert "One" in process.get("/").text
    assert process.get("/questions/one/").status == 200
    actions.erasure.withdraw(question.letters.get())
    process.when_it_checks_again()
    assert "One" not in process.get("/").text
    assert process.get("/questions/one/").status == 410


def test_a_process_that_was_idle_looks_before_it_serves(process):
    question = published_question("One")
    process.get("/questions/one/")
    actions.questions.unpublish(question)
    process.cache.store._check_at = process.cache.store._checked_at = 0
    assert process.get("/questions/one/").status == 404


def test_a_page_rendered_before_a_change_is_not_kept_after_it(process):
    published_question("One")
    process.get("/")
    store = process.cache.store
    answer = store.get_response(("/", "identity"))
    store.store_response(("/late/", "identity"), answer, "another version")
    assert store.get_response(("/late/", "identity")) is None


@pytest.mark.parametrize("fault", [DatabaseError, TimeoutError])
def test_reading_goes_on_without_a_database_for_a_minute(process, monkeypatch, fault):
    published_question("One")
    process.get("/")
    store = process.cache.store

    def fall():
        raise fault

    monkeypatch.setattr(CacheVersion, "current_key", fall)
    process.when_it_checks_again()
    assert process.get("/").status == 200
    kept = dict(store._responses)
    assert kept
    store._checked_at -= MAX_UNCHECKED_SECONDS
    assert store.get_response(("/", "identity")) is None
    for key, response in kept.items():  # made while no version is known: nothing would end it
        store.store_response(key, response, store.version)
    assert store._responses == {}


def test_whoever_finds_the_database_away_keeps_nobody_waiting(process, monkeypatch):
    process.get("/")
    store = process.cache.store
    store._is_away, store._checked_at, store._check_at = True, monotonic() - 5, 0
    with store._checking:  # another thread is asking
        assert process.get("/").status == 200


def test_the_desk_and_the_form_are_never_held(process, django_assert_num_queries):
    for address in ("/ask/", "/admin/", "/admin/login/", "/nothing/"):
        process.get(address)
    assert process.cache.store._responses == {}


@pytest.mark.slow
def test_memory_has_a_bound(process):
    process.cache.store.most_bytes = 80_000  # some pages
    for number in range(12):
        published_question(f"Letter {number}")
    for number in range(12):
        process.get(f"/questions/letter-{number}/")
    held = process.cache.store._responses
    assert 0 < len(held) < 12
    assert ("/questions/letter-11/", "identity") in held
    assert process.cache.store._bytes <= process.cache.store.most_bytes
