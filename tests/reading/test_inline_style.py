"""The style sheet in each page: allowed by its hash, and whole."""

import gzip
import re
from base64 import b64encode
from hashlib import sha256

import pytest
from django.conf import settings

from questions.inline_style import load_style_sheet, read_style_sheet
from tests.factories import published_question

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
ADDRESSES = ["/", "/tags/", "/search/", "/about/", "/help/", "/ask/", "/reply/", "/nothing-here/"]


def assert_allowed(page):
    """The page has its style sheet, and the policy knows these very words."""
    digest = b64encode(sha256(STYLE.search(page.text)[1].encode()).digest()).decode()
    policy = page["Content-Security-Policy"]
    assert f"style-src 'self' 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert 'rel="stylesheet"' not in page.text


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_its_style_in_itself(rita, db, address):
    assert_allowed(rita.get(address))


def test_a_letter_and_its_draft_have_it_too(rita, john):
    question = published_question("One")
    assert_allowed(rita.get(question.get_absolute_url()))
    assert_allowed(john.get(f"/admin/questions/question/{question.pk}/page/"))


def test_an_uncached_page_is_compressed_for_whoever_is_not_signed_in(rita, john, db):
    accepts = {"Accept-Encoding": "gzip"}
    page = rita.get("/ask/", headers=accepts)
    assert page["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in page["Vary"]
    assert len(page.content) < 10_000 < 25_000 < len(gzip.decompress(page.content))
    assert settings.SESSION_COOKIE_NAME in john.cookies
    for secret in ("/ask/", "/admin/"):
        assert "Content-Encoding" not in john.get(secret, headers=accepts)
    assert "Content-Encoding" not in rita.get("/", headers=accepts)  # the page cache does it
    assert "Content-Encoding" not in rita.get("/feed.json", headers=accepts)


def test_only_comments_and_indentation_are_left_out():
    text = load_style_sheet()
    source = (settings.ASSETS_DIR / "static/site/site.css").read_text("utf-8")
    assert "/*" not in text
    assert text.count("{") == text.count("}") == source.count("{")
    assert 'url("/static/fonts/newsreader' in text


def test_without_the_file_a_page_asks_for_it(rita, db, monkeypatch):
    monkeypatch.setattr("questions.inline_style.find_served_file", lambda _path: None)
    monkeypatch.setattr(
        "questions.inline_style.remember_style_sheet", lambda _url: load_style_sheet()
    )
    page = rita.get("/about/")
    assert read_style_sheet() == ""
    assert "<style" not in page.text
    assert 'href="/static/site/site' in page.text
    assert "style-src 'self'" in page["Content-Security-Policy"].split("; ")


def test_where_nothing_was_collected_there_are_answers_without_a_page(rita, db, settings, tmp_path):
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": backend}}
    assert rita.get("/livez")["Content-Security-Policy"]
    assert rita.get("/feed.json").status_code == 200
