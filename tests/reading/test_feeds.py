"""Rita follows the column with a feed reader; a crawler finds its pages."""

import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from tests.factories import change_text, draft_question, published_question, saved_tag

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def questions(db):
    trust = saved_tag("Trust")
    published_question(
        "One",
        tags=[trust],
        answer="See [two](/questions/two/).",
        at=datetime(2025, 5, 4, tzinfo=UTC),
    )
    published_question("Two & more", sign_off="Awake")
    draft_question("A draft", tags=[trust])


def entries(response):
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def test_atom_has_the_full_text_with_whole_addresses(rita, questions):
    response = rita.get("/feed/")
    newest, oldest = entries(response)

    assert response["Content-Type"].startswith("application/atom+xml")
    assert newest.findtext(f"{ATOM}title") == "Two & more"
    assert "— Awake" in newest.findtext(f"{ATOM}content")
    assert 'href="http://127.0.0.1:8000/questions/two/"' in oldest.findtext(f"{ATOM}content")


def test_json_feed_has_the_same(rita, questions):
    response = rita.get("/feed.json")
    feed = json.loads(response.content)

    assert response["Content-Type"].startswith("application/feed+json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"] for item in feed["items"]] == ["Two & more", "One"]
    assert feed["items"][1]["tags"] == ["Trust"]
    assert "http://127.0.0.1:8000/questions/two/" in feed["items"][1]["content_html"]
    assert all(one["content_html"].startswith("<") for one in feed["items"])


def test_each_tag_has_its_feeds(rita, questions):
    assert [e.findtext(f"{ATOM}title") for e in entries(rita.get("/tags/trust/feed/"))] == ["One"]
    feed = json.loads(rita.get("/tags/trust/feed.json").content)
    assert [item["title"] for item in feed["items"]] == ["One"]


def test_an_entry_keeps_its_identity_when_its_address_changes(rita):
    question = published_question("One")
    before = entries(rita.get("/feed/"))[0].findtext(f"{ATOM}id")
    change_text(question, slug="two")
    assert entries(rita.get("/feed/"))[0].findtext(f"{ATOM}id") == before


def test_a_reader_that_has_the_feed_is_told_so(rita, questions):
    etag = rita.get("/feed/")["ETag"]
    assert rita.get("/feed/", headers={"If-None-Match": etag}).status_code == 304
    assert rita.get("/feed/", headers={"If-Modified-Since": "the day before"}).status_code == 200


def places(response):
    return [place.text for place in ElementTree.fromstring(response.content).iter(f"{SITEMAP}loc")]


def test_the_sitemap_lists_public_pages_alone(rita, questions):
    index = places(rita.get("/sitemap.xml"))
    assert index == [
        "http://127.0.0.1:8000/sitemap-questions.xml",
        "http://127.0.0.1:8000/sitemap-tags.xml",
        "http://127.0.0.1:8000/sitemap-collections.xml",
        "http://127.0.0.1:8000/sitemap-pages.xml",
    ]
    found = [place for part in index for place in places(rita.get(part.partition(":8000")[2]))]
    assert "http://127.0.0.1:8000/questions/one/" in found
    assert "http://127.0.0.1:8000/tags/trust/" in found
    assert "http://127.0.0.1:8000/" in found
    assert not [place for place in found if "draft" in place]


def test_a_long_sitemap_comes_in_parts(rita, questions, monkeypatch):
    monkeypatch.setattr("questions.reading.sitemaps.SiteUrlSitemap.limit", 1)
    index = places(rita.get("/sitemap.xml"))
    assert "http://127.0.0.1:8000/sitemap-questions.xml?p=2" in index
    assert len(places(rita.get("/sitemap-questions.xml?p=2"))) == 1
    assert rita.get("/sitemap-questions.xml?p=9").status_code == 404
    assert rita.get("/sitemap-nothing.xml").status_code == 404


def test_robots_are_shown_the_sitemap_and_kept_from_the_desk(rita):
    text = rita.get("/robots.txt").text
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text
