"""Who speaks in the columnist's name, who wrote what, and how a message is called back."""

import pytest
from django.contrib.auth.models import User

from questions import actions
from questions.actions.permissions import NotAllowed
from questions.models import Letter, Message, OutgoingMail
from tests.factories import draft_question, published_question, received_letter

INBOX = "/admin/questions/letter/"
KINDS = ["question", "answer", "note"]


def write(client, letter, text="Write to me again.", kind="note"):
    return client.post(f"{INBOX}{letter.pk}/write/", {"text": text, "kind": kind})


@pytest.mark.parametrize("kind", KINDS)
def test_intake_writes_nothing_to_a_writer(ida, kind):
    letter = received_letter()
    assert write(ida, letter, kind=kind).status_code == 403
    assert not Message.objects.exists()
    letter.refresh_from_db()
    assert letter.state == "new"


def test_nor_declines_with_words(ida):
    letter = received_letter()
    form = {"letter": letter.pk, "because": "I am sorry."}
    assert ida.post(f"{INBOX}decline/", form).status_code == 403
    assert ida.post(f"{INBOX}{letter.pk}/decline/").status_code == 302
    assert not Message.objects.exists()
    assert Letter.objects.get().state == "declined"


def test_nor_is_offered_any_of_it(ida):
    letter = received_letter()
    page = ida.get(f"{INBOX}{letter.pk}/change/").text
    assert "/write/" not in page
    assert "/letter/decline/" not in page
    assert "Private notes" in page
    assert "decline_letters" not in ida.get(INBOX).text


def test_the_verbs_refuse_it_themselves(ida):
    by, letter, question = User.objects.get(username="intake"), received_letter(), draft_question()
    public = published_question("Two")
    refused = [
        lambda: actions.messages.add_message(letter, Message.Author.JOHN, "Yes.", by=by),
        lambda: actions.inbox.decline(letter, "I am sorry.", by=by),
        lambda: actions.questions.publish(question, by=by),
        lambda: actions.questions.publish_changes(public, by=by),
        lambda: actions.questions.unpublish(public, by=by),
    ]
    for verb in refused:
        with pytest.raises(NotAllowed):
            verb()
    letter.refresh_from_db()
    assert letter.state == "new"
    assert not Message.objects.exists()


def test_an_editor_writes_and_the_desk_sees_who_did(edith, john, ann):
    letter = received_letter(contact="a@example.org")
    write(edith, letter)
    assert "written by editor" in john.get(f"{INBOX}{letter.pk}/change/").text
    assert Message.objects.get().sender.username == "editor"


@pytest.mark.parametrize(
    ("kind", "state"), [("question", "asked-back"), ("answer", "answered"), ("note", "new")]
)
def test_a_message_that_nobody_has_read_is_called_back(john, kind, state):
    letter = received_letter(contact="a@example.org")
    write(john, letter, "Take it from me.", kind)
    letter.refresh_from_db()
    assert letter.state == state
    place = f"{INBOX}{letter.pk}/message/{Message.objects.get().pk}/recall/"
    assert "Nobody has read this message." in john.get(place).text
    assert Message.objects.count() == 1
    assert "Nobody has read it." in john.post(place, follow=True).text
    letter.refresh_from_db()
    assert (letter.state, letter.contact) == ("new", "a@example.org")
    assert not Message.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_declining_with_words_is_called_back(john):
    letter = received_letter()
    actions.inbox.shortlist([letter])
    actions.inbox.decline(letter, "I am sorry.")
    actions.messages.recall_message(Message.objects.get())
    letter.refresh_from_db()
    assert (letter.state, letter.declined_because) == ("shortlisted", None)


def test_what_was_read_stays(john):
    letter = received_letter()
    write(john, letter)
    actions.messages.mark_read(letter, Message.Author.JOHN)
    place = f"{INBOX}{letter.pk}/message/{Message.objects.get().pk}/recall/"
    assert "can’t be called back" in john.post(place, follow=True).text
    assert Message.objects.count() == 1
    assert "Call it back" not in john.get(f"{INBOX}{letter.pk}/change/").text


def test_what_the_writer_wrote_is_never_called_back(john, ida):
    letter = received_letter()
    message = actions.messages.add_message(letter, Message.Author.ASKER, "It is worse now.")
    assert not actions.messages.recall_message(message)
    assert ida.post(f"{INBOX}{letter.pk}/message/{message.pk}/recall/").status_code == 403


def test_after_a_recall_the_next_message_has_a_number_of_its_own(john):
    letter = received_letter()
    for text in ("One.", "Two.", "Three."):
        actions.messages.add_message(letter, Message.Author.JOHN, text)
    actions.messages.recall_message(letter.messages.get(number=2))
    actions.messages.add_message(letter, Message.Author.JOHN, "Four.")
    assert list(letter.messages.values_list("number", flat=True)) == [1, 3, 4]


def test_a_published_answer_still_tells_its_writer(john):
    question = draft_question()
    letter = question.letters.get()
    letter.contact = "a@example.org"
    letter.save(update_fields=["contact"])
    actions.questions.publish(question)
    letter.refresh_from_db()
    message = actions.messages.add_message(letter, Message.Author.JOHN, "Thank you.")
    actions.messages.recall_message(message)
    assert OutgoingMail.objects.filter(letter=letter).count() == 1
    letter.refresh_from_db()
    assert letter.state == "answered"
