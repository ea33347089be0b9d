"""While Ann writes: what may give her away."""

import logging
import re

import pytest
from django.test import Client

from questions.models import Letter

TEXT = "Ring me on 07700 900123. <b>Daniel</b> Fenwick knows."


def ask_for_hints(client, text):
    return client.post("/ask/hints/", {"text": text})


def test_a_detail_is_pointed_out(ann):
    response = ask_for_hints(ann, TEXT)
    assert response.status_code == 200
    assert "You wrote a telephone number: <b>07700 900123</b>" in " ".join(response.text.split())
    assert 'data-words="07700 900123"' in response.text


def test_nothing_to_say_is_nothing_said(ann):
    assert ask_for_hints(ann, "He forgets our Sundays.").text.strip() == ""
    assert ann.post("/ask/hints/").text.strip() == ""


def test_what_is_repeated_is_escaped(ann):
    response = ask_for_hints(
        ann, "see https://x.example/'\"&lt;i&gt; and <script>alert(1)</script>@me_1"
    )
    assert "<script>" not in response.text


def test_many_details_are_summed_up(ann):
    text = " ".join(f"0770090010{number}," for number in range(9))
    assert "And 3 more details like this." in ask_for_hints(ann, text).text


def test_nothing_of_it_is_kept(ann, caplog, django_assert_num_queries):
    caplog.set_level(logging.DEBUG)
    ask_for_hints(ann, TEXT)
    with django_assert_num_queries(1):  # the limit's count
        response = ask_for_hints(ann, TEXT)
    assert "no-store" in response["Cache-Control"]
    assert "07700" not in caplog.text
    assert not Letter.objects.exists()


def test_only_our_own_form_may_ask(db):
    stranger = Client(enforce_csrf_checks=True)
    assert ask_for_hints(stranger, TEXT).status_code == 403


@pytest.mark.parametrize("verb", ["get", "put", "head"])
def test_other_verbs_are_refused(ann, verb):
    assert getattr(ann, verb)("/ask/hints/").status_code == 405


def test_a_letter_that_is_too_long_is_read_as_far_as_it_counts(ann):
    assert ask_for_hints(ann, "a" * 20_000 + " 07700 900123").text.strip() == ""


def test_a_detail_that_stands_twice_is_pointed_out_once_with_its_places(ann):
    text = "\U0001f600 Ring 07700 900123, not 07700 900124. Again: 07700 900123."
    said = ask_for_hints(ann, text).text
    assert said.count('data-words="07700 900123"') == 1
    places = re.search(r'data-places="([\d ]+)">[^<]*<b>07700 900123</b>', said)[1].split()
    browser_text = text.encode("utf-16-le")
    for place in map(int, places):
        assert browser_text[2 * place :].decode("utf-16-le").startswith("07700 900123")
    assert len(places) == 2
