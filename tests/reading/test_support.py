"""Rita looks for somebody who can help now, or leaves at once."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from django.utils.formats import date_format

from questions.asking.forms import make_form_token
from questions.models import Resource
from tests.factories import published_question

NUMBERS = ["116 123", "0808 2000 247", "0800 1111", "0808 801 0327", "988", "1-800-799-7233"]


def checked(days_ago):
    """Samaritans, looked at some days ago."""
    day = timezone.localdate() - timedelta(days=days_ago)
    Resource.objects.filter(country="GB", name="Samaritans").update(verified_on=day)
    return Resource.objects.get(country="GB", name="Samaritans")


def test_the_numbers_stand_on_the_page_itself(rita):
    page = rita.get("/help/").text
    assert [number for number in NUMBERS if number not in page] == []
    assert 'href="tel:999"' in page
    assert "findahelpline.com" in page
    assert 'href="tel:08082000247"' in page


def test_who_can_be_written_to_is_written_to_by_a_link(rita):
    page = rita.get("/help/").text
    assert 'href="sms:85258?body=SHOUT">Text SHOUT to 85258</a>' in page
    assert 'href="sms:988">Text 988</a>' in page


def test_a_line_without_a_number_is_no_empty_link_beside_a_letter(ann):
    Resource.objects.filter(country="GB", name="Samaritans").update(number="", text_number="85258")
    cache.clear()
    page = ann.post("/ask/", {"text": "We bought a boat.", "token": make_form_token()}).text
    assert 'href="tel:"' not in page
    assert 'href="sms:85258">Text 85258</a>' in page


def test_a_line_that_nobody_has_checked_says_so(rita):
    assert Resource.objects.filter(verified_on=None).count() == Resource.objects.count() == 21
    page = rita.get("/help/").text
    assert "We haven’t checked the others" in page
    assert "checked on" not in page


def test_each_line_leads_to_its_own_site_by_its_name(rita):
    page = rita.get("/help/").text
    assert '<a href="https://www.samaritans.org/" rel="noreferrer">samaritans.org</a>' in page
    assert page.count('rel="noreferrer">') >= 18


def test_a_checked_line_shows_its_day(rita):
    day = checked(3).verified_on
    assert f"checked on {date_format(day)}<" in rita.get("/help/").text


@pytest.mark.parametrize(("days", "stale"), [(0, False), (180, False), (181, True)])
def test_a_line_is_stale_after_half_a_year(db, days, stale):
    assert checked(days).is_stale is stale


def test_a_line_never_checked_is_stale(db):
    assert Resource(name="New").is_stale


def test_it_says_what_happens_when_a_child_is_in_danger_and_what_the_device_keeps(rita):
    page = rita.get("/help/").text
    assert 'id="child"' in page
    assert 'id="device"' in page
    assert "history" in page


@pytest.mark.parametrize("note", ["violence", "self-harm", "abuse"])
def test_a_question_about_danger_has_help_lines(rita, note):
    published_question("One", content_notes=[note])
    page = rita.get("/questions/one/").text
    assert "116 123" in page
    assert 'href="tel:988"' in page


def test_other_questions_have_none_and_ask_for_none(rita, django_assert_num_queries):
    published_question("One", content_notes=["grief"])
    with django_assert_num_queries(3):
        assert "116 123" not in rita.get("/questions/one/").text


def test_the_lines_take_one_query(rita, django_assert_num_queries):
    published_question("One", content_notes=["abuse"])
    cache.clear()
    with django_assert_num_queries(4):  # the question, its tags and the column, as ever; the lines
        rita.get("/questions/one/")


@pytest.mark.parametrize("address", ["/", "/ask/", "/about/", "/help/", "/nothing/"])
def test_every_page_leads_to_help_and_away(rita, address):
    page = rita.get(address).text
    assert 'href="/help/"' in page
    assert 'href="/leave/"' in page


def test_so_does_a_fault_of_ours(rita, monkeypatch):
    monkeypatch.setattr("questions.reading.views.render", None)
    rita.raise_request_exception = False
    response = rita.get("/about/")
    assert response.status_code == 500
    assert 'href="/leave/"' in response.text
    assert "999" in response.text


def test_the_form_speaks_of_help_before_the_letter_box(rita):
    page = rita.get("/ask/").text
    assert page.index("This isn’t an emergency service") < page.index('name="text"')
    assert 'href="/help/#child"' in page


def test_leaving_leads_somewhere_ordinary_that_learns_nothing(rita, settings):
    settings.LEAVE_URL = "https://weather.example/"
    response = rita.get("/leave/")
    assert (response.status_code, response["Location"]) == (303, "https://weather.example/")
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert "Clear-Site-Data" not in response
    assert not response.cookies


def test_leaving_takes_the_forms_cookie_back(rita):
    rita.get("/ask/")
    assert rita.cookies["csrftoken"].value
    assert rita.get("/leave/").cookies["csrftoken"].value == ""


@pytest.mark.parametrize("address", ["/help/", "/leave/"])
def test_nothing_can_be_posted_here(rita, address):
    assert rita.post(address).status_code == 405
