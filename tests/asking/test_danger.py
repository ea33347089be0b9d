"""Danger is answered first: while Ann writes, in the look-through, after sending, in search."""

import re

import pytest
from django.db import connection

from questions import actions, risk
from questions.models import Letter, Message
from questions.risk.help import Help
from tests.factories import published_question

WORST = "took pills. I want to kill myself. I am 15"
LONG_WORST = WORST + " " + "and the bins are still there. " * 10


@pytest.fixture
def bins(db):
    """A letter that the worst one was likened to."""
    text = f"{WORST} and my neighbour leaves the bins in front of my door every week."
    return published_question("Whose bins are these?", letter_text=text)


@pytest.fixture(params=["raised", "shown"])
def however_sure(request, monkeypatch):
    """The same, whether a letter would be raised for what is heard or only shows help."""
    if request.param == "shown":
        monkeypatch.setattr(risk, "find_limits", lambda count: risk.Limits(shows=0.4, raises=9))


def form_token(client):
    return re.search(r'name="token" value="([^"]+)"', client.get("/ask/").text)[1]


def assert_help_alone(page):
    """The matching lines come, young people's first, and nothing beside them."""
    assert "You can talk to someone now" in page
    assert page.index("Childline") < page.index("Samaritans")
    assert 'href="tel:08001111"' in page
    assert 'href="sms:85258?body=SHOUT"' in page
    assert "show who somebody is" not in page
    assert "Whose bins" not in page
    assert "send my letter" not in page


@pytest.mark.parametrize("text", [WORST, LONG_WORST])
def test_while_writing_help_comes_alone(ann, bins, text, however_sure):
    assert_help_alone(ann.post("/ask/hints/", {"text": text}).text)
    assert ann.post("/ask/similar/", {"text": text}).text.strip() == ""


@pytest.mark.parametrize("text", [WORST, LONG_WORST])
def test_the_look_through_shows_help_alone(ann, bins, text, however_sure):
    response = ann.post("/ask/", {"text": text, "token": form_token(ann), "look": "1"})
    assert_help_alone(response.text)
    assert ">We found nothing" not in response.text


def test_a_refused_form_shows_help_too(ann):
    wrong = {"text": WORST, "token": form_token(ann), "contact": "nowhere"}
    assert_help_alone(ann.post("/ask/", wrong).text)


def test_after_sending_help_comes_before_the_receipt(ann):
    page = ann.post("/ask/", {"text": WORST, "token": form_token(ann)}).text
    assert_help_alone(page)
    assert page.index("You can talk to someone now") < page.index('class="receipt"')
    receipt = re.search(r'name="receipt" value="([^"]+)"', page)[1]
    assert_help_alone(ann.post("/ask/noted/", {"receipt": receipt, "last": "?"}).text)
    noted = ann.post("/ask/noted/", {"receipt": receipt, "noted": "1"}).text
    assert_help_alone(noted)
    assert noted.index("close this tab now") < noted.index("You can talk to someone now")
    assert_help_alone(ann.post("/reply/", {"receipt": receipt}).text)


@pytest.mark.parametrize(("text", "is_young"), [("He hit me again.", False), (WORST, True)])
def test_a_line_for_children_is_shown_where_a_minor_is_heard(ann, text, is_young):
    page = ann.post("/ask/hints/", {"text": text}).text
    assert "You can talk to someone now" in page
    assert ("Kids Help Phone" in page) is is_young


def test_an_approval_that_waits_is_named_above_the_help_lines(ann):
    page = ann.post("/ask/", {"text": WORST, "token": form_token(ann), "consent": "on"}).text
    receipt = re.search(r'name="receipt" value="([^"]+)"', page)[1]
    actions.approvals.request(actions.letters.start_answer(Letter.objects.get(state="new")))
    page = ann.post("/reply/", {"receipt": receipt}).text
    assert page.index("John would like your approval") < page.index("You can talk to someone now")


