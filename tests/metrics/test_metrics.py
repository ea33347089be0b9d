"""`/metrics` says how the column is, to whoever may ask, and nothing of anybody."""

import sys
from datetime import timedelta
from threading import Thread

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from advice.logging import UNKNOWN
from questions import backups, health
from questions.counters import (
    BLOCK,
    COUNTERS,
    FIRST_ROUTE,
    FROM_MEMORY,
    HIT,
    NOT_MODIFIED,
    ROUTE,
    STATUSES,
)
from questions.metrics import list_routes
from questions.metrics.catalogue import METRICS
from questions.models import OutgoingCall, OutgoingMail, PendingScrub, WorkerHeartbeat
from questions.page_cache import replica
from tests.factories import published_question, received_letter
from tests.metrics.exposition import read_metrics
from tests.page_cache.client import Process

TOKEN = "a-token-for-prometheus-and-nobody-else"
BEARER = {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}


@pytest.fixture
def token(settings):
    settings.METRICS_TOKEN = TOKEN


@pytest.fixture
def counting(token):
    """As in a process that `serve` forked."""
    COUNTERS.open_memory(list_routes(), ["web-1", "web-2"])
    yield COUNTERS
    COUNTERS.close_memory()


def ask(client):
    response = client.get("/metrics", **BEARER)
    assert response.status_code == 200
    return read_metrics(response.text)


def test_off_by_default(rita):
    assert rita.get("/metrics", **BEARER).status_code == 404


@pytest.mark.parametrize("sent", ["", TOKEN, f"bearer {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"])
def test_nobody_without_the_token(rita, token, sent):
    response = rita.get("/metrics", HTTP_AUTHORIZATION=sent)
    assert (response.status_code, response.text) == (401, "Send the token.\n")
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert "no-store" in response["Cache-Control"]


def test_no_cache_on_the_way_may_keep_it(rita, token):
    response = rita.get("/metrics", **BEARER)
    assert response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert not {"Surrogate-Key", "Cache-Tag", "Surrogate-Control", "ETag"} & set(response.headers)


def test_letters_answers_and_queues(rita, token):
    received_letter()
    received_letter()
    published_question("A kettle that sings")
    late = timezone.now() - timedelta(minutes=10)
    OutgoingMail.objects.create(kind="news", due_at=late)
    OutgoingMail.objects.create(kind="issue", is_bulk=True, state="dead")
    PendingScrub.objects.create(table="questions_letter", since=timezone.localdate())
    OutgoingCall.objects.create(kind="purge", due_at=late)
    WorkerHeartbeat.objects.create(name="one", beat_at=timezone.now() - timedelta(seconds=20))
    found = ask(rita)
    assert found["column_letters"][(("state", "new"),)] == 2
    assert found["column_letters"][(("state", "spam"),)] == 0
    assert found["column_answers"][(("state", "published"),)] == 1
    assert found["column_mails"][(("fate", "dead"),)] == 1
    ages = found["column_mail_oldest_due_seconds"]
    assert 600 <= ages[(("kind", "single"),)] < 900
    assert ages[(("kind", "newsletter"),)] == 0
    calls = found["column_call_oldest_due_seconds"]
    assert 600 <= calls[(("kind", "purge"),)] < 900
    assert calls[(("kind", "webhook"),)] == 0
    assert found["column_calls"][(("fate", "waiting"),)] == 1
    assert 20 <= found["column_worker_heartbeat_age_seconds"][()] < 320
    assert found["column_fault"][(("name", "worker"),)] == 0
    assert found["column_database_up"][()] == 1


def test_each_fault_of_readyz_is_an_alarm(rita, token):
    WorkerHeartbeat.objects.all().delete()
    found = ask(rita)["column_fault"]
    assert [dict(labels)["name"] for labels in found] == health.list_fault_names()
    assert found[(("name", "worker"),)] == 1
    assert found[(("name", "disk"),)] == 0


