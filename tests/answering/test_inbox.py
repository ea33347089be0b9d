"""John opens the inbox and starts an answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from questions.models import Letter, Question
from tests.column import a_letter

INBOX = "/admin/questions/letter/"


def test_the_oldest_waiting_letter_stands_first(john):
    recent, old = a_letter("Yesterday he left."), a_letter("Weeks ago he left.")
    weeks = timezone.localdate() - timedelta(days=21)
    Letter.objects.filter(pk=old.pk).update(received_on=weeks)
    text = john.get(INBOX).text

    assert text.index("Weeks ago he left.") < text.index("Yesterday he left.")
    assert recent.first_line in text


def test_what_is_set_aside_is_found_by_its_state(john):
    letter = a_letter("Buy my watches.")
    john.post(f"{INBOX}{letter.pk}/decline/")

    assert "Buy my watches." not in john.get(INBOX).text
    assert "Buy my watches." in john.get(f"{INBOX}?state=declined").text
    assert "Buy my watches." in john.get(f"{INBOX}?state=all").text


def test_a_letter_is_set_as_a_letter(john):
    letter = a_letter("First.\n\n<b>Second.</b>", sign_off="Awake", contact="a@example.org")
    text = john.get(f"{INBOX}{letter.pk}/change/").text

    assert "<p>First.</p>" in text
    assert "&lt;b&gt;Second." in text
    assert "— Awake" in text
    assert "Left an address" in text
    assert "a@example.org" not in text


def test_a_letter_cannot_be_changed_added_or_deleted(john):
    letter = a_letter("As it came.")
    assert john.post(f"{INBOX}{letter.pk}/change/", {"text": "x"}).status_code == 403
    assert john.get(f"{INBOX}add/").status_code == 403
    assert john.post(f"{INBOX}{letter.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Letter.objects.get().text == "As it came."


def test_an_answer_starts_with_the_letters_own_words(john):
    letter = a_letter("I wait.\n\nStill.", sign_off="Awake")
    response = john.post(f"{INBOX}{letter.pk}/answer/")

    question = Question.objects.get()
    assert response["Location"] == f"/admin/questions/question/{question.pk}/change/"
    assert (question.letter_text, question.sign_off) == ("I wait.\n\nStill.", "Awake")
    assert question.state == "draft"
    letter.refresh_from_db()
    assert (letter.state, letter.question) == ("answering", question)


def test_an_answer_is_started_once(john):
    letter = a_letter()
    places = {john.post(f"{INBOX}{letter.pk}/answer/")["Location"] for _ in range(2)}
    assert len(places) == Question.objects.count() == 1


def test_a_declined_letter_is_not_answered(john):
    letter = a_letter()
    john.post(f"{INBOX}{letter.pk}/decline/")
    response = john.post(f"{INBOX}{letter.pk}/answer/", follow=True)
    assert "no answer was started" in response.text
    assert not Question.objects.exists()


def test_reading_starts_nothing(john):
    letter = a_letter()
    assert john.get(f"{INBOX}{letter.pk}/answer/").status_code == 405
    assert john.get(f"{INBOX}{letter.pk}/decline/").status_code == 405
    letter.refresh_from_db()
    assert letter.state == "new"


@pytest.mark.parametrize("what", ["answer", "decline"])
def test_an_unknown_letter_is_not_found(john, what):
    address = f"{INBOX}6b1d6d5e-0000-4000-8000-000000000000/{what}/"
    assert john.post(address).status_code == 404


def test_one_letter_that_cannot_be_opened_says_so_and_the_others_open(john):
    sealed, fine = a_letter("lost"), a_letter("fine")
    Letter.objects.filter(pk=sealed.pk).update(text=sealed_elsewhere())

    inbox = john.get(INBOX).text
    assert "cannot be opened" in inbox
    assert "fine" in inbox
    page = john.get(f"{INBOX}{sealed.pk}/change/")
    assert page.status_code == 200
    assert "LETTER_KEYS" in page.text
    assert john.get(f"{INBOX}{fine.pk}/change/").status_code == 200


def sealed_elsewhere():
    from questions.crypto import Sealed

    return Sealed("gAAAAABsealed-with-a-key-that-is-gone")
