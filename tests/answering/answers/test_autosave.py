"""Nothing that John writes is lost, and nothing of it is public before he says so."""

from dataclasses import asdict

import pytest
from django.test import Client

from questions import actions
from questions.models import FormerSlug, Question
from tests.factories import draft_question, published_question, received_letter, saved_tag, text_of

DESK = "/admin/questions/question/"
HERE = {"Origin": "http://127.0.0.1:8000"}


def sent(question, **changed):
    """What the page sends by itself."""
    own = asdict(text_of(question)) | {"update_of": ""}
    del own["slug"]
    return own | {"base_revision": question.revision} | changed


def autosave(client, question, **changed):
    response = client.post(f"{DESK}{question.pk}/autosave/", sent(question, **changed))
    question.refresh_from_db()
    return response


def save(client, question, follow=False, **changed):
    form = sent(question, slug=text_of(question).slug) | changed
    response = client.post(f"{DESK}{question.pk}/change/", form, follow=follow)
    question.refresh_from_db()
    return response


def publish_changes(client, question, follow=False, **form):
    """What "Publish changes" on its page sends; open points are let pass."""
    response = client.post(f"{DESK}{question.pk}/publish/", {"anyway": "on"} | form, follow=follow)
    question.refresh_from_db()
    return response


def test_a_draft_is_saved_by_itself(john):
    question, tag = actions.letters.start_answer(received_letter()), saved_tag()
    response = autosave(john, question, answer="Half a *sent", headline="", tags=[tag.pk])

    assert response.json()["revision"] == question.revision == 2
    assert text_of(question).answer == "Half a *sent"
    assert text_of(question).tags == (tag.pk,)
    assert "Before it is public" in response.json()["checklist"]


def test_typing_a_headline_makes_no_addresses(john):
    question = draft_question("First")
    for headline in ("F", "Fi", "Fir"):
        autosave(john, question, headline=headline)
    assert question.slug is None
    assert not FormerSlug.objects.exists()


def test_a_public_question_is_never_changed_by_itself(john, rita):
    question = published_question("One")
    autosave(john, question, answer="Not yet.", headline="Two")

    assert "Not yet." not in rita.get("/questions/one/").text
    assert question.answer != "Not yet."
    page = john.get(f"{DESK}{question.pk}/change/").text
    assert "Not yet." in page
    assert "Your changes are not public yet." in page


def test_nor_is_a_scheduled_one(john):
    from datetime import timedelta

    from django.utils import timezone

    question = draft_question("One")
    actions.questions.publish(question, timezone.now() + timedelta(days=1))
    autosave(john, question, answer="Not yet.")
    assert question.answer != "Not yet."


def test_he_publishes_the_changes(john, rita):
    question = published_question("One")
    autosave(john, question, answer="Better.")
    page = save(john, question, _publish="1")
    assert page.url == f"{DESK}{question.pk}/publish/"
    assert "Better." not in rita.get("/questions/one/").text
    assert "Your changes are public now." in publish_changes(john, question, follow=True).text
    assert "Better." in rita.get("/questions/one/").text
    assert not actions.history.has_pending_changes(question)


@pytest.mark.parametrize("button", ["_continue", "_keep", "_save", "_publish", "_look"])
def test_no_button_that_saves_makes_the_changes_public(john, rita, button):
    question = published_question("One")
    response = save(john, question, answer="Better.", follow=button == "_save", **{button: "1"})
    assert "Your changes are not public yet" in john.get(f"{DESK}{question.pk}/change/").text
    if button == "_save":
        assert "Readers can’t see them until you publish" in response.text
    assert "Better." not in rita.get("/questions/one/").text
    assert text_of(question).answer == "Better."


def test_discarding_changes_asks_and_shows_them(john):
    question = published_question("One")
    assert john.get(f"{DESK}{question.pk}/drop/").status_code == 302
    autosave(john, question, answer="Better.")
    page = john.get(f"{DESK}{question.pk}/drop/").text
    assert "Better." in page
    assert "never public" in page
    assert text_of(question).answer == "Better."
    john.post(f"{DESK}{question.pk}/drop/")
    question.refresh_from_db()
    assert text_of(question).answer == question.answer != "Better."


