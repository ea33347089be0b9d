"""Two nodes on one database, each with a file of its own, and what becomes of them."""

from contextlib import contextmanager

import pytest

from questions import actions, search
from questions.models import CacheVersion, Column, Question
from questions.search import keeper
from questions.search.word_search import get_word_index
from tests.factories import published_question

pytestmark = pytest.mark.django_db


@contextmanager
def node(settings, name):
    """What happens inside happens on the node of this name."""
    before = settings.SEARCH_FILE
    settings.SEARCH_FILE = before.with_name(f"search-{name}.sqlite3")
    yield settings.SEARCH_FILE
    settings.SEARCH_FILE = before


def headlines(query):
    return [question.headline for question in search.find_questions(query).questions]


def test_what_one_node_publishes_both_find(settings):
    with node(settings, "a") as first:
        published_question("The xylophone")
        assert headlines("xylophone") == ["The xylophone"]
    with node(settings, "b") as second:
        assert headlines("xylophone") == ["The xylophone"]
    assert first.exists()
    assert second.exists()


def test_what_one_node_erases_leaves_the_file_of_the_other(settings):
    question = published_question("The xylophone")
    published_question("The kettle")
    paths = []
    for name in ("a", "b"):
        with node(settings, name) as path:
            search.catch_up()
            assert b"xylophon" in path.read_bytes()
            paths.append(path)
    with node(settings, "a"):
        actions.erasure.erase(question.letters.get())
        search.catch_up()
    with node(settings, "b"):
        search.catch_up()
    assert [b"xyloph" in path.read_bytes() for path in paths] == [False, False]


def test_erasing_scrubs_this_nodes_file_at_once(transactional_db):
    Column.objects.get_or_create(pk=Column.ONLY)
    question = published_question("The xylophone")
    published_question("The kettle")
    search.catch_up()
    path = get_word_index().path
    assert b"xylophon" in path.read_bytes()
    actions.erasure.erase(question.letters.get())
    assert b"xyloph" not in path.read_bytes()


def test_after_a_restore_the_file_is_what_the_database_says():
    published_question("The kettle")
    search.catch_up()
    other = published_question("The teapot")
    Question.objects.filter(headline="The kettle").delete()  # as if another database were there
    CacheVersion.bump()
    search.catch_up()
    with get_word_index().open_state() as database:
        assert database.execute("SELECT number FROM held").fetchall() == [(other.pk,)]


def test_the_keeper_works_as_long_as_its_parent_lives(monkeypatch):
    published_question("The kettle")
    parents = iter([7, 1])
    monkeypatch.setattr(keeper.os, "getppid", lambda: next(parents))
    monkeypatch.setattr(keeper, "PAUSE", 0)
    monkeypatch.setattr(keeper, "close_old_connections", lambda: None)
    search.keep_in_line(7)
    assert get_word_index().count_letters() == 1


def test_a_fault_is_logged_once_and_does_not_end_the_keeper(monkeypatch, caplog):
    def fail():
        raise OSError("no room for The kettle")

    parents = iter([7, 7, 7, 1])
    monkeypatch.setattr(keeper.os, "getppid", lambda: next(parents))
    monkeypatch.setattr(keeper, "PAUSE", 0)
    monkeypatch.setattr(keeper, "close_old_connections", lambda: None)
    monkeypatch.setattr(keeper, "catch_up", fail)
    search.keep_in_line(7)
    assert caplog.text.count("could not be brought in line") == 1
    assert "kettle" not in caplog.text
