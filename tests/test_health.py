"""Whoever watches the server asks whether it is alive, and whether all is in order."""

from contextlib import nullcontext
from datetime import timedelta
from typing import NamedTuple
from unittest.mock import patch

import pytest
from cryptography.fernet import Fernet
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from questions import health
from questions.doctor.services import check_state
from questions.models import OutgoingMail, PendingScrub, RetentionRound, WorkerHeartbeat
from questions.page_cache import replica
from tests.factories import received_letter


class DiskRoom(NamedTuple):
    """What `os.statvfs` tells."""

    f_bavail: int
    f_frsize: int
    f_files: int
    f_favail: int


@pytest.fixture(autouse=True)
def worker(db):
    """A worker that went round just now."""
    WorkerHeartbeat.record_beat("one")


def ready(client):
    response = client.get("/readyz")
    return response.status_code, response.text


def test_alive_asks_no_database(rita, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = rita.get("/livez")
    assert (response.status_code, response.text) == (200, "alive\n")
    assert "no-store" in response["Cache-Control"]


def test_ready_when_all_is_in_order(rita):
    received_letter()
    assert ready(rita) == (200, "ready\n")


def test_a_migration_that_is_missing(rita):
    (newest,) = MigrationLoader(connection).graph.leaf_nodes("questions")
    MigrationRecorder.Migration.objects.get(app=newest[0], name=newest[1]).delete()
    status, said = ready(rita)
    assert status == 503
    assert said.startswith("migrations: ")
    assert "manage.py prepare" in said


@pytest.mark.parametrize(("delay", "is_said"), [(None, True), (61.0, True), (59.0, False)])
def test_a_replica_that_is_away_or_behind_is_said_and_wakes_nobody(
    rita, monkeypatch, delay, is_said
):
    monkeypatch.setattr(replica, "has_replica", lambda: True)
    monkeypatch.setattr(replica, "measure_delay", lambda: delay)
    status, said = ready(rita)
    assert status == 200
    assert said.startswith("ready\n")
    assert ("replica: " in said) == is_said
    (found,) = (one for one in check_state() if "replica" in one.name or not is_said)
    assert found.level == ("warning" if is_said else "ok")


def test_what_can_wait_hides_nothing_that_cannot(rita, monkeypatch):
    monkeypatch.setattr(replica, "has_replica", lambda: True)
    monkeypatch.setattr(replica, "measure_delay", lambda: None)
    WorkerHeartbeat.objects.all().delete()
    status, said = ready(rita)
    assert status == 503
    assert [line.partition(":")[0] for line in said.splitlines()] == ["worker", "replica"]


@pytest.mark.parametrize(("newest", "delay"), [(timezone.now(), None), (None, 0.0)])
def test_a_replica_that_knows_of_no_round_is_another_database(monkeypatch, newest, delay):
    known = {None: newest, replica.REPLICA: None}
    monkeypatch.setattr(WorkerHeartbeat, "last_beat", lambda database=None: known[database])
    monkeypatch.setattr(replica, "cutting_when_late", nullcontext)
    assert replica.measure_delay() == delay


def test_keys_that_are_not_the_letters(rita, settings):
    received_letter()
    settings.LETTER_KEYS = [Fernet.generate_key().decode()]
    status, said = ready(rita)
    assert status == 503
    assert "keys: The newest letter cannot be opened. Check LETTER_KEYS." in said


def test_a_key_by_which_no_receipt_works(rita, settings):
    received_letter()
    settings.RECEIPT_KEY += "x"
    status, said = ready(rita)
    assert status == 503
    assert "keys: The newest letter came with another RECEIPT_KEY" in said


def test_a_database_that_is_away(rita):
    def refuse(*_):
        raise DatabaseError

    with connection.execute_wrapper(refuse):
        status, said = ready(rita)
    assert (status, said) == (503, "database: The database does not answer.\n")


@pytest.mark.django_db(transaction=True)
def test_a_replica_that_can_only_be_read(rita):
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(
            "PRAGMA query_only=ON" if is_sqlite else "SET default_transaction_read_only = on"
        )
    try:
        status, said = ready(rita)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "PRAGMA query_only=OFF" if is_sqlite else "RESET default_transaction_read_only"
            )
    assert (status, said) == (
        503,
        "database: The database can only be read, so nothing can be saved.\n",
    )


def test_a_disk_that_is_nearly_full(rita):
    with patch.object(health, "MIN_FREE_BYTES", 2**70):
        status, said = ready(rita)
    assert status == 503
    assert said.startswith("disk: The disk is nearly full: ")


