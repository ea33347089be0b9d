"""The file with the words: it cannot drift, cannot leak, and comes back by itself."""

import multiprocessing
import signal
import sqlite3
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.utils import timezone

from questions import actions, search
from questions.models import CacheVersion, Question, QuestionVector, RelatedQuestion
from questions.search import rebuild, word_file, word_search
from questions.search.word_index import Unusable, WordIndex
from questions.search.word_search import get_word_index
from tests.factories import change_text, draft_question, published_question, saved_tag
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db


def found(query):
    return [question.headline for question in search.find_questions(query).questions]


def held():
    """The numbers of the letters in the file, when it is in line."""
    index = get_word_index()
    while not index.bring_in_line(CacheVersion.current_key()):
        pass
    with index.open_state() as database:
        return [number for (number,) in database.execute("SELECT number FROM held")]


def words_in_file(word):
    """Whether a word stands in the file's bytes, or in what lies beside it."""
    folder = get_word_index().path.parent
    files = [path for path in folder.iterdir() if path.name.startswith("search")]
    return any(word.encode() in path.read_bytes() for path in files)


def test_what_is_published_is_in_the_file_and_nothing_else():
    question = published_question("The kettle")
    draft_question("A draft")
    coming = draft_question("To come")
    actions.questions.publish(coming, timezone.now() + timedelta(days=1))
    assert held() == [question.pk]
    Question.objects.filter(pk=coming.pk).update(publish_at=timezone.now())
    assert held() == [question.pk, coming.pk]


def test_a_changed_question_is_found_by_its_new_words_alone():
    question = published_question("The kettle", letter_text="He left it on.")
    change_text(question, headline="The teapot", answer="Buy another one.")
    assert found('"the teapot"') == found('"buy another"') == ["The teapot"]
    assert search.find_questions('"the kettle"').is_unquoted


def test_a_questions_new_tags_hold():
    question = published_question("The kettle", tags=[saved_tag("Trust")])
    change_text(question, tags=[saved_tag("Family").pk])
    assert search.find_questions("tag:trust").unknown_tags == ["trust"]
    assert found("tag:family") == ["The kettle"]


@pytest.mark.slow
def test_every_byte_of_what_was_taken_down_leaves_the_file():
    question = published_question("Xylophones", letter_text="Qwandle.", answer="Zibbered.")
    for number in range(30):
        published_question(f"Kettle {number}")
    assert len(held()) == 31
    assert words_in_file("xylophon")
    actions.erasure.erase(question.letters.get())
    search.scrub_index()  # as the verb does by itself outside of a transaction
    for word in ("xyloph", "lophon", "qwand", "ibber"):
        assert not words_in_file(word), word
    assert len(held()) == 30


def test_an_older_sqlite_forgets_too(monkeypatch):
    monkeypatch.setattr(word_file, "CAN_DELETE_SECURELY", False)
    question = published_question("Xylophones")
    published_question("Kettle")
    assert len(held()) == 2
    actions.questions.unpublish(question)
    search.scrub_index()
    assert not words_in_file("xyloph")


def test_a_file_that_was_deleted_comes_back():
    published_question("The kettle")
    assert found("kettle") == ["The kettle"]
    get_word_index().path.unlink()
    assert found("kettle") == ["The kettle"]
    assert len(held()) == 1


