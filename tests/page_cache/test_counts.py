"""How often an answer is read in a day, counted by page and day alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from questions import actions, retention
from questions.models import Column, DailyCount
from questions.page_cache import counts
from tests.factories import published_question
from tests.page_cache.client import Process


@pytest.fixture(autouse=True)
def reads(monkeypatch):
    """A counter of this test's own."""
    from questions.page_cache import wsgi

    own = counts.ReadCounter()
    monkeypatch.setattr(counts, "READS", own)
    monkeypatch.setattr(wsgi, "READS", own)
    return own


def read_counts():
    return dict(DailyCount.objects.values_list("name", "count"))


def test_each_reading_counts_once_from_memory_or_not(db, reads):
    published_question("One"), published_question("Two")
    process = Process()
    for path in ("/questions/one/",) * 3 + ("/questions/two/", "/", "/questions/none/"):
        process.get(path)
    process.get("/questions/one/", method="HEAD")
    assert read_counts() == {}
    reads.flush_counts()
    assert read_counts() == {"/questions/one/": 3, "/questions/two/": 1}
    process.get("/questions/one/")
    reads.flush_counts()
    assert read_counts()["/questions/one/"] == 4
    assert set(DailyCount.objects.values_list("day", flat=True)) == {timezone.localdate()}


def test_what_was_erased_since_it_was_read_is_not_counted(db, reads):
    question = published_question("One")
    published_question("Two")
    process = Process()
    process.get("/questions/one/")
    reads.flush_counts()
    process.get("/questions/one/")
    process.get("/questions/two/")
    counts.count_empty_search()
    actions.erasure.erase(question.letters.get())
    assert read_counts() == {}
    reads.flush_counts()
    assert read_counts() == {"/questions/two/": 1, "search-found-nothing": 1}


def test_the_database_is_told_now_and_then(db, reads):
    published_question("One")
    process = Process()
    process.get("/questions/one/")
    assert read_counts() == {}
    reads._flush_at = 0
    process.get("/")
    assert read_counts() == {"/questions/one/": 1}


def test_nothing_about_the_reader_is_in_it(db, reads, rita):
    published_question("One")
    Process().get(
        "/questions/one/",
        query="utm_source=canary",
        user_agent="canary",
        cookie="a=canary",
        referer="https://canary.example/",
        x_forwarded_for="203.0.113.9",
    )
    rita.get("/search/?q=xyzzycanary")
    reads.flush_counts()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM questions_dailycount")
        rows = repr(cursor.fetchall())
    assert "canary" not in rows
    assert "203.0.113" not in rows
    assert set(read_counts()) == {"/questions/one/", DailyCount.EMPTY_SEARCH}


def test_searches_that_found_nothing_are_counted_and_no_others(db, reads, rita):
    published_question("The dishes", letter_text="The dishes are never washed.")
    for query in ("xyzzy", "plugh", "dishes", "", "   "):
        rita.get("/search/", {"q": query})
    rita.get("/search/", {"q": "xyzzy", "page": "2"})
    reads.flush_counts()
    assert read_counts() == {DailyCount.EMPTY_SEARCH: 2}


def test_it_can_be_switched_off(db, reads, rita):
    assert "We count how often" in rita.get("/privacy/").text
    Column.objects.update(counts_reads=False)
    Column.clear_cache()
    published_question("One")
    Process().get("/questions/one/")
    reads.flush_counts()
    assert read_counts() == {}
    assert "We count how often" not in rita.get("/privacy/").text


def test_the_desk_sees_what_was_read(john):
    published_question("One"), published_question("Two")
    day = timezone.localdate()
    DailyCount.add_counts({"/questions/one/": 5, DailyCount.EMPTY_SEARCH: 3})
    DailyCount.add_counts({"/questions/one/": 7, "/questions/two/": 40}, day - timedelta(days=10))
    DailyCount.add_counts({"/questions/one/": 900}, day - timedelta(days=40))
    page = " ".join(john.get("/admin/numbers/").text.split())
    assert "<td>5</td> <td>5</td> <td>12</td>" in page
    assert "<td>0</td> <td>0</td> <td>40</td>" in page
    assert page.index(">Two</a>") < page.index(">One</a>")
    Column.objects.update(counts_reads=False)
    Column.clear_cache()
    assert "Counting is switched off" in john.get("/admin/numbers/").text


def test_old_counts_go_with_the_round_of_retention(db):
    today = timezone.localdate()
    for days in (500, 399):
        DailyCount.add_counts({"/questions/one/": 1}, today - timedelta(days=days))
    DailyCount.add_counts({"/questions/one/": 1}, today + timedelta(days=200))  # by a wrong clock
    assert DailyCount.objects.count() == 3
    retention.run_round()
    assert DailyCount.objects.count() == 2
