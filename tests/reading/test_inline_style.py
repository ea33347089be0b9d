"""The style sheet in a letter's page: allowed by its hash, and all that a letter needs of it."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from django.urls import reverse

from questions.inline_style import ELSEWHERE, load_style_sheet, read_style_sheet
from questions.models import Care
from tests.factories import draft_question, published_question, saved_tag


@pytest.fixture
def pages(rita, john):
    """Each kind of page that has it, with all that such a page can have."""
    earlier = published_question("One", answer="Before.", tags=[saved_tag("Trust")])
    care = tuple(Care.values)
    question = published_question("Two", update_of=earlier, care=care, correction="A name.")
    draft = draft_question("Three", update_of=earlier)
    return [
        rita.get(question.get_absolute_url()),
        rita.get(earlier.get_absolute_url()),
        john.get(reverse("question-page", args=[draft.pk])),
    ]


def test_the_policy_of_the_page_knows_its_style(pages):
    for page in pages:
        assert page.status_code == 200
        style = re.search(r"<style>(.*?)</style>", page.text, re.DOTALL)[1]
        digest = b64encode(sha256(style.encode()).digest()).decode()
        policy = page["Content-Security-Policy"]
        assert f"style-src 'self' 'sha256-{digest}'" in policy
        assert "unsafe" not in policy
        assert "site.css" not in page.text


def test_no_letter_has_what_its_style_leaves_out(pages):
    for page in pages:
        named = {
            name for value in re.findall(r'class="([^"]*)"', page.text) for name in value.split()
        }
        assert {"question", "letter", "answer"} <= named
        assert named.isdisjoint(ELSEWHERE)


def test_only_such_rules_are_left_out():
    text = load_style_sheet()
    assert not [name for name in ELSEWHERE if re.search(rf"^\.{name}\b(?!-)", text, re.MULTILINE)]
    for rule in (
        ".letter",
        ".sheet",
        ".leave",
        ".help-now",
        ".button",
        "@media print",
        "@font-face",
    ):
        assert rule in text
    assert text.count("{") == text.count("}") > 150
    assert 'url("/static/fonts/newsreader' in text


def test_other_pages_ask_for_the_file(rita, db):
    page = rita.get("/about/")
    assert 'href="/static/site/site' in page.text
    assert "sha256" not in re.search(r"style-src[^;]*", page["Content-Security-Policy"])[0]


def test_without_the_file_a_letter_asks_for_it_too(rita, db, monkeypatch):
    monkeypatch.setattr("questions.inline_style.find_served_file", lambda _path: None)
    monkeypatch.setattr(
        "questions.inline_style.remember_style_sheet", lambda _url: load_style_sheet()
    )
    page = rita.get(published_question("One").get_absolute_url())
    assert read_style_sheet() == ""
    assert "<style" not in page.text
    assert 'href="/static/site/site' in page.text
