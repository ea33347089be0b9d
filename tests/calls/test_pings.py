"""Feeds name their hub, the hub and search engines are pinged, by setting."""

import json
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from questions import actions
from questions.calls import delivery
from questions.models import OutgoingCall
from tests.calls.receiver import receiving
from tests.factories import change_text, published_question, saved_tag

SITE = "http://127.0.0.1:8000"
KEY = "a-key-of-our-own-1"


@pytest.fixture
def hub(db, settings):
    """A hub that the settings name: it may be in a private network."""
    with receiving(202) as server:
        settings.WEBSUB_HUB = f"{server.url}/hub"
        yield server


@pytest.fixture
def engines(db, settings):
    """Search engines that take pings."""
    with receiving(202) as server:
        settings.INDEXNOW_KEY, settings.INDEXNOW_URL = KEY, f"{server.url}/indexnow"
        yield server


def test_the_hub_hears_which_feeds_have_changed(hub):
    published_question("One", tags=[saved_tag("Trust")])
    assert delivery.send_due_calls() == 1
    got = hub.got[0]
    fields = parse_qs(got.body.decode())
    assert (got.method, got.path, fields["hub.mode"]) == ("POST", "/hub", ["publish"])
    assert fields["hub.url"] == [
        f"{SITE}/feed/",
        f"{SITE}/feed.json",
        f"{SITE}/tags/trust/feed/",
        f"{SITE}/tags/trust/feed.json",
    ]


@pytest.mark.parametrize("address", ["/feed/", "/tags/trust/feed/", "/collections/on-trust/feed/"])
def test_a_feed_names_its_hub_and_itself(address, hub, rita, settings):
    from tests.factories import saved_collection

    question = published_question("One", tags=[saved_tag("Trust")])
    saved_collection("On trust", [("", question)])
    response = rita.get(address)
    links = ElementTree.fromstring(response.content).findall("{http://www.w3.org/2005/Atom}link")
    found = {link.get("rel"): link.get("href") for link in links}
    assert (found["hub"], found["self"]) == (settings.WEBSUB_HUB, f"{SITE}{address}")
    header = f'<{settings.WEBSUB_HUB}>; rel="hub", <{SITE}{address}>; rel="self"'
    assert response["Link"] == header
    again = rita.get(f"{address.rstrip('/')}.json")
    assert again.json()["hubs"] == [{"type": "WebSub", "url": settings.WEBSUB_HUB}]
    assert again["Link"] == header.replace(address, f"{address.rstrip('/')}.json")


def test_without_a_hub_feeds_name_none(rita, db):
    published_question("One")
    assert b"hub" not in rita.get("/feed/").content
    assert "hubs" not in rita.get("/feed.json").json()
    assert "Link" not in rita.get("/feed/")
    assert not OutgoingCall.objects.exists()


def test_search_engines_hear_of_pages_that_came_changed_and_went(engines):
    question = published_question("One")
    delivery.send_due_calls()
    change_text(question, answer="Say it in three sentences.")
    delivery.send_due_calls()
    actions.erasure.erase(question.letters.get())
    delivery.send_due_calls()
    pings = [json.loads(got.body) for got in engines.got]
    page = {
        "host": "127.0.0.1:8000",
        "key": KEY,
        "keyLocation": f"{SITE}/{KEY}.txt",
        "urlList": [f"{SITE}/questions/one/"],
    }
    assert pings == [page] * 3


def test_the_key_is_where_search_engines_look_for_it(engines, rita):
    assert rita.get(f"/{KEY}.txt").content.decode() == KEY
    assert rita.get("/another-key-1.txt").status_code == 404


def test_without_a_key_there_is_none(rita, db, settings):
    settings.INDEXNOW_KEY = ""
    assert rita.get("/another-key-1.txt").status_code == 404
    published_question("One")
    assert not OutgoingCall.objects.exists()


def test_a_ping_that_is_switched_off_meanwhile_is_not_sent(engines, hub, settings):
    published_question("One")
    settings.WEBSUB_HUB = settings.INDEXNOW_KEY = ""
    assert delivery.send_due_calls() == 2
    assert set(OutgoingCall.objects.values_list("state", flat=True)) == {"dropped"}
    assert hub.got == engines.got == []


def test_a_hub_that_is_away_is_pinged_again(hub):
    hub.statuses = [500, 204]
    published_question("One")
    delivery.send_due_calls()
    OutgoingCall.objects.update(due_at=timezone.now())
    delivery.send_due_calls()
    assert OutgoingCall.objects.get().state == "sent"
    assert len(hub.got) == 2
