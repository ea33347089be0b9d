"""Rita reads the column: the newest questions first, older ones by cursor."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from questions.models import Column, Question
from tests.factories import draft_question, published_question, published_series


@pytest.fixture
def many(db):
    """45 questions, an hour between each, two of them in the same moment."""
    now = timezone.now()
    published_series("Letter", [now - timedelta(hours=min(number, 43)) for number in range(45)])


def headlines(response):
    return [question.headline for question in response.context["page"].questions]


def test_the_newest_question_leads(rita):
    published_question("An older one", at=timezone.now() - timedelta(days=3))
    published_question("The newest one", answer="Start with **your own** part.")
    response = rita.get("/")

    assert response.status_code == 200
    assert headlines(response) == ["The newest one", "An older one"]
    assert "Start with your own part." in response.text
    assert response.text.count("<h1") == 1


def test_an_empty_column_says_so(rita):
    assert "Nothing has been published yet." in rita.get("/").text


def test_drafts_and_scheduled_questions_are_not_there(rita):
    draft_question("A draft")
    published_question("To come", at=timezone.now() + timedelta(hours=1))
    assert headlines(rita.get("/")) == []


def test_a_scheduled_question_appears_by_itself(rita):
    question = published_question("To come", at=timezone.now() + timedelta(hours=1))
    Question.objects.filter(pk=question.pk).update(publish_at=timezone.now() - timedelta(seconds=1))
    assert headlines(rita.get("/")) == ["To come"]


def test_older_pages_follow_without_a_gap_or_a_repetition(rita, many):
    seen, address = [], "/"
    for _ in range(3):
        response = rita.get(address)
        seen += headlines(response)
        address = f"/?before={response.context['page'].older}"

    assert len(seen) == len(set(seen)) == 45
    assert response.context["page"].older == ""


def test_a_deep_page_asks_no_more_than_the_first(rita, many, django_assert_num_queries):
    older = rita.get("/").context["page"].older
    Column.get_current()
    with django_assert_num_queries(2):
        rita.get(f"/?before={older}")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "1",
        "-1",
        "1-",
        "1-1-1",
        "9" * 18 + "-1",
        "١-١",
        "1-9' OR 1=1",
    ],
)
def test_a_bad_cursor_is_not_found(rita, cursor):
    assert rita.get("/", {"before": cursor}).status_code == 404


def test_a_forged_cursor_shows_nothing_more_than_a_real_one(rita):
    draft_question("A draft")
    published_question("Public")
    assert headlines(rita.get("/?before=9999999999999999-1")) == ["Public"]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/tags/",
        "/archive/",
        "/about/",
        "/privacy/",
        "/feed/",
        "/feed.json",
        "/sitemap.xml",
        "/robots.txt",
    ],
)
def test_public_pages_set_no_cookie_and_take_no_other_verb(rita, address):
    response = rita.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert rita.post(address).status_code == 405


@pytest.mark.parametrize("month", [1, 2, 10, 12])
def test_the_month_of_a_letter_is_a_date_that_machines_read(rita, db, month):
    published_question("One", at=datetime(2025, month, 5, tzinfo=UTC))
    assert f'<time datetime="2025-{month:02}">' in rita.get("/questions/one/").text
