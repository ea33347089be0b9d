"""John writes an answer, looks at it, publishes it, corrects it, takes it down."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.forms import modelform_factory
from django.utils import timezone

from questions import actions
from questions.answering.answers.forms import QuestionForm
from questions.models import Question
from tests.factories import (
    draft_question,
    opened,
    published_question,
    received_letter,
    saved_tag,
    text_of,
)

DESK = "/admin/questions/question/"


def fields_of(question, **changed):
    """What the answer page sends."""
    text = text_of(question)
    return {
        "headline": text.headline,
        "letter_text": text.letter_text,
        "sign_off": text.sign_off,
        "answer": text.answer,
        "slug": text.slug,
        "_continue": "Save",
    } | changed


def save(john, question, **changed):
    response = john.post(f"{DESK}{question.pk}/change/", fields_of(question, **changed))
    question.refresh_from_db()
    return response


def publish(john, question, **form):
    response = john.post(
        f"{DESK}{question.pk}/publish/", {"when": "now", "anyway": "on"} | form, follow=True
    )
    question.refresh_from_db()
    return response


def test_the_letter_stands_beside_the_editor(john):
    question = actions.letters.start_answer(received_letter("As it came.", sign_off="Awake"))
    text = john.get(f"{DESK}{question.pk}/change/").text
    assert "As it came." in text
    assert "markdownx-editor" in text
    assert 'data-markdownx-urls-path="/admin/markdown/preview/"' in text


def test_saving_keeps_everything_and_renders_it(john):
    question = actions.letters.start_answer(received_letter())
    tag = saved_tag("Trust")
    save(
        john,
        question,
        headline="How do I tell him?",
        letter_text="Edited.",
        sign_off="Awake",
        answer="In *two* sentences.",
        tags=[tag.pk],
        content_notes=["grief"],
    )

    shown = opened(question)
    assert shown.slug == "how-do-i-tell-him"
    assert shown.answer_html == "<p>In <em>two</em> sentences.</p>\n"
    assert shown.answer_excerpt == "In two sentences."
    assert shown.letter_excerpt == "Edited."
    assert shown.tag_list == [tag]
    assert shown.content_notes == ["grief"]
    assert question.state == "draft"


def test_line_ends_of_the_wire_are_put_back(john):
    question = actions.letters.start_answer(received_letter())
    save(john, question, headline="One", letter_text="a\r\n\r\nb", answer="c\r\nd")
    assert (text_of(question).letter_text, text_of(question).answer) == ("a\n\nb", "c\nd")


def test_a_drafts_address_follows_its_headline_until_john_sets_one(john):
    question = draft_question("First thought")
    save(john, question, headline="Second thought")
    assert opened(question).slug == "second-thought"
    save(john, question, slug="my-own")
    save(john, question, headline="Third thought")
    assert opened(question).slug == "my-own"
    assert question.slug is None


def test_two_questions_of_one_headline_get_two_addresses(john):
    assert published_question("The same").slug == "the-same"
    assert published_question("The same").slug == "the-same-2"


def test_an_address_that_is_taken_is_said_beside_the_field(john):
    published_question("One")
    question = draft_question("Two")
    response = save(john, question, slug="one", answer="Kept.")
    assert response.status_code == 200
    assert "already exists" in response.text
    assert "Kept." in response.text


def test_a_headline_without_latin_letters_gets_an_address(john):
    assert published_question("איך אני אומרת לו?").slug == "letter"


def test_he_looks_at_the_page_before_it_is_public(john, rita):
    question = draft_question("One")
    response = john.post(f"{DESK}{question.pk}/change/", fields_of(question, _look="1"))
    assert response["Location"] == f"{DESK}{question.pk}/page/"
    page = john.get(response["Location"])
    assert '<h1 dir="auto">One</h1>' in page.text
    assert "noindex" in page.text
    assert "no-store" in page["Cache-Control"]
    assert rita.get(response["Location"]).status_code == 302
    assert rita.get("/questions/one/").status_code == 404


def test_he_publishes_now(john, rita):
    question = draft_question("One")
    response = publish(john, question)

    assert "The answer is public now." in response.text
    assert rita.get("/questions/one/").status_code == 200
    assert question.letters.get().state == "answered"


def test_he_publishes_at_a_time_to_come(john, rita):
    question = draft_question("One")
    moment = timezone.localtime() + timedelta(days=2)
    response = publish(john, question, when="later", at=moment.strftime("%Y-%m-%dT%H:%M"))

    assert "will be public on" in response.text
    assert question.is_scheduled
    assert rita.get("/questions/one/").status_code == 404


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"when": "later", "at": ""}, "Choose a day and a time."),
        ({"when": "later", "at": "2020-01-01T09:00"}, "This time is past."),
        ({"when": "later", "at": "soon"}, "Enter a valid date"),
        ({"when": "never"}, "Select a valid choice"),
    ],
)
def test_a_time_that_makes_no_sense_is_said_beside_the_field(john, form, words):
    question = draft_question("One")
    response = publish(john, question, **form)
    assert words in response.text
    assert question.state == "draft"


def test_the_page_to_publish_says_what_will_happen(john):
    question = draft_question("One")
    text = john.get(f"{DESK}{question.pk}/publish/").text
    assert "/questions/one/" in text
    assert Question.objects.get().state == "draft"


def test_a_letter_without_consent_is_not_published_by_the_desk(john):
    question = draft_question("One", consented=False)
    assert "has not agreed" in john.get(f"{DESK}{question.pk}/publish/").text
    assert "has not agreed" in publish(john, question).text
    assert question.state == "draft"


def test_nor_by_the_verb(db):
    question = draft_question("One", consented=False)
    question.consented = True
    with pytest.raises(actions.questions.NotPublishable):
        actions.questions.publish(question)


def test_nor_when_only_one_of_two_writers_agreed(db):
    question = draft_question("One")
    letter = received_letter(consented=False)
    type(letter).objects.filter(pk=letter.pk).update(question=question)
    with pytest.raises(actions.questions.NotPublishable):
        actions.questions.publish(question)


def test_nor_by_extra_fields(john):
    question = draft_question("One", consented=False)
    save(john, question, consented="on", state="published", publish_at="2020-01-01")
    assert (question.consented, question.state, question.publish_at) == (False, "draft", None)


def test_nor_by_the_database_itself(db):
    question = draft_question("One", consented=False)
    row = Question.objects.filter(pk=question.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(state="published", publish_at=timezone.now())


@pytest.mark.parametrize("answer", ["", "  \n ", "[a]: /x", "![](http://elsewhere/x.png)"])
def test_a_question_without_an_answer_is_not_published(john, answer):
    question = draft_question("One", answer=answer)
    assert "The answer is empty." in publish(john, question).text
    assert question.state == "draft"


def test_a_published_question_keeps_its_answer(john):
    question = published_question("One")
    save(john, question, answer=" ")
    assert "The answer is empty." in publish(john, question).text
    assert question.answer


def test_changes_are_public_when_published_and_keep_the_date(john, rita):
    question = published_question("One")
    published = question.publish_at
    save(john, question, answer="Better words.")
    assert "Better words." not in rita.get("/questions/one/").text
    publish(john, question)
    assert "Better words." in rita.get("/questions/one/").text
    assert question.publish_at == published


def test_he_takes_a_question_down_and_nothing_of_it_is_lost(john, rita):
    question = published_question("One")
    assert "no longer find" in john.get(f"{DESK}{question.pk}/unpublish/").text
    assert rita.get("/questions/one/").status_code == 200
    john.post(f"{DESK}{question.pk}/unpublish/")

    assert rita.get("/questions/one/").status_code == 404
    question.refresh_from_db()
    assert (question.state, question.answer) == ("draft", "")
    assert text_of(question).answer == "Say it in *two* sentences."
    assert question.letters.get().state == "answering"


def test_a_question_is_not_an_update_to_itself(john):
    question = draft_question("One")
    named = f"http://127.0.0.1:8000{DESK}{question.pk}/change/"
    assert "update to itself" in save(john, question, update_of=named).text


def test_the_earlier_question_is_named_by_its_address(john):
    earlier, question = published_question("Before"), draft_question("After")
    save(john, question, update_of="before")
    assert opened(question).update_of == earlier
    assert 'value="before"' in john.get(f"{DESK}{question.pk}/change/").text
    assert "No answer has this address" in save(john, question, update_of="never").text


def test_questions_are_neither_added_nor_deleted_here(john):
    question = published_question("One")
    assert john.get(f"{DESK}add/").status_code == 403
    assert john.post(f"{DESK}{question.pk}/delete/", {"post": "yes"}).status_code == 403


def test_every_page_of_the_desk_opens(john):
    published_question("One", tags=[saved_tag()])
    for place in (
        "",
        "questions/letter/",
        "questions/question/",
        "questions/tag/",
        "questions/tag/add/",
        "questions/passage/",
        "questions/passage/add/",
        "questions/column/1/change/",
    ):
        assert john.get(f"/admin/{place}").status_code == 200, place


def test_what_the_form_does_not_ask_for_stays(db):
    question = draft_question("One", sign_off="Awake")
    asked = [name for name in QuestionForm.Meta.fields if name != "sign_off"]
    form_class = modelform_factory(Question, form=QuestionForm, fields=asked)
    form = form_class(fields_of(question, headline="Two"), instance=question)
    assert form.is_valid(), form.errors
    text = form.to_question_text()
    assert (text.headline, text.sign_off) == ("Two", "Awake")
