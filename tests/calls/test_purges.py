"""A CDN is told, after the commit, that pages have changed; each in its own way."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from advice import remote
from questions import actions
from questions.calls import delivery, purges
from questions.health import check_cdn, list_fault_names
from questions.models import CacheVersion, OutgoingCall
from questions.page_cache.response import is_cacheable, withhold_from_caches
from tests.calls.receiver import receiving
from tests.factories import draft_question, published_question, saved_tag

TOKEN = "a-token-of-these-tests"


@pytest.fixture
def cdn(db, settings):
    """A Varnish that the settings name."""
    with receiving() as server:
        settings.CDN = remote.Cdn("varnish", (server.url,), TOKEN, 60)
        yield server


def test_each_change_is_purged_at_once_and_again_when_every_node_has_it(cdn):
    saved_tag("Trust")
    now = timezone.now()
    first, second = OutgoingCall.objects.order_by("due_at")
    assert first.due_at <= now
    assert second.due_at - first.due_at == timedelta(seconds=1)
    assert delivery.send_due_purges() == 1
    OutgoingCall.objects.update(due_at=now)
    assert delivery.send_due_purges() == 1
    assert not OutgoingCall.objects.exists()
    for got in cdn.got:
        assert (got.method, got.headers["Surrogate-Key"]) == ("PURGE", "column")
        assert got.headers["Authorization"] == f"Bearer {TOKEN}"
        assert got.headers["Host"] == "127.0.0.1:8000"


def test_one_purge_does_for_all_that_happened_before(cdn):
    for name in ("Trust", "Money", "Children"):
        saved_tag(name)
    OutgoingCall.objects.filter(due_at__gt=timezone.now()).delete()
    assert OutgoingCall.objects.count() == 3
    assert delivery.send_due_purges() == 1
    assert not OutgoingCall.objects.exists()


def test_a_purge_that_was_set_aside_goes_with_the_next_that_arrives(cdn):
    saved_tag("Trust")
    OutgoingCall.objects.update(state="dead", happened_at=timezone.now() - timedelta(hours=1))
    saved_tag("Money")
    assert delivery.send_due_purges() == 1
    assert not OutgoingCall.objects.filter(state="dead").exists()


def test_what_comes_and_goes_by_itself_is_purged_at_its_moment(cdn):
    now = timezone.now()
    question = draft_question("One")
    OutgoingCall.objects.all().delete()
    actions.questions.publish(question, now + timedelta(days=1), until=now + timedelta(days=2))
    later = OutgoingCall.objects.filter(due_at__gt=now + timedelta(hours=1))
    moments = set(later.values_list("due_at", flat=True))
    assert {now + timedelta(days=1), now + timedelta(days=2)} < moments
    assert len(moments) == 4


def test_the_end_of_a_rerun_is_purged(cdn):
    question, end = published_question("One"), timezone.now() + timedelta(days=3)
    actions.reruns.start_rerun(question, until=end)
    assert OutgoingCall.objects.filter(kind="purge", due_at=end).exists()


def test_a_change_of_times_takes_no_purge_of_another_letter_along(cdn):
    moment = timezone.now() + timedelta(days=1)
    for headline in ("One", "Two"):
        question = draft_question(headline)
        actions.questions.publish(question, moment)
    actions.questions.unpublish(question)
    assert OutgoingCall.objects.filter(due_at=moment, kind="purge").exists()


def test_a_cdn_that_is_away_is_told_again_within_seconds(cdn):
    cdn.statuses = [503, 503, 200]
    saved_tag("Trust")
    OutgoingCall.objects.filter(due_at__gt=timezone.now()).delete()
    pauses = []
    for _ in range(2):
        assert delivery.send_due_purges() == 1
        call = OutgoingCall.objects.get()
        pauses.append(round((call.due_at - timezone.now()).total_seconds()))
        OutgoingCall.objects.update(due_at=timezone.now())
    assert delivery.send_due_purges() == 1
    assert pauses == [1, 2]
    assert not OutgoingCall.objects.exists()


def test_readiness_says_when_the_cdn_hears_nothing(cdn):
    saved_tag("Trust")
    assert check_cdn() == ""
    OutgoingCall.objects.update(happened_at=timezone.now() - timedelta(minutes=2))
    assert check_cdn().startswith("The CDN has not been told of a change")
    assert "cdn" in list_fault_names()
    assert delivery.send_due_purges() == 1
    assert check_cdn() == ""


@pytest.mark.parametrize("kind", ["fastly", "cloudflare"])
def test_each_service_is_told_in_its_own_way(kind, cdn, settings, monkeypatch):
    settings.CDN = remote.Cdn(kind, ("abcdef123456",), TOKEN, 60)
    monkeypatch.setattr(purges, kind.upper(), cdn.url)
    saved_tag("Trust")
    assert delivery.send_due_purges() == 1
    got = cdn.got[0]
    if kind == "fastly":
        assert (got.method, got.path) == ("POST", "/service/abcdef123456/purge/column")
        assert got.headers["Fastly-Key"] == TOKEN
        assert "Fastly-Soft-Purge" not in got.headers
    else:
        assert (got.method, got.path) == ("POST", "/zones/abcdef123456/purge_cache")
        assert got.headers["Authorization"] == f"Bearer {TOKEN}"
        assert json.loads(got.body) == {"tags": ["column"]}


def test_every_machine_of_several_is_told(cdn, settings):
    with receiving() as other:
        settings.CDN = remote.Cdn("varnish", (cdn.url, other.url), TOKEN, 60)
        saved_tag("Trust")
        assert delivery.send_due_purges() == 2
        assert len(cdn.got) == len(other.got) == 1


def test_without_a_cdn_there_are_no_purges_and_no_headers(db, rita):
    published_question("One")
    CacheVersion.bump()
    assert not OutgoingCall.objects.exists()
    headers = rita.get("/questions/one/").headers
    assert not [name for name in headers if "Surrogate" in name or "Cache-Tag" in name]


@pytest.mark.parametrize("path", ["/", "/questions/one/", "/feed/", "/sitemap.xml"])
def test_a_public_page_has_the_key_and_its_time(path, cdn, rita):
    published_question("One")
    response = rita.get(path)
    assert (response["Surrogate-Key"], response["Surrogate-Control"]) == ("column", "max-age=60")
    assert "stale" not in str(response.headers)
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=1, must-revalidate"


def test_cloudflare_reads_other_names(rita, cdn, settings):
    settings.CDN = remote.Cdn("cloudflare", ("abcdef123456",), TOKEN, 60)
    response = rita.get("/about/")
    assert response["Cache-Tag"] == "column"
    assert response["CDN-Cache-Control"] == "max-age=60, must-revalidate"
    assert "Surrogate-Key" not in response


@pytest.mark.parametrize(
    "path", ["/nothing/", "/ask/", "/search/?q=love", "/?before=0-0", "/admin/login/", "/tags"]
)
def test_what_is_not_the_same_for_everybody_is_kept_by_no_cdn(path, cdn, rita):
    response = rita.get(path)
    assert not [name for name in response.headers if "Surrogate" in name]


def test_what_is_not_there_is_kept_by_no_cdn(cdn, rita):
    """Many keep a 404 or a 410 for minutes unless they are told not to."""
    question = published_question("One")
    actions.erasure.withdraw(question.letters.get())
    for path, status in (("/questions/one/", 410), ("/questions/two/", 404), ("/tags", 301)):
        response = rita.get(path)
        assert (response.status_code, response["Cache-Control"]) == (status, "no-store")


def test_a_page_with_a_cookie_loses_what_a_cdn_reads(cdn, rita):
    headers = [*rita.get("/about/").headers.items(), ("Set-Cookie", "a=b")]
    assert not is_cacheable("200 OK", headers)
    left = dict(withhold_from_caches(headers))
    assert left["Cache-Control"] == "private, no-store"
    assert not {"Surrogate-Key", "Surrogate-Control"} & set(left)


@pytest.mark.parametrize(
    "value",
    [
        *("akamai:abcdefgh", "fastly", "fastly:", "fastly:a/b", "cloudflare:abcdefgh ijklmnop"),
        *("varnish:10.0.0.5", "varnish:http://10.0.0.5/x", "varnish:ftp://10.0.0.5"),
    ],
)
def test_a_cdn_that_cannot_be_told_stops_the_start(value, monkeypatch):
    monkeypatch.setenv("CDN", value)
    monkeypatch.setenv("CDN_TOKEN", TOKEN)
    with pytest.raises(ImproperlyConfigured, match="CDN"):
        remote.get_cdn("CDN")


def test_a_cdn_needs_its_token(monkeypatch):
    monkeypatch.setenv("CDN", "varnish:http://10.0.0.5:6081 http://10.0.0.6:6081")
    with pytest.raises(ImproperlyConfigured, match="CDN_TOKEN"):
        remote.get_cdn("CDN")
    monkeypatch.setenv("CDN_TOKEN", TOKEN)
    found = remote.get_cdn("CDN")
    assert (found.targets, found.seconds) == (("http://10.0.0.5:6081", "http://10.0.0.6:6081"), 60)
    assert TOKEN not in repr(found)


@pytest.mark.parametrize(("key", "is_good"), [("a" * 8, True), ("a" * 7, False), ("a b c d e", 0)])
def test_a_key_of_indexnow_is_checked(key, is_good, monkeypatch):
    monkeypatch.setenv("INDEXNOW_KEY", key)
    if is_good:
        assert remote.get_indexnow_key("INDEXNOW_KEY") == key
        return
    with pytest.raises(ImproperlyConfigured, match="INDEXNOW_KEY"):
        remote.get_indexnow_key("INDEXNOW_KEY")
