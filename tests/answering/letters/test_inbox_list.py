"""The inbox as a list that can be read, and what is done from it."""

from datetime import timedelta

from django.utils import timezone

from questions import actions
from questions.models import Letter, Message
from tests.factories import draft_question, published_question, received_letter, saved_tag

INBOX = "/admin/questions/letter/"


def row_of(client, letter, query=""):
    page = client.get(f"{INBOX}{query}").text
    rows = page.partition('id="letters"')[2].split('<li class="row')
    return " ".join(next(row for row in rows if str(letter.pk) in row).split())


def test_a_row_says_who_what_and_how_long(john):
    letter = received_letter("He left.\n\n" + "And so on. " * 40, sign_off="Awake <b>")
    Letter.objects.update(received_on=timezone.localdate() - timedelta(days=9))
    row = row_of(john, letter)
    for words in ("Awake &lt;b&gt;", "9 days", "He left."):
        assert words in row
    lines = row.partition('class="lines">')[2].partition("</span>")[0]
    assert 100 < len(lines) < 240


def test_and_what_is_special_about_it(john):
    letter = received_letter(consented=False, contact="a@example.org", flags=["violence"])
    actions.inbox.add_tags([letter], [saved_tag("Trust")])
    actions.messages.add_message(letter, Message.Author.ASKER, "Worse.")
    row = row_of(john, letter)
    for words in ("violence", "new reply", "private only", "email left", "Trust"):
        assert f">{words}</li>" in row
    assert "a@example.org" not in row
    plain = received_letter("The bins.")
    assert "<ul class" not in row_of(john, plain)


def test_a_letter_is_shown_beside_the_list_and_not_counted_as_read(john, sam):
    letter = received_letter("He left.")
    actions.messages.add_message(letter, Message.Author.ASKER, "He is back.")
    response = john.get(f"{INBOX}{letter.pk}/pane/")
    assert "He left." in response.text
    assert "He is back." in response.text
    assert "<html" not in response.text
    assert "no-store" in response["Cache-Control"]
    assert Message.objects.get().is_new
    assert sam.get(f"{INBOX}{letter.pk}/pane/").status_code == 403


def test_one_letter_is_shortlisted_from_its_row(john):
    letter, other = received_letter("One."), received_letter("Two.")
    form = {"_selected_action": [other.pk], "action": ""}
    page = john.post(f"{INBOX}{letter.pk}/shortlist/", form, follow=True).text
    assert "Shortlisted." in page
    states = {one.pk: one.state for one in Letter.objects.all()}
    assert states == {letter.pk: "shortlisted", other.pk: "new"}


def test_what_could_not_be_moved_is_said(john):
    letter = received_letter("One.")
    answered = published_question("Two").letters.get()
    chosen = {"action": "shortlist_letters", "index": "0"}
    chosen |= {"_selected_action": [str(letter.pk), str(answered.pk)]}
    page = john.post(f"{INBOX}?state=all", chosen, follow=True).text
    assert "Shortlisted 1 letter. 1 was left as it is." in page


def test_a_scheduled_letter_is_not_answered(john):
    question = draft_question("One")
    actions.questions.publish(question, timezone.now() + timedelta(days=3))
    letter = question.letters.get()
    assert str(letter.pk) not in john.get(f"{INBOX}?state=answered").text
    assert ">Scheduled</li>" in row_of(john, letter, "?state=scheduled")
    page = john.get(f"{INBOX}?state=all").text
    assert "Answered (" not in page
    assert "Scheduled (1)" in page
    assert "0 answered" in john.get("/admin/numbers/").text


def test_answers_can_be_filtered_by_what_readers_see(john):
    now, desk = timezone.now(), "/admin/questions/question/"
    scheduled, public, draft = (
        draft_question("One"),
        published_question("Two"),
        draft_question("Three"),
    )
    actions.questions.publish(scheduled, now + timedelta(days=3))
    found = {
        state: [
            q
            for q in (scheduled, public, draft)
            if f"question/{q.pk}/" in john.get(f"{desk}?state={state}").text
        ]
        for state in ("scheduled", "published", "draft")
    }
    assert found == {"scheduled": [scheduled], "published": [public], "draft": [draft]}


def test_pointing_to_an_answer_shows_which_and_asks_first(john):
    question, letter = published_question("The dishes"), received_letter("The same trouble.")
    page = john.post(f"{INBOX}{letter.pk}/attach/", {"question": question.slug}).text
    assert "The same trouble." in page
    assert "The dishes" in page
    assert "will be told that their letter is answered" in page
    letter.refresh_from_db()
    assert (letter.question, letter.state) == (None, "new")
    form = {"question": question.slug, "sure": "1"}
    john.post(f"{INBOX}{letter.pk}/attach/", form)
    letter.refresh_from_db()
    assert (letter.question, letter.state) == (question, "answered")