def test_search_shows_help_alone_until_letters_are_asked_for(ann, bins):
    page = ann.get("/search/", {"q": WORST}).text
    assert_help_alone(page)
    address = re.search(r'href="(\?[^"]*letters=1)"', page)[1].replace("&amp;", "&")
    assert "Whose bins" in ann.get(f"/search/{address}").text
    assert "You can talk to someone now" not in ann.get("/search/", {"q": "bins"}).text


def test_a_search_as_long_as_a_letter_is_heard_as_one(ann, bins, however_sure):
    assert_help_alone(ann.get("/search/", {"q": LONG_WORST}).text)
    at_the_end = "The bins are in front of my door every week. " * 8 + WORST
    assert_help_alone(ann.get("/search/", {"q": at_the_end}).text)


def test_what_is_heard_is_sealed_and_shown_at_the_desk(ann, john):
    ann.post("/ask/", {"text": WORST, "token": form_token(ann)})
    letter = Letter.objects.get(state="new")
    assert letter.flags == ["self-harm", "minor"]
    page = john.get(f"/admin/questions/letter/{letter.pk}/change/").text
    assert "self-harm: “I want to kill myself.”" in page
    assert "child protection" in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT heard FROM questions_letter")
        assert "kill" not in cursor.fetchone()[0]


def test_a_message_of_danger_raises_its_letter_and_shows_help(ann):
    page = ann.post("/ask/", {"text": "We bought a boat.", "token": form_token(ann)}).text
    receipt = re.search(r'name="receipt" value="([^"]+)"', page)[1]
    assert Letter.objects.get(state="new").flags == []
    sent = {"receipt": receipt, "text": "I want to kill myself.", "token": form_token(ann)}
    page = ann.post("/reply/write/", sent).text
    assert Message.objects.get().text == "I want to kill myself."
    assert Letter.objects.get(state="new").flags == ["self-harm"]
    assert page.index("You can talk to someone now") < page.index("I want to kill myself.")


def test_a_message_that_could_not_be_sent_shows_help_too(ann):
    page = ann.post("/ask/", {"text": "We bought a boat.", "token": form_token(ann)}).text
    receipt = re.search(r'name="receipt" value="([^"]+)"', page)[1]
    page = ann.post("/reply/write/", {"receipt": receipt, "text": WORST, "token": "old"}).text
    assert not Message.objects.exists()
    assert_help_alone(page)
    assert page.index("You can talk to someone now") < page.index('<label for="message_text"')


def test_emergency_numbers_are_links(ann):
    for page in (ann.post("/ask/hints/", {"text": WORST}).text, ann.get("/help/").text):
        assert re.search(r'href="tel:999">999</a> or <a [^>]*href="tel:112">112</a>', page)


def test_the_history_does_not_show_what_was_searched_in_danger(ann, bins):
    address = f"/search/?q={WORST.replace(' ', '+')}"
    for page in (ann.get(address).text, ann.get(f"{address}&letters=1").text):
        assert "kill" not in re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]


def test_lines_fit_what_was_heard(db):
    by_code = {country.code: country for country in Help(["violence"]).matching_countries}
    assert [line.name for line in by_code["GB"].lines] == [
        "National Domestic Abuse Helpline",
        "Men’s Advice Line",
    ]
    assert by_code["CA"].lines, "where nothing fits, the first lines are shown"


def test_whoever_may_be_in_both_dangers_is_told_what_to_do_in_both(ann):
    page = ann.post("/ask/hints/", {"text": "He hit me again. I want to kill myself."}).text
    assert page.index("If you have taken something") < page.index("you can do so safely")
    assert "safely" not in ann.post("/ask/hints/", {"text": "I want to kill myself."}).text


def test_an_ordinary_letter_keeps_its_hints(ann):
    page = ann.post("/ask/hints/", {"text": "Ring me at 07700 900123 about the boat."}).text
    assert "07700 900123" in page
    assert "You can talk to someone now" not in page


def test_while_a_message_is_written_help_comes_and_nothing_else(ann):
    page = ann.post("/reply/help/", {"text": WORST})
    assert_help_alone(page.text)
    assert "no-store" in page["Cache-Control"]
    assert ann.post("/reply/help/", {"text": "Ring me at 07700 900123."}).text.strip() == ""
    assert not Message.objects.exists()
