"""John puts pseudonyms in the place of names, everywhere at once, and takes them out again."""

import re

import pytest
from django.db import connection

from questions import actions
from questions.actions import checklist
from questions.actions.public_text import WRITTEN_FIELDS
from questions.models import Care, Pseudonym
from tests.answering.answers.test_autosave import DESK, sent
from tests.factories import (
    autosave_text,
    change_text,
    draft_question,
    published_question,
    received_letter,
    text_of,
)

TEXT = "I am Anna. Anna's husband is Tom. TOM snores.\n\nAnna"


def a_draft_about_anna(**facts):
    question = actions.letters.start_answer(received_letter(TEXT, sign_off="Anna in bed"))
    return change_text(question, headline="Anna and Tom", answer="Dear Anna, wake Tom.")


def put_in(client, question, pseudonyms, follow=False, **changed):
    names = {"pseudonym-words": list(pseudonyms), "pseudonym": list(pseudonyms.values())}
    form = sent(question, **changed) | names
    response = client.post(f"{DESK}{question.pk}/stand-ins/", form, follow=follow)
    question.refresh_from_db()
    return response


def proposed(page):
    words = r'name="pseudonym-words" value="(.+?)">\s+<input type="text"\s+'
    return dict(re.findall(words + r'name="pseudonym"\s+id="\S+"\s+value="(.*?)"', page))


def put_back(client, question, **changed):
    form = sent(question, **changed)
    response = client.post(f"{DESK}{question.pk}/stand-ins/back/", form, follow=True)
    question.refresh_from_db()
    return response


def test_each_name_is_there_once_with_a_pseudonym(john):
    question = a_draft_about_anna()
    page = john.get(f"{DESK}{question.pk}/change/").text
    assert list(proposed(page)) == ["Anna", "Tom"]
    assert len(set(proposed(page).values()) - {""}) == 2
    assert "6 times" in page


def test_one_click_replaces_them_everywhere(john):
    question = a_draft_about_anna()
    page = put_in(john, question, {"Anna": "Kit", "Tom": "Lou"}, follow=True).text
    text = text_of(question)
    assert text.letter_text == "I am Kit. Kit's husband is Lou. LOU snores.\n\nKit"
    assert (text.headline, text.sign_off) == ("Kit and Lou", "Kit in bed")
    assert text.answer == "Dear Kit, wake Lou."
    assert question.letters.get().text == TEXT
    assert "in 10 places" in page
    assert "Kit for Anna" in page
    assert proposed(page) == {}


def test_what_was_typed_and_not_saved_is_in_it_too(john):
    question = a_draft_about_anna()
    put_in(john, question, {"Anna": "Kit"}, answer="Typed for Anna just now.")
    assert text_of(question).answer == "Typed for Kit just now."


def test_a_name_that_comes_back_gets_the_same_pseudonym_and_is_pointed_out(john):
    question = a_draft_about_anna()
    put_in(john, question, {"Anna": "Zephyrine"})
    autosave_text(question, answer="Oh Anna.")
    question.refresh_from_db()
    assert proposed(john.get(f"{DESK}{question.pk}/change/").text)["Anna"] == "Zephyrine"
    said = [point.text for point in checklist.list_open_items(question)]
    assert "Stand-ins were put in, and these names are there again: Anna" in said


@pytest.mark.parametrize("name", WRITTEN_FIELDS)
def test_a_name_that_comes_back_is_pointed_out_wherever_it_is(john, name):
    question = a_draft_about_anna()
    put_in(john, question, {"Anna": "Zephyrine"})
    autosave_text(question, **{name: "Oh Anna."})
    said = [point.text for point in checklist.list_open_items(question)]
    assert "Stand-ins were put in, and these names are there again: Anna" in said


def test_an_empty_field_keeps_the_words_and_nothing_is_lost_with_none(john):
    question = a_draft_about_anna()
    page = put_in(john, question, {"Anna": "", "Nobody": "Kit"}, follow=True, answer="Typed.").text
    assert "Nothing was replaced" in page
    assert (text_of(question).answer, text_of(question).letter_text) == ("Typed.", TEXT)