def test_the_age_of_the_newest_backup(rita, token, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert "column_backup_age_seconds" not in ask(rita)
    folder = backups.default_folder()
    folder.mkdir()
    for days in (1, 3):
        made = timezone.now() - timedelta(days=days)
        (folder / f"column-{made:%Y-%m-%d-%H%M%S}.zip").touch()
    (folder / f"before-restore-{timezone.now():%Y-%m-%d-%H%M%S}.zip").touch()
    age = ask(rita)["column_backup_age_seconds"][()]
    assert 86_000 <= age <= 87_000


def test_without_a_database_what_needs_none(rita, token):
    def refuse(*_):
        raise DatabaseError

    with connection.execute_wrapper(refuse):
        found = ask(rita)
    assert found["column_database_up"][()] == 0
    assert found["column_fault"][(("name", "database"),)] == 1
    assert found["column_disk_free_bytes"][()] > 0
    assert "column_letters" not in found


def test_every_route_of_a_request_is_in_the_list(rita, john):
    routes = list_routes()
    for path in ("/", "/questions/x/", "/admin/", "/admin/questions/letter/", "/nowhere", "/ask/"):
        request = john.get(path).wsgi_request
        assert request.META[ROUTE] in routes, path
    assert rita.get("/static/nothing.css").wsgi_request.META[ROUTE] == "/static/"


def test_requests_by_route_and_status(rita, counting):
    counting.count_request({ROUTE: "/ask/"}, 200, 3_000_000)
    counting.count_request({ROUTE: "/ask/"}, 302, 30_000_000_000)
    counting.count_request({}, 418, 1)
    counting.count_request({HIT: "/a-route-of-a-later-version/"}, 200, 1)
    found = ask(rita)
    assert found["column_requests_total"] == {
        (("route", "/ask/"), ("status", "200")): 1,
        (("route", "/ask/"), ("status", "302")): 1,
        (("route", "(no page of ours)"), ("status", "other")): 1,
        (("route", "(no page of ours)"), ("status", "200")): 1,
    }
    buckets = found["column_request_seconds_bucket"]
    assert buckets[(("le", "0.0025"), ("route", "/ask/"))] == 0
    assert buckets[(("le", "0.005"), ("route", "/ask/"))] == 1
    assert buckets[(("le", "+Inf"), ("route", "/ask/"))] == 2
    assert found["column_request_seconds_sum"][(("route", "/ask/"),)] == 30.003


def test_each_status_has_a_cell_of_its_own(rita, counting):
    for status in STATUSES:
        counting.count_request({ROUTE: "/ask/"}, status, 1)
    assert set(ask(rita)["column_requests_total"].values()) == {1}


def test_a_page_from_memory_is_a_hit_of_its_route(rita, counting):
    published_question("A kettle that sings")
    process = Process()
    requests = []
    for _ in range(3):
        environ = process.ask("/questions/a-kettle-that-sings/")
        requests.append(environ)
        counting.count_request(environ, 200, 1)
    assert [HIT in environ for environ in requests] == [False, True, True]
    found = ask(rita)
    assert found["column_page_cache_total"] == {(("result", "hit"),): 2, (("result", "miss"),): 1}
    labels = (("route", "/questions/<slug:slug>/"), ("status", "200"))
    assert found["column_requests_total"][labels] == 3
    counting.count_request({HIT: "/questions/<slug:slug>/"}, 304, 2_000_000)
    found = ask(rita)
    assert found["column_requests_total"][labels] == 3
    assert found["column_requests_total"][labels[0], ("status", "304")] == 1
    buckets = found["column_request_seconds_bucket"]
    assert [buckets[("le", le), labels[0]] for le in ("0.001", "0.0025")] == [3, 4]


def test_threads_lose_nothing_without_a_lock(counting):
    """CPython changes threads between two such lines, never within one."""
    threads = [Thread(target=count_many, args=[counting]) for _ in range(8)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    cells = counting.sum_cells(FIRST_ROUTE, BLOCK)
    assert (cells[0], cells[1]) == (8 * 5_000, 8 * 5_000)
    assert (cells[FROM_MEMORY], cells[FROM_MEMORY + 1]) == (8 * 5_000, 8 * 5_000)
    assert cells[NOT_MODIFIED] == 8 * 5_000


def count_many(counting):
    for _ in range(5_000):
        counting.count_request({}, 200, 1)
        counting.count_request({HIT: UNKNOWN}, 304, 1)


def test_a_search_is_timed_and_its_words_are_not_kept(rita, counting):
    assert rita.get("/search/", {"q": "kettle canary"}).status_code == 200
    text = rita.get("/metrics", **BEARER).text
    found = read_metrics(text)
    assert found["column_search_seconds_count"][()] == 1
    assert found["column_search_seconds_sum"][()] > 0
    assert "canary" not in text


def test_nothing_that_somebody_wrote_is_a_label(rita, counting):
    slug = "a-kettle-that-sings"
    published_question("A kettle that sings")
    process = Process()
    for path in (f"/questions/{slug}/", f"/{slug}", f"/admin/{slug}/", f"/tags/{slug}/"):
        counting.count_request(process.ask(path, query="q=kettle"), 200, 1)
    assert "kettle" not in rita.get("/metrics", **BEARER).text


def test_all_processes_are_added_up_and_a_new_one_goes_on(rita, counting):
    counting.count_request({ROUTE: "/ask/"}, 200, 1)
    counting.use_cells_of("web-2")
    counting.count_request({ROUTE: "/ask/"}, 200, 1)
    counting.count_start()
    counting.use_cells_of("web-1")  # as the process that takes the place of a killed one
    counting.count_request({ROUTE: "/ask/"}, 200, 1)
    found = ask(rita)
    assert found["column_requests_total"][(("route", "/ask/"), ("status", "200"))] == 3
    assert found["column_process_starts_total"] == {
        (("process", "web-1"),): 0,
        (("process", "web-2"),): 1,
    }


def test_every_metric_of_the_catalogue_is_there(rita, counting, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(replica, "has_replica", lambda: True)
    monkeypatch.setattr(replica, "measure_delay", lambda: 0.0)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "column-2026-01-01-000000.zip").touch()
    WorkerHeartbeat.record_beat("one")
    counting.count_request({ROUTE: "/ask/"}, 200, 1)
    text = rita.get("/metrics", **BEARER).text
    named = {line.split(" ")[2] for line in text.splitlines() if line.startswith("# TYPE ")}
    assert named == set(METRICS)
