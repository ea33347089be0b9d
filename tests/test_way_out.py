"""The second wall: what stands in the database already leaves without control characters."""

import json
from xml.etree import ElementTree

import pytest
from django.db import connection

from questions.models import CacheVersion, Column, Issue, Question
from questions.newsletter import emails
from questions.social_cards import draw_card
from tests.factories import published_question, saved_tag

DIRT = "\x07\x0b\x1b\ufffe\uffff\x85\u2028"  # NUL alone is refused by PostgreSQL itself
PLACES = ["/feed/", "/feed.json", "/tags/trust/feed/", "/tags/trust/feed.json", "/sitemap.xml"]
PLACES += ["/sitemap-questions.xml", "/sitemap-tags.xml", "/", "/questions/one/", "/search/?q=one"]


@pytest.fixture
def question(db):
    """A question whose row was written behind the software's back."""
    found = published_question("One", tags=[saved_tag("Trust")], slug="one")
    with connection.cursor() as cursor:
        for table, column in [
            ("question", "headline"),
            ("question", "letter_text"),
            ("question", "letter_excerpt"),
            ("question", "answer_html"),
            ("question", "sign_off"),
            ("tag", "name"),
            ("column", "name"),
            ("column", "tagline"),
            ("column", "columnist"),
        ]:
            order = f"UPDATE questions_{table} SET {column} = {column} || %s"
            cursor.execute(order, [DIRT])
    Column.clear_cache()
    CacheVersion.bump()
    return Question.objects.get(pk=found.pk)


@pytest.mark.parametrize("place", PLACES)
def test_one_row_does_not_take_a_page_down(rita, question, place):
    response = rita.get(place)
    assert response.status_code == 200
    if "xml" in response["Content-Type"]:
        ElementTree.fromstring(response.content)
        assert not set(response.content.decode()) & set(DIRT)
    if "json" in response["Content-Type"]:
        feed = json.loads(response.content)
        assert not set(str(feed)) & set(DIRT)
        assert all(
            not set(item["title"] + item["content_html"]) & set(DIRT) for item in feed["items"]
        )


def test_headers_and_mails_are_single_clean_lines(question):
    content = emails.build_issue_content(Issue(rhythm="at-once"), [question])
    mail = emails.build_email(content, "rita@example.org")
    message = mail.message()
    assert content.subject == "One"
    for header in ("Subject", "From"):
        assert not set(str(message[header])) & set(DIRT)
    assert not set(mail.body) & set(DIRT)


def test_a_card_has_no_boxes_for_them():
    dirty = draw_card("How\x07 long\ufffe do I wait?", "Ask\x1b John")
    assert dirty.tobytes() == draw_card("How long do I wait?", "Ask John").tobytes()