@pytest.mark.parametrize(
    ("room", "words"),
    [
        (DiskRoom(f_bavail=2**20, f_frsize=4096, f_files=10_000, f_favail=9), "no more files"),
        (DiskRoom(f_bavail=2**20, f_frsize=4096, f_files=10_000, f_favail=5000), ""),
        (DiskRoom(f_bavail=2**20, f_frsize=4096, f_files=0, f_favail=0), ""),  # no limit of them
    ],
)
def test_a_disk_without_room_for_files(rita, room, words):
    with patch.object(health.os, "statvfs", lambda _: room):
        status, said = ready(rita)
    assert (status, words in said) == (503 if words else 200, True)


def test_a_folder_of_data_that_is_gone(rita, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    status, said = ready(rita)
    assert status == 503
    assert said.startswith("disk: DATA_DIR cannot be reached.")


@pytest.mark.parametrize(("hours", "is_well"), [(29, True), (31, False)])
def test_rounds_of_retention_that_never_end(rita, hours, is_well):
    past = timezone.now() - timedelta(hours=hours)
    RetentionRound.objects.create(pk=1, finished_at=past)
    status, said = ready(rita)
    assert (status == 200) == is_well
    assert is_well or said.startswith("retention: Old letters have not been deleted")


@pytest.mark.parametrize(("minutes", "is_well"), [(2, True), (4, False), (None, False)])
def test_a_worker_that_went_silent(rita, minutes, is_well):
    WorkerHeartbeat.objects.all().delete()
    if minutes:
        WorkerHeartbeat.objects.create(
            name="one", beat_at=timezone.now() - timedelta(minutes=minutes)
        )
    status, said = ready(rita)
    assert (status == 200) == is_well
    assert said.startswith("worker: ") != is_well


def test_a_beat_by_a_clock_that_was_ahead_hides_no_silence(rita):
    WorkerHeartbeat.objects.all().delete()
    ahead = timezone.now() + timedelta(days=200)
    WorkerHeartbeat.objects.create(name="one", beat_at=ahead)
    status, said = ready(rita)
    assert (status, said.startswith("worker: ")) == (503, True)
    WorkerHeartbeat.record_beat("two")
    assert ready(rita)[0] == 200


@pytest.mark.parametrize(
    ("minutes", "is_bulk", "is_well"),
    [(10, False, True), (20, False, False), (20, True, True), (400, True, False)],
)
def test_mail_that_is_not_sent(rita, minutes, is_bulk, is_well):
    OutgoingMail.objects.create(
        kind="news", is_bulk=is_bulk, due_at=timezone.now() - timedelta(minutes=minutes)
    )
    status, said = ready(rita)
    assert (status == 200) == is_well
    assert is_well or said.startswith(f"mail: An email has been due for {minutes} minutes.")


def test_mail_that_is_settled_is_never_late(rita):
    past = timezone.now() - timedelta(days=2)
    for state in set(OutgoingMail.State.values) - {OutgoingMail.State.WAITING}:
        OutgoingMail.objects.create(kind="news", state=state, due_at=past)
    assert ready(rita) == (200, "ready\n")


def test_retention_that_waits_for_somebody(rita):
    RetentionRound.objects.create(pk=1, pause="back")
    status, said = ready(rita)
    assert status == 503
    assert "retention: The server's clock went back, so no newsletter is sent." in said
    assert "is kept until somebody runs `manage.py retain --confirm`" in said


@pytest.mark.parametrize(("days", "is_well"), [(1, True), (2, False)])
def test_deleted_text_that_does_not_leave_the_files(rita, days, is_well):
    since = timezone.localdate() - timedelta(days=days)
    PendingScrub.objects.create(table="questions_letter", since=since)
    status, said = ready(rita)
    assert (status == 200) == is_well
    assert is_well or said.startswith("scrubbing: Deleted text has been in the database's files")


def test_several_faults_are_all_named(rita):
    WorkerHeartbeat.objects.all().delete()
    RetentionRound.objects.create(pk=1, pause="back")
    names = [line.partition(":")[0] for line in ready(rita)[1].splitlines()]
    assert names == ["worker", "retention"]


def test_the_desk_says_it_in_words(john):
    assert "has stopped" not in john.get("/admin/").text
    WorkerHeartbeat.objects.all().delete()
    assert "The background worker has stopped" in john.get("/admin/").text


def test_workers_that_are_long_gone_are_forgotten():
    WorkerHeartbeat.objects.update(beat_at=timezone.now() - timedelta(days=2))
    WorkerHeartbeat.record_beat("two")
    WorkerHeartbeat.record_beat("two")
    assert list(WorkerHeartbeat.objects.values_list("name", flat=True)) == ["two"]
