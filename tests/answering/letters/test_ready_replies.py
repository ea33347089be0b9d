"""Ready replies and help lines, with a script or without one."""

import pytest

from questions.answering.letters.ready_replies import describe_help_line, list_ready_replies
from questions.models import Resource
from tests.factories import received_letter

LETTERS = "/admin/questions/letter/"


def test_the_letters_page_offers_them(john):
    letter = received_letter()
    page = john.get(f"{LETTERS}{letter.pk}/change/").text
    for label in ("Ask for more detail", "Ask what to leave out", "Danger: point to help"):
        assert label in page
    assert "Decline: too many letters" not in page
    assert "116 123" in page


def test_without_a_script_a_link_begins_the_message(john):
    letter = received_letter()
    page = john.get(f"{LETTERS}{letter.pk}/change/?reply=ask-more").text
    assert "have you tried already?</textarea>" in page
    assert '<option value="question" selected>' in page


def test_declining_begins_with_one_and_keeps_the_letters(john):
    letter = received_letter()
    page = john.get(f"{LETTERS}decline/?letter={letter.pk}").text
    assert f"?letter={letter.pk}&amp;reply=decline-many" in page
    page = john.get(f"{LETTERS}decline/?letter={letter.pk}&reply=decline-many").text
    assert "I hope you find somebody to talk it over with.</textarea>" in page
    assert f'value="{letter.pk}"' in page


@pytest.mark.parametrize("reply", list_ready_replies(), ids=lambda reply: reply.name)
def test_none_of_them_speaks_in_a_name(reply):
    assert "John" not in reply.text
    assert len(reply.text) <= 1000


def test_a_help_line_is_one_line():
    line = Resource(name="A line", number="116 123", text_number="85258", text_word="SHOUT")
    line.link = "https://www.aline.example/now"
    assert describe_help_line(line) == "A line: 116 123, text SHOUT to 85258, aline.example/now"