def test_it_is_undone_with_one_click(john):
    question = a_draft_about_anna()
    page = put_in(john, question, {"Anna": "Kit"}, follow=True).text
    assert "Undo: put the names back" in page
    page = put_back(john, question).text
    assert text_of(question).letter_text == TEXT
    assert "The names are back." in page
    assert not Pseudonym.objects.exists()
    assert "Undo: put the names back" not in page


def test_undo_takes_nothing_away_that_was_written_since(john):
    question = a_draft_about_anna()
    put_in(john, question, {"Anna": "Kit"})
    page = put_back(john, question, answer="Written since.").text
    assert "You wrote on since" in page
    assert text_of(question).answer == "Written since."
    assert text_of(question).headline == "Kit and Tom"


def test_the_text_before_is_in_the_history(john):
    question = a_draft_about_anna()
    put_in(john, question, {"Anna": "Kit"}, answer="Anna, typed last.")
    newest, before = question.revisions.newest_first()[:2]
    assert newest.reason == "pseudonyms"
    assert before.question_text.answer == "Anna, typed last."


def test_a_public_question_shows_them_when_john_says_so(john, rita):
    question = published_question("One", letter_text=TEXT)
    put_in(john, question, {"Anna": "Kit"})
    assert "Anna" in rita.get("/questions/one/").text
    assert text_of(question).letter_text.startswith("I am Kit.")
    put_back(john, question)
    assert text_of(question).letter_text == TEXT


def test_once_they_are_public_no_button_brings_the_names_back(john):
    question = a_draft_about_anna()
    put_in(john, question, {"Anna": "Kit"})
    actions.questions.publish(change_text(question, care=Care.values))
    assert "Undo: put the names back" not in john.get(f"{DESK}{question.pk}/change/").text
    put_back(john, question)
    assert text_of(question).headline == "Kit and Tom"


def test_an_older_window_changes_nothing_and_sees_both_texts(john):
    question = a_draft_about_anna()
    older = question.revision
    put_in(john, question, {"Tom": "Lou"})
    page = put_in(
        john, question, {"Anna": "Kit"}, answer="From an older window.", base_revision=older
    )
    assert "in the meantime" in page.text
    assert "From an older window." in page.text
    assert text_of(question).headline == "Anna and Lou"


def test_one_that_does_not_fit_is_said_and_nothing_is_lost(john):
    question = a_draft_about_anna()
    page = put_in(john, question, {"Anna": "K" * 200}, follow=True, answer="Typed.").text
    assert "too long" in page
    assert text_of(question).headline == "Anna and Tom"
    assert "Typed." in page


def test_a_made_up_name_gives_nobody_away(john):
    question = draft_question("One", letter_text="I am Anna Becker.", tags=[])
    put_in(john, question, {"Anna": "Charlie", "Becker": "Ashdown"})
    assert text_of(question).letter_text == "I am Charlie Ashdown."
    assert "no telling detail" in " ".join(p.text for p in checklist.list_items(question))


def test_who_stands_for_whom_is_sealed_and_goes_with_the_letter(john):
    question = published_question("One", letter_text="I am Annabeth.")
    put_in(john, question, {"Annabeth": "Kit"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, stand_in FROM questions_standin")
        rows = str(cursor.fetchall())
    assert "Annabeth" not in rows
    assert "Kit" not in rows
    actions.erasure.delete_original(question.letters.get())
    assert not Pseudonym.objects.exists()


def test_the_history_from_before_goes_with_the_letter_too(db):
    question = draft_question("One", letter_text="I am Annabeth.")
    change_text(question, letter_text="I am Kit.")
    actions.questions.publish(question)
    actions.erasure.delete_original(question.letters.get())
    left = {line.question_text.letter_text for line in question.revisions.all()}
    assert left == {"I am Kit."}


def test_only_who_may_change_questions(ida, edith, rita):
    question = a_draft_about_anna()
    assert put_in(ida, question, {"Anna": "Kit"}).status_code == 403
    assert put_in(rita, question, {"Anna": "Kit"}).status_code == 302
    assert edith.get(f"{DESK}{question.pk}/stand-ins/").status_code == 405
    assert text_of(question).headline == "Anna and Tom"
    put_in(edith, question, {"Anna": "Kit"})
    assert text_of(question).headline == "Kit and Tom"
