"""Rita meets a page that is not there."""

import pytest
from django.db import DatabaseError

from questions.models import Question
from tests.factories import draft_question, published_question


def test_there_is_something_to_read_instead(rita):
    for number in range(4):
        published_question(f"Letter {number}")
    draft_question("A draft")
    response = rita.get("/nothing/")
    assert response.status_code == 404
    assert [question.headline for question in response.context["questions"]] == [
        "Letter 3",
        "Letter 2",
        "Letter 1",
    ]
    assert response.text.count("<h1") == 1


@pytest.mark.parametrize("address", ["/nothing/", "/questions/none/", "/tags/none/", "/archive/1/"])
def test_it_is_a_calm_page_everywhere(rita, db, address):
    response = rita.get(address)
    assert response.status_code == 404
    assert "Page not found" in response.text


def test_it_needs_no_questions_to_be_readable(rita, db, monkeypatch):
    def fall(*args):
        raise DatabaseError

    monkeypatch.setattr(Question.objects.__class__, "published", fall)
    assert "Page not found" in rita.get("/nothing/").text
