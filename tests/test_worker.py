"""One job of the worker may fail: it is logged, and no other job falls silent."""

import threading
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from questions.management.commands import worker
from questions.models import Column, Erasure, Letter, OutgoingMail, Question, WorkerHeartbeat
from tests.factories import published_question, received_letter

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "a word of the letter"


@pytest.fixture
def command(settings):
    """A worker that has not gone round yet, on a column with a newsletter."""
    settings.MAIL_IS_SET = True
    Column.objects.update_or_create(pk=1, defaults={"newsletter": True})
    Column.clear_cache()
    return worker.Command()


def go_round(command):
    for job in command.list_jobs("one"):
        job.run_if_due()


def due_mail():
    letter = received_letter()
    made = OutgoingMail(letter=letter, kind="news", to="ann@example.org")
    made.save()
    return made


def state_of(made):
    return OutgoingMail.objects.get(pk=made.pk).state


def test_a_moment_at_the_end_of_the_calendar_stops_nothing_else(command, caplog):
    """The newsletter's job cannot add its grace to it: OverflowError, or DataError (PostgreSQL)."""
    published_question("Never")
    Question.objects.update(publish_at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
    made = due_mail()
    go_round(command)
    assert state_of(made) == "sent"
    assert [message.to for message in mail.outbox] == [["ann@example.org"]]
    assert WorkerHeartbeat.objects.exists()
    assert "Preparing newsletters failed: " in caplog.text


def test_an_unwritable_log_of_erasures_stops_nothing_else(command, caplog, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "erasures.txt").mkdir()
    received_letter()
    Letter.objects.update(active_on=timezone.localdate() - timedelta(days=400))
    fresh = due_mail()
    with patch("questions.retention.find_pause", lambda _state: ""):
        go_round(command)
    assert state_of(fresh) == "sent"
    assert WorkerHeartbeat.objects.exists()
    assert Letter.objects.get().compared
    assert "Retention failed: IsADirectoryError" in caplog.text


def test_what_a_failover_lost_is_erased_and_withdrawn_again(command, settings, tmp_path):
    """The promoted server has not seen the erasures that this node has in its files."""
    settings.DATA_DIR = tmp_path
    withdrawn, erased = published_question("Taken back"), published_question("Deleted")
    today = timezone.localdate()
    for name, question in (("withdrawals.txt", withdrawn), ("erasures.txt", erased)):
        (tmp_path / name).write_text(f"{question.letters.get().pk} {today}\n", encoding="ascii")
    go_round(command)
    assert not Question.objects.published().exists()
    assert Letter.objects.get().state == Letter.State.WITHDRAWN
    assert Erasure.objects.count() == 2
    assert not Question.objects.exclude(headline="Taken back").exclude(headline="").exists()


@pytest.mark.parametrize("kind", [ValueError, BaseException, SystemExit, KeyboardInterrupt])
def test_a_fault_is_logged_without_its_words_and_not_each_second(command, caplog, kind):
    """A panic in Rust is a BaseException, and whatever ends a program may come from a library."""

    def fail():
        raise kind(CANARY)

    job = worker.Job("Trying", 0, fail)
    for _ in range(5):
        job.run_if_due()
    assert caplog.text.count(f"Trying failed: {kind.__name__} < test_worker.py:") == 1
    assert CANARY not in caplog.text


def test_what_has_more_to_do_goes_on_in_the_next_round():
    done = []
    job = worker.Job("Trying", 60, lambda: done.append(1) or len(done) < 3)
    for _ in range(5):
        job.run_if_due()
    assert len(done) == 3


def test_a_database_that_was_away_is_used_again(command, caplog):
    def refuse(*_):
        raise DatabaseError(CANARY)

    made = due_mail()
    with connection.execute_wrapper(refuse):
        go_round(command)
    assert caplog.text.count("failed: ") >= 4
    assert CANARY not in caplog.text
    go_round(command)
    assert state_of(made) == "sent"


def test_an_idle_worker_makes_at_most_two_queries_a_second(command):
    go_round(command)
    jobs, now = command.list_jobs("one"), [0.0]
    with patch.object(worker.time, "monotonic", lambda: now[0]):
        for job in jobs:
            job.run_if_due()
        with CaptureQueriesContext(connection) as queries:
            for _ in range(60):
                now[0] += worker.PAUSE
                for job in jobs:
                    job.run_if_due()
    assert 10 < len(queries) <= 120


def test_the_connection_is_looked_at_now_and_then_and_after_a_fault(monkeypatch):
    looks, now = [], [1e9]
    monkeypatch.setattr(worker, "close_old_connections", lambda: looks.append(now[0]))
    monkeypatch.setattr(worker, "CONNECTIONS", worker.Connections())
    monkeypatch.setattr(worker.time, "monotonic", lambda: now[0])
    job = worker.Job("Trying", 1, lambda: None)
    for _ in range(60):
        job.run_if_due()
        now[0] += 1
    assert len(looks) == 2

    def fail():
        raise DatabaseError

    worker.Job("Failing", 1, fail).run_if_due()
    del looks[:]
    other = threading.Thread(target=worker.Job("Purging", 1, lambda: None).run_if_due)
    other.start()
    other.join()
    assert looks == [now[0]]  # of its own connection, which leaves the fault to the first one
    job.run_if_due()
    assert looks == [now[0]] * 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="a file is never away")
def test_a_connection_that_the_server_ended_costs_one_round(command, caplog):
    go_round(command)
    made = due_mail()
    connection.connection.close()  # as after a restart of the server
    for _ in range(2):
        go_round(command)
    assert state_of(made) == "sent"
    assert "Sending mail failed: OperationalError" in caplog.text