@pytest.mark.slow
def test_a_file_that_was_cut_off_at_any_byte_comes_back():
    for number in range(12):
        published_question(f"The kettle {number}", letter_text="He hides the teabags in a jar.")
    assert len(held()) == 12
    path = get_word_index().path
    whole = path.read_bytes()
    for size in (0, 1, 99, 100, 4095, 4096, 5000, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        result = search.find_questions("kettles and teabags")
        assert len(result.questions) == find_all(), size
        assert len(held()) == 12, size


def find_all():
    """How many letters one page can show of those that there are."""
    return min(10, Question.objects.published().count())


def test_a_file_of_rubbish_comes_back():
    published_question("The kettle")
    path = get_word_index().path
    for rubbish in (b"rubbish" * 2000, b"SQLite format 3\0" + b"\xff" * 20_000):
        path.write_bytes(rubbish)
        assert found("kettle") == ["The kettle"]
        assert len(held()) == 1


@pytest.mark.slow
def test_a_damaged_page_comes_back():
    for number in range(60):
        published_question(f"The kettle {number}", letter_text=f"Word{number} " * 40)
    held()
    path = get_word_index().path
    whole = bytearray(path.read_bytes())
    for start in range(4096 * 6, len(whole), 4096):
        whole[start : start + 4096] = b"\xa5" * 4096
    path.write_bytes(whole)
    assert found("kettle")
    assert len(held()) == 60


@pytest.mark.parametrize("damage", ["UPDATE texts SET words = X'00'", "DELETE FROM texts"])
def test_a_damaged_copy_of_the_words_comes_back(damage):
    question = published_question("The kettle")
    held()
    with get_word_index().open_state() as database:
        database.execute(damage)
    change_text(question, headline="The teapot")
    assert found("teapot") == ["The teapot"]
    assert held() == [question.pk]


def test_a_file_of_another_language_is_made_anew(settings):
    published_question("Die Briefe")
    assert len(held()) == 1
    settings.LANGUAGE_CODE = "de"
    assert len(held()) == 1
    with get_word_index().open_state() as database:
        terms = database.execute("SELECT term FROM terms WHERE term LIKE 'brief%'").fetchall()
    assert terms == [("briefe",)]


def test_a_search_that_meets_no_file_goes_on_by_meaning(monkeypatch):
    def refuse(self, *args):
        return False

    published_question("Snoring", letter_text="My husband snores so loudly that nobody can sleep.")
    monkeypatch.setattr(WordIndex, "bring_in_line", refuse)
    assert found('"partner makes noise" at night') == ["Snoring"]
    with pytest.raises(Unusable), get_word_index().open_state():
        pass


def test_a_search_that_reads_from_a_replica_writes_nothing(monkeypatch):
    """What a replica still shows may have been erased; the keeper asks the primary."""
    question = published_question("Snoring", letter_text="My husband snores loudly.")
    assert held() == [question.pk]
    published_question("The kettle")
    replica = SimpleNamespace(db_for_read=lambda model: "replica")
    with monkeypatch.context() as patch:
        patch.setattr(word_search, "router", replica)
        search.find_questions("kettle")
        assert not get_word_index().is_in_line(CacheVersion.current_key())
    assert found("kettle")[0] == "The kettle"


def hold_the_lock(path, has_it, may_end):
    """Another process that is writing."""
    with WordIndex(Path(path)).hold_lock() as is_ours:
        has_it.set() if is_ours else None
        may_end.wait(60)


def test_while_another_process_writes_search_goes_on():
    published_question("Snoring", letter_text="My husband snores so loudly that nobody can sleep.")
    context = multiprocessing.get_context("fork")
    has_it, may_end = context.Event(), context.Event()
    arguments = (str(get_word_index().path), has_it, may_end)
    other = context.Process(target=hold_the_lock, args=arguments, daemon=True)
    other.start()
    try:
        assert has_it.wait(60)
        assert found("partner makes noise at night") == ["Snoring"]
        assert not get_word_index().path.exists()
    finally:
        may_end.set()
        other.join(60)
    assert found("snores") == ["Snoring"]
    assert get_word_index().path.exists()


def test_a_search_adds_a_few_letters_and_the_worker_all(monkeypatch):
    monkeypatch.setattr(word_search, "ADDED_WHILE_ASKED", 2)
    for number in range(5):
        published_question(f"Kettle {number}")
    search.find_questions("kettle")
    with get_word_index().open_state() as database:
        assert database.execute("SELECT COUNT(*) FROM held").fetchone() == (2,)
    monkeypatch.setattr(rebuild, "BATCH", 1)
    search.fill_word_index()
    with get_word_index().open_state() as database:
        assert database.execute("SELECT COUNT(*) FROM held").fetchone() == (5,)
        assert database.execute("SELECT COUNT(DISTINCT segid) FROM words_idx").fetchone() == (1,)
    assert found("kettle 4")[0] == "Kettle 4"


def test_nobody_else_can_read_the_file():
    published_question("The kettle")
    held()
    assert get_word_index().path.stat().st_mode & 0o777 == 0o600


def test_reindexing_makes_the_same_again(monkeypatch):
    monkeypatch.setattr(rebuild, "BATCH", 2)
    for headline in ("Kettles", "Teapots", "Kettles and teapots", "Cups", "Saucers"):
        published_question(headline, tags=[saved_tag(headline)])
    draft_question("A draft")
    before = list(QuestionVector.objects.order_by("pk").values_list("pk", "fingerprint"))
    numbers = held()
    out = StringIO()
    QuestionVector.objects.update(fingerprint=0, values=b"")
    call_command("reindex", stdout=out)
    assert "5 letters can be found" in out.getvalue()
    assert list(QuestionVector.objects.order_by("pk").values_list("pk", "fingerprint")) == before
    assert held() == numbers


def test_processes_share_a_rebuild(transactional_db, monkeypatch):
    monkeypatch.setattr(rebuild, "AT_ONCE", 2)
    for number in range(5):
        published_question(f"Kettle {number}")
    vectors = list(QuestionVector.objects.order_by("pk").values_list("pk", "fingerprint"))
    rows = RelatedQuestion.objects.order_by("question", "place")
    related = list(rows.values_list("question", "other"))
    QuestionVector.objects.update(fingerprint=0, values=b"")
    RelatedQuestion.objects.all().delete()
    told: list[tuple[str, int]] = []
    before = signal.signal(signal.SIGTERM, lambda *_: None)  # as the worker has it
    try:
        assert search.rebuild_index(lambda *done: told.append(done), processes=2) == 5
    finally:
        signal.signal(signal.SIGTERM, before)
    assert list(QuestionVector.objects.order_by("pk").values_list("pk", "fingerprint")) == vectors
    assert len(related) == 20
    assert sorted(rows.values_list("question", "other")) == sorted(related)
    assert told[2] == ("vectors", 5)


@pytest.mark.parametrize("processes", ["1", "2"])
def test_the_file_is_made_while_letters_are_related(transactional_db, monkeypatch, processes):
    numbers = [published_question(f"Kettle {number}").pk for number in range(3)]
    relate, path = rebuild.relate_again, get_word_index().path
    get_word_index().remove_file()

    def is_made():
        return WordIndex(path).count_letters() == len(numbers)

    def relate_beside_the_file(questions):
        with suppress(pytest.fail.Exception):  # which a pool of processes would wait for
            wait_until(is_made)
        assert is_made()
        relate(questions)

    monkeypatch.setattr(rebuild, "relate_again", relate_beside_the_file)
    call_command("reindex", "--processes", processes, stdout=StringIO())
    assert get_word_index().is_in_line(CacheVersion.current_key())
    assert held() == numbers
    assert RelatedQuestion.objects.count() == 6


def test_large_columns_are_rebuilt_by_several_processes(monkeypatch):
    published_question("The kettle")
    assert search.choose_processes() == 1
    monkeypatch.setattr(rebuild, "LEAST_FOR_ANOTHER", 0.2)
    monkeypatch.setattr(rebuild.os, "sched_getaffinity", lambda _: range(3))
    assert search.choose_processes() == 3
    monkeypatch.setattr(rebuild.os, "sched_getaffinity", lambda _: range(64))
    assert search.choose_processes() == rebuild.MOST_PROCESSES


def test_what_has_no_vector_yet_gets_one():
    published_question("The kettle")
    QuestionVector.objects.all().delete()
    assert search.is_missing()
    call_command("reindex", "--if-empty", stdout=StringIO())
    assert found("kettle") == ["The kettle"]
    out = StringIO()
    call_command("reindex", "--if-empty", stdout=out)
    assert out.getvalue() == ""


def test_the_file_is_plain_sqlite():
    published_question("The kettle")
    held()
    with sqlite3.connect(get_word_index().path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        database.execute("INSERT INTO words (words) VALUES ('integrity-check')")


def refuse_to_open(*_):
    raise PermissionError(13, "Permission denied")


def test_a_search_goes_on_by_meaning_where_the_file_cannot_be_locked(client, monkeypatch):
    published_question("The kettle")
    monkeypatch.setattr(WordIndex, "hold_lock", refuse_to_open)
    assert "The kettle" in client.get("/search/", {"q": "the kettle"}).text
    page = client.get("/search/", {"q": "I want to kill myself."})
    assert "You can talk to someone now" in page.text


def test_a_rebuild_ends_where_the_file_cannot_be_made(transactional_db, monkeypatch):
    for number in range(3):
        published_question(f"Kettle {number}")
    RelatedQuestion.objects.all().delete()
    former = CacheVersion.current_key()
    monkeypatch.setattr(WordIndex, "remove_file", refuse_to_open)
    call_command("reindex", "--processes", "1", stdout=StringIO())
    assert RelatedQuestion.objects.count() == 6
    assert CacheVersion.current_key() != former
