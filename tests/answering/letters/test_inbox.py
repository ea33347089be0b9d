"""John opens the inbox and starts an answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from questions import actions
from questions.models import Letter, Question, WeeklyCount
from tests.factories import draft_question, published_question, received_letter, text_of

INBOX = "/admin/questions/letter/"


def test_the_oldest_waiting_letter_stands_first(john):
    recent, old = received_letter("Yesterday he left."), received_letter("Weeks ago he left.")
    weeks = timezone.localdate() - timedelta(days=21)
    Letter.objects.filter(pk=old.pk).update(received_on=weeks)
    text = john.get(INBOX).text

    assert text.index("Weeks ago he left.") < text.index("Yesterday he left.")
    assert recent.first_line in text


def test_what_is_set_aside_is_found_by_its_state(john):
    letter = received_letter("Buy my watches.")
    john.post(f"{INBOX}{letter.pk}/decline/")

    assert "Buy my watches." not in john.get(INBOX).text
    assert "Buy my watches." in john.get(f"{INBOX}?state=declined").text
    assert "Buy my watches." in john.get(f"{INBOX}?state=all").text


def test_a_letter_is_set_as_a_letter(john):
    letter = received_letter("First.\n\n<b>Second.</b>", sign_off="Awake", contact="a@example.org")
    text = john.get(f"{INBOX}{letter.pk}/change/").text

    assert "<p>First.</p>" in text
    assert "&lt;b&gt;Second." in text
    assert "— Awake" in text
    assert "Left an email address" in text
    assert "a@example.org" not in text


def test_a_letter_cannot_be_changed_added_or_deleted(john):
    letter = received_letter("As it came.")
    assert john.post(f"{INBOX}{letter.pk}/change/", {"text": "x"}).status_code == 403
    assert john.get(f"{INBOX}add/").status_code == 403
    assert john.post(f"{INBOX}{letter.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Letter.objects.get().text == "As it came."


def test_an_answer_starts_with_the_letters_own_words(john):
    letter = received_letter("I wait.\n\nStill.", sign_off="Awake")
    response = john.post(f"{INBOX}{letter.pk}/answer/")

    question = Question.objects.get()
    assert response["Location"] == f"/admin/questions/question/{question.pk}/change/"
    text = text_of(question)
    assert (text.letter_text, text.sign_off) == ("I wait.\n\nStill.", "Awake")
    assert question.state == "draft"
    letter.refresh_from_db()
    assert (letter.state, letter.question) == ("answering", question)


def test_an_answer_is_started_once(john):
    letter = received_letter()
    places = {john.post(f"{INBOX}{letter.pk}/answer/")["Location"] for _ in range(2)}
    assert len(places) == Question.objects.count() == 1


def test_a_declined_letter_is_not_answered(john):
    letter = received_letter()
    john.post(f"{INBOX}{letter.pk}/decline/")
    response = john.post(f"{INBOX}{letter.pk}/answer/", follow=True)
    assert "no answer was started" in response.text
    assert not Question.objects.exists()


def test_reading_starts_nothing(john):
    letter = received_letter()
    assert john.get(f"{INBOX}{letter.pk}/answer/").status_code == 405
    assert "Decline without a reply" in john.get(f"{INBOX}{letter.pk}/decline/").text
    letter.refresh_from_db()
    assert letter.state == "new"


@pytest.mark.parametrize("what", ["answer", "decline"])
def test_an_unknown_letter_is_not_found(john, what):
    address = f"{INBOX}6b1d6d5e-0000-4000-8000-000000000000/{what}/"
    assert john.post(address).status_code == 404


def test_one_letter_that_cannot_be_opened_says_so_and_the_others_open(john):
    sealed, fine = received_letter("lost"), received_letter("fine")
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


def act(john, action, *letters):
    chosen = {"action": action, "_selected_action": [str(letter.pk) for letter in letters]}
    response = john.post(f"{INBOX}?state=all", chosen, follow=True)
    for letter in letters:
        letter.refresh_from_db()
    return response


def test_the_views_carry_their_counts(john):
    received_letter(), received_letter()
    actions.inbox.mark_spam([received_letter()])
    text = john.get(INBOX).text
    assert "Waiting (2)" in text
    assert "Spam (1)" in text
    assert "All letters (3)" in text


def test_a_scheduled_answer_has_its_view(john):
    question = draft_question("One")
    actions.questions.publish(question, timezone.now() + timedelta(days=1))
    assert "Scheduled (1)" in john.get(f"{INBOX}?state=scheduled").text
    assert "How do I tell him?" in john.get(f"{INBOX}?state=scheduled").text


def test_several_are_sorted_at_once(john):
    letters = [received_letter(), received_letter(), received_letter()]
    act(john, "shortlist_letters", letters[0])
    act(john, "mark_as_spam", letters[1])
    assert [letter.state for letter in letters] == ["shortlisted", "spam", "new"]
    act(john, "mark_as_spam", letters[1], letters[2])
    act(john, "reopen_letters", letters[1])
    assert letters[1].state == "new"
    letters[2].refresh_from_db()
    assert letters[2].state == "spam"


def test_an_answered_letter_is_not_sorted_away(john):
    letter = published_question("One").letters.get()
    act(john, "mark_as_spam", letter)
    assert letter.state == "answered"


def test_several_are_declined_with_kind_words(john):
    letters, question = [received_letter(), received_letter()], published_question("Like yours")
    page = act(john, "decline_letters", *letters)
    assert "2 letters will be declined" in page.text
    form = {
        "letter": [str(letter.pk) for letter in letters],
        "because": "Too many.",
        "see_also": question.slug,
    }
    john.post(f"{INBOX}decline/", form)
    for letter in letters:
        letter.refresh_from_db()
        assert (letter.state, letter.declined_because) == ("declined", "Too many.")
        assert letter.see_also == question


def test_kind_words_are_needed_and_the_letters_stay_chosen(john):
    letter = received_letter()
    response = john.post(f"{INBOX}decline/", {"letter": [str(letter.pk)], "because": ""})
    assert "This field is required" in response.text
    assert str(letter.pk) in response.text


def test_notes_and_reasons_are_sealed(john):
    from django.db import connection

    letter = received_letter()
    john.post(f"{INBOX}{letter.pk}/note/", {"note": "Ask about the sister."})
    john.post(f"{INBOX}{letter.pk}/hold/", {"because": "She writes again in May."})
    letter.refresh_from_db()
    assert letter.held_on == timezone.localdate()
    assert "Ask about the sister." in john.get(f"{INBOX}{letter.pk}/change/").text
    with connection.cursor() as cursor:
        cursor.execute("SELECT note, held_because FROM questions_letter")
        assert "sister" not in (stored := str(cursor.fetchall()))
        assert "May" not in stored


def test_a_letter_is_let_go_without_a_reason(john):
    letter = received_letter()
    actions.inbox.hold(letter, "Until May.")
    john.post(f"{INBOX}{letter.pk}/hold/", {"because": ""})
    letter.refresh_from_db()
    assert (letter.held_on, letter.held_because) == (None, None)


def test_the_same_text_is_pointed_out_whatever_its_marks(john):
    first, other = received_letter("He left. What now?"), received_letter("She stayed.")
    again = received_letter("he LEFT -- what   now")
    text = john.get(f"{INBOX}{again.pk}/change/").text
    assert "The same text was sent before" in text
    assert str(first.pk) in text
    assert str(other.pk) not in text
    assert first.likeness == again.likeness != other.likeness


def test_letters_are_searched_although_they_are_sealed(john):
    received_letter("The bins, again."), received_letter("He snores.")
    lost = received_letter("The bins, for ever.")
    Letter.objects.filter(pk=lost.pk).update(text=sealed_elsewhere())
    text = john.get(f"{INBOX}?q=BINS+again").text
    assert "The bins, again." in text
    assert "He snores." not in text


@pytest.mark.parametrize(
    "typed", ["o'brien", "jean-pierre", "ZOË", "zoe\u0308's house", "07700-900"]
)
def test_another_spelling_hides_no_letter(john, typed):
    written = "O’Brien and Jean\u2011Pierre were at Zoe\u0308’s\u00a0house. 0770\u200b0–900"
    letter = received_letter(written)
    assert str(letter.pk) in john.get("/admin/questions/letter/", {"q": typed}).text


def test_a_search_has_an_end(john, monkeypatch):
    monkeypatch.setattr("questions.answering.letters.inbox.SEARCHED_AT_MOST", 2)
    for _ in range(3):
        received_letter("He snores.")
    assert "Only the newest letters" in john.get(f"{INBOX}?q=dragon").text


def test_a_question_answers_another_letter_too(john):
    question, letter = published_question("One"), received_letter("The same trouble.")
    john.post(f"{INBOX}{letter.pk}/attach/", {"question": question.slug, "sure": "1"})
    letter.refresh_from_db()
    assert (letter.question, letter.state) == (question, "answered")
    page = john.get(f"/admin/questions/question/{question.pk}/change/").text
    assert "The same trouble." in page


def test_a_letter_without_consent_makes_a_draft_private_until_it_goes(john):
    draft, letter = draft_question("One"), received_letter(consented=False)
    john.post(f"{INBOX}{letter.pk}/attach/", {"question": "One", "sure": "1"})
    draft.refresh_from_db()
    assert not draft.consented
    john.post(f"{INBOX}{letter.pk}/detach/")
    draft.refresh_from_db()
    letter.refresh_from_db()
    assert draft.consented
    assert (letter.question, letter.state) == (None, "new")


def test_nor_is_it_attached_to_a_public_question(john):
    question, letter = published_question("One"), received_letter(consented=False)
    response = john.post(
        f"{INBOX}{letter.pk}/attach/", {"question": question.slug, "sure": "1"}, follow=True
    )
    assert "has not agreed" in response.text
    letter.refresh_from_db()
    assert letter.question is None


def test_the_only_letter_of_a_question_stays_with_it(db):
    with pytest.raises(actions.letters.NotAnswerable):
        actions.letters.detach(draft_question("One").letters.get())


def test_the_list_opens_no_more_than_a_page(john, monkeypatch):
    from questions import crypto

    for number in range(60):
        received_letter(f"Letter {number}.")
    opened = []
    real = crypto.unseal_text
    monkeypatch.setattr(crypto, "unseal_text", lambda *words: opened.append(1) or real(*words))
    assert john.get(INBOX).status_code == 200
    assert len(opened) <= 3 * 50


def test_the_front_page_says_what_is_urgent_and_what_helped(john):
    received_letter("He put his hands round my neck.", flags=["violence"])
    WeeklyCount.increment_count(WeeklyCount.HELPED)
    text = john.get("/admin/numbers/").text
    assert "1 mentions danger" in text
    assert "helped 1 person" in text


def test_words_of_danger_stand_above_older_letters(john):
    old, urgent = (
        received_letter("Weeks ago he left."),
        received_letter("Help me now.", flags=["violence"]),
    )
    weeks = timezone.localdate() - timedelta(days=21)
    Letter.objects.filter(pk=old.pk).update(received_on=weeks)
    text = john.get(INBOX).text
    assert text.index("Help me now.") < text.index("Weeks ago he left.")
    assert urgent.flag_labels == "violence"