def test_what_is_taken_down_keeps_the_changes_as_its_text(john):
    question = published_question("One")
    autosave(john, question, answer="Better.")
    actions.questions.unpublish(question)
    assert text_of(Question.objects.get()).answer == "Better."
    assert not actions.history.has_pending_changes(question)


def test_a_second_window_is_told_and_shown_the_other_text(john):
    question = draft_question("One")
    first = question.revision
    autosave(john, question, answer="From the first window.")
    response = autosave(john, question, answer="From the second.", base_revision=first)

    assert response.status_code == 409
    assert response.json()["theirs"]["answer"] == "From the first window."
    assert text_of(question).answer == "From the first window."
    assert autosave(john, question, answer="From the second.").status_code == 200


def test_an_answer_that_was_lost_on_the_way_is_no_second_window(john):
    question = draft_question("One")
    first = question.revision
    autosave(john, question, answer="Sent twice.")
    response = autosave(john, question, answer="Sent twice.", base_revision=first)
    assert response.json()["revision"] == question.revision


def test_a_save_by_hand_is_refused_alike_with_both_texts(john):
    question = draft_question("One")
    first = question.revision
    autosave(john, question, answer="From the first window.")
    page = save(john, question, answer="From the second.", base_revision=first).text

    assert "From the first window." in page
    assert "From the second." in page
    assert f'name="base_revision" value="{question.revision}"' in page
    assert text_of(question).answer == "From the first window."


def test_a_text_that_is_too_long_is_said_and_not_kept(john):
    question = draft_question("One")
    response = autosave(john, question, answer="a" * 60_001)
    assert response.status_code == 400
    assert response.json()["errors"]
    assert text_of(question).answer == "Say it in *two* sentences."


def test_the_page_sends_it_without_its_number_never(john):
    question = draft_question("One")
    assert autosave(john, question, base_revision="").status_code == 400


def test_a_save_after_the_session_has_ended_gives_the_text_back(rita):
    question = draft_question("One")
    form = sent(question, answer="Kept. " * 60)
    response = rita.post(f"{DESK}{question.pk}/change/", form, headers=HERE)

    assert response.status_code == 403
    assert "Kept. Kept." in response.text
    assert "Sign in again in another window" in response.text
    assert response["Cache-Control"] == "no-store"
    assert text_of(Question.objects.get()).answer != form["answer"]


def test_a_script_of_ours_is_told_in_json(rita):
    question = draft_question("One")
    headers = HERE | {"Accept": "application/json"}
    response = rita.post(f"{DESK}{question.pk}/autosave/", sent(question), headers=headers)
    assert (response.status_code, response.json()) == (401, {"signed_out": True})


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example"])
def test_a_form_of_another_site_is_not_laid_ready(rita, origin):
    question = draft_question("One")
    headers = {"Origin": origin} if origin else {}
    response = rita.post(f"{DESK}{question.pk}/change/", {"answer": "Planted."}, headers=headers)
    assert "Planted." not in response.text


def test_a_token_that_is_too_old_gives_the_text_back(john):
    question = draft_question("One")
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = john.cookies
    form = sent(question, answer="Kept. " * 60)
    response = browser.post(f"{DESK}{question.pk}/change/", form, headers=HERE)
    assert response.status_code == 403
    assert "Kept. Kept." in response.text
    token = browser.get(f"{DESK}token/").json()["token"]
    form["csrfmiddlewaretoken"] = token
    assert browser.post(f"{DESK}{question.pk}/change/", form, headers=HERE).status_code == 302
    assert text_of(Question.objects.get()).answer == form["answer"].strip()


@pytest.mark.parametrize("button", ["_continue", "_keep", "_look", "_publish", "_save"])
def test_an_editor_makes_nothing_public_whatever_the_button(edith, rita, button):
    question = published_question("One")
    save(edith, question, answer="Not approved.", headline="Two", **{button: "1"})
    assert "Not approved." not in rita.get("/questions/one/").text
    assert text_of(question).answer == "Not approved."


def test_the_checklist_looks_at_what_is_being_written(john):
    question = published_question("One", care=[])
    response = autosave(john, question, content_notes=["abuse"])
    assert "letters about danger isn’t complete" in response.json()["checklist"]


def test_other_line_ends_are_no_other_text(john):
    question = draft_question("One", answer="First.\n\nSecond.")
    before = question.revision
    autosave(john, question, answer="First.\r\n\r\nSecond.")
    assert question.revision == before
