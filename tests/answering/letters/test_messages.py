"""John reads what was said since beside his answer, and writes back from there."""

from questions import actions
from questions.crypto import Sealed
from questions.models import Message
from tests.answering.answers.test_autosave import DESK
from tests.factories import received_letter

SAID = "He called on Sunday after all."


def an_answer_with_news():
    question = actions.letters.start_answer(received_letter())
    letter = question.letters.get()
    actions.messages.add_message(letter, Message.Author.ASKER, SAID, kind=Message.Kind.UPDATE)
    return question, letter


def page_of(client, question):
    return client.get(f"{DESK}{question.pk}/change/").text


def write(client, letter, **form):
    return client.post(f"/admin/questions/letter/{letter.pk}/write/", form, follow=True)


def test_what_was_said_since_stands_beside_the_editor(john):
    question, _letter = an_answer_with_news()
    page = page_of(john, question)
    assert ">Messages<" in page
    assert SAID in page
    assert not Message.objects.get().is_new
    assert ">Messages<" not in page_of(john, actions.letters.start_answer(received_letter()))


def test_he_writes_back_from_there_and_stays_there(john):
    question, letter = an_answer_with_news()
    page = write(john, letter, text="And then?", kind="question", from_answer="1")
    assert page.redirect_chain[-1][0] == f"{DESK}{question.pk}/change/"
    assert "And then?" in page.text
    assert Message.objects.count() == 2


def test_from_the_letter_he_comes_back_to_the_letter(john):
    _question, letter = an_answer_with_news()
    page = write(john, letter, text="And then?", kind="question")
    assert page.redirect_chain[-1][0] == f"/admin/questions/letter/{letter.pk}/change/"


def test_what_no_key_opens_does_not_pseudonym_the_way(john):
    question, letter = an_answer_with_news()
    Message.objects.update(text=Sealed("sealed-with-a-key-that-is-gone"))
    assert page_of(john, question)
    assert john.get(f"/admin/questions/letter/{letter.pk}/change/").status_code == 200
