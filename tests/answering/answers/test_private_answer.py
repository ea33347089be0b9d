"""A private answer: written in the same editor, read by the letter's writer alone."""

import pytest

from questions import actions
from questions.models import Letter, Message, Question
from tests.answering.answers.test_page import DESK, save
from tests.asking.test_status import RECEIPT
from tests.factories import draft_question, published_question, received_letter, text_of

ANSWER = "Say it *twice*.\n\n(a) to her\n(b) to yourself (c)"


def send(client, question):
    return client.post(f"{DESK}{question.pk}/send/", follow=True)


def page_of(client, question):
    return client.get(f"{DESK}{question.pk}/change/").text


def test_whoever_did_not_agree_gets_only_a_private_answer(john):
    question = draft_question(consented=False)
    page = page_of(john, question)
    assert "Send privately…" in page
    assert 'name="_publish"' not in page
    page = page_of(john, draft_question())
    assert "Send privately…" in page
    assert 'name="_publish"' in page


def test_it_shows_what_they_will_read_and_sends_nothing(john):
    question = draft_question(answer=ANSWER)
    assert save(john, question, _send="1")["Location"] == f"{DESK}{question.pk}/send/"
    page = john.get(f"{DESK}{question.pk}/send/").text
    assert "<em>twice</em>" in page
    assert not Message.objects.exists()


def test_links_in_it_that_lead_nowhere_are_named(john):
    question = draft_question(answer="[ring](tel:116 123)")
    page = john.get(f"{DESK}{question.pk}/send/").text
    assert "This link leads nowhere: ring (tel:116 123)" in page


def test_its_writer_reads_it_as_it_was_written(john, client):
    letter = actions.letters.receive(text="Help.", consented=False, receipt=RECEIPT)
    question = actions.letters.start_answer(letter)
    actions.questions.update(question, text_of(question, answer=ANSWER))
    assert "Sent. The writer can read it" in send(john, question).text

    message = Message.objects.get()
    assert (message.text, message.kind, message.is_markdown) == (ANSWER, "answer", True)
    assert '<ol type="a" class="bracketed">' in message.as_html
    assert "<em>twice</em>" in client.post("/reply/", {"receipt": RECEIPT}).text
    assert "<em>twice</em>" in page_of(john, question)
    letter.refresh_from_db()
    assert letter.state == Letter.State.ANSWERED


def test_it_is_a_line_of_the_history_and_stays_a_draft(john, rita):
    question = draft_question(answer=ANSWER)
    send(john, question)
    question.refresh_from_db()
    assert question.state == Question.State.DRAFT
    assert "Sent privately to the writer" in john.get(f"{DESK}{question.pk}/past/").text
    assert "to yourself" not in rita.get("/").text


def test_the_same_text_is_sent_once(john):
    question = draft_question(answer=ANSWER)
    send(john, question)
    assert "You have sent this answer already." in send(john, question).text
    assert Message.objects.count() == 1
    save(john, question, answer="Better.")
    send(john, question)
    assert Message.objects.count() == 2


def test_an_empty_or_published_answer_is_not_sent(john):
    assert "The answer is empty." in send(john, draft_question(answer=" ")).text
    question = published_question()
    assert "This answer is published" in send(john, question).text
    assert "Send privately…" not in page_of(john, question)


@pytest.mark.parametrize("state", [Letter.State.WITHDRAWN])
def test_nobody_writes_to_somebody_who_withdrew(john, state):
    question = draft_question(answer=ANSWER)
    question.letters.update(state=state)
    assert "There is no letter whose writer could read it." in send(john, question).text


def test_intake_sends_nothing_in_the_columnists_name(ida):
    question = actions.letters.start_answer(received_letter())
    assert send(ida, question).status_code == 403


def test_it_needs_no_headline_and_nothing_of_a_publication_stands_around_it(john):
    question = draft_question(consented=False)
    sent = save(john, question, headline="", answer=ANSWER, _send="1")
    assert sent["Location"] == f"{DESK}{question.pk}/send/"
    page = page_of(john, question)
    assert "private-answer" in page.partition("<body")[2].partition(">")[0]
    assert "private-answer" not in page_of(john, draft_question()).partition("<body")[2][:400]
    refused = save(john, draft_question(), headline="", _publish="1")
    assert "Write a headline before you publish." in refused.text


def test_what_was_sent_says_so_everywhere(john):
    question = draft_question(answer=ANSWER, consented=False)
    waiting = actions.letters.receive(text="Next.", consented=True, receipt="another")
    assert f"{waiting.pk}/change/" in send(john, question).text.partition("Next letter")[0][-200:]
    page = page_of(john, question)
    assert "Sent privately on" in page
    assert "Send privately again…" in page
    assert "Sent privately" in john.get(DESK).text
    assert "Carry on writing" not in john.get("/admin/").text
    save(john, question, answer="Better.")
    assert "Carry on writing" in john.get("/admin/").text


def test_it_says_whether_the_writer_is_told_by_email(john):
    question = draft_question(answer=ANSWER, consented=False)
    assert "They left no email address" in john.get(f"{DESK}{question.pk}/send/").text
    letter = question.letters.get()
    letter.contact = "a@example.org"
    letter.save()
    assert "They’ll get one email" in john.get(f"{DESK}{question.pk}/send/").text
    question.letters.add(received_letter(consented=False))
    assert "One of them will get an email" in john.get(f"{DESK}{question.pk}/send/").text
