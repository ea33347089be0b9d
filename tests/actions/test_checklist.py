"""Before it is public: hard points block whichever way one tries, soft ones ask."""

from dataclasses import asdict

import pytest

from questions import actions
from questions.actions import checklist
from tests.factories import (
    change_text,
    draft_question,
    published_question,
    saved_collection,
    saved_tag,
    text_of,
)

DESK = "/admin/questions/question/"


def said(question, standing):
    return [point.text for point in checklist.list_items(question) if point.status_name == standing]


def test_a_whole_question_has_nothing_left(db):
    question = draft_question("One", tags=[saved_tag("Trust")])
    assert said(question, "hard") == said(question, "soft") == []
    assert said(question, "done") == [
        "Its writer agreed to publication",
        "Tags: Trust",
        "The search found no telling detail; read it once more with the writer’s eyes",
    ]


def test_details_that_give_somebody_away_are_pointed_out(db):
    question = draft_question(
        "One", letter_text="Ring me on 07700 900123.", tags=[saved_tag("Trust")]
    )
    assert said(question, "soft") == [
        "1 detail in the letter may still give somebody away: 07700 900123"
    ]


def test_soft_points_ask_and_are_answered_once(john):
    question = draft_question("One")
    page = john.get(f"{DESK}{question.pk}/publish/").text
    assert "It has no tag" in page
    response = john.post(f"{DESK}{question.pk}/publish/", {"when": "now"})
    assert "Publish anyway" in response.text
    john.post(f"{DESK}{question.pk}/publish/", {"when": "now", "anyway": "on"})
    question.refresh_from_db()
    assert question.is_public


@pytest.mark.parametrize("note", ["violence", "self-harm", "abuse"])
def test_danger_needs_its_list_whichever_way_one_tries(john, note):
    question = draft_question("One", content_notes=[note], care=["help"])
    assert "letters about danger isn’t complete" in john.get(f"{DESK}{question.pk}/publish/").text
    john.post(f"{DESK}{question.pk}/publish/", {"when": "now", "anyway": "on"})
    with pytest.raises(actions.questions.NotPublishable):
        actions.questions.publish(question)
    question.refresh_from_db()
    assert question.state == "draft"


def test_words_of_danger_in_the_letter_ask_and_do_not_block(john):
    question = draft_question("One", care=[])
    question.letters.update(flags=["violence"])
    assert not [point for point in said(question, "hard") if "danger" in point]
    john.post(f"{DESK}{question.pk}/publish/", {"when": "now"})
    question.refresh_from_db()
    assert question.state == "draft"
    john.post(f"{DESK}{question.pk}/publish/", {"when": "now", "anyway": "on"})
    question.refresh_from_db()
    assert question.state == "published"


def test_a_letter_about_danger_wants_its_note(db):
    question = draft_question("One")
    question.letters.update(flags=["violence"])
    text = "Its letter may speak of danger, and no content note says so: violence"
    assert text in said(question, "soft")
    change_text(question, content_notes=["abuse"])
    assert text not in said(question, "soft")


def test_nor_does_a_public_question_get_the_note_without_the_list(john):
    question = published_question("One", care=[])
    form = asdict(text_of(question)) | {"update_of": "", "content_notes": ["abuse"]}
    form |= {"base_revision": question.revision}
    john.post(f"{DESK}{question.pk}/change/", form)
    response = john.post(f"{DESK}{question.pk}/publish/", {"anyway": "on"}, follow=True)
    assert "letters about danger isn’t complete" in response.text
    question.refresh_from_db()
    assert question.content_notes == []


def test_grief_needs_no_list(db):
    assert said(draft_question("One", content_notes=["grief"], care=[]), "hard") == []


def test_a_picture_says_what_it_shows(db):
    path = f"/media/{'a' * 32}.png"
    bare = draft_question("One", answer=f"So. ![What the picture shows]({path}) ![]({path})")
    assert "2 pictures do not say what they show" in said(bare, "soft")
    told = draft_question("Two", answer=f"So. ![A boat]({path})")
    assert "Each picture says what it shows" in said(told, "done")


LEADS = {
    "/questions/there/": True,
    "/questions/before/": True,
    "http://127.0.0.1:8000/questions/there/": True,
    "/tags/trust/": True,
    "/about/": True,
    "https://example.org/nothing": True,
    "/questions/nowhere/": False,
    "/questions/hidden/": False,
    "/tags/nowhere/": False,
    "/tags/of-drafts/": False,
    "/tags/of-drafts/feed/": False,
    "/media/none.png": False,
    "/admin/": False,
    "/nowhere": False,
    "/tags/trust/feed/": True,
    "/collections/on-trust/": True,
    "/collections/not-yet/": False,
    "/old/path": True,
    "/admin/settings/": False,
    "http://127.0.0.1:8001/x": True,
    "#nothing": False,
}


def test_links_inside_the_site_lead_somewhere(db):
    draft_question("Hidden", tags=[saved_tag("Of drafts")])
    question = published_question("Before", tags=[saved_tag("Trust")])
    change_text(question, slug="there")
    saved_collection("On trust", [("", question)])
    saved_collection("Not yet", [("", question)], is_public=False)
    actions.imported_addresses.add_targets(["/old/path"], "/about/")
    question = draft_question("One", tags=[saved_tag("Other")])
    found = {}
    for link in LEADS:
        change_text(question, answer=f"Read [this]({link}).")
        found[link] = not said(question, "soft")
    assert found == LEADS


def test_a_link_that_was_refused_is_named_with_its_words(db):
    answer = "[their page](questions/x), [ring](tel:116123), [www.example.org](www.example.org)"
    question = draft_question("One", answer=answer, tags=[saved_tag("Trust")])
    assert said(question, "soft") == ["This link leads nowhere: their page (questions/x)"]


def test_an_address_of_what_was_withdrawn_leads_nowhere(db):
    gone = published_question("Before")
    change_text(gone, slug="after")
    actions.questions.unpublish(gone)
    question = draft_question("One", answer="[this](/questions/before/)", tags=[saved_tag("Trust")])
    assert said(question, "soft") == ["This link leads nowhere: /questions/before/"]


def test_a_link_without_words_and_a_picture_of_others_are_named(db):
    answer = "[](https://x.org) and ![a boat](https://x.org/boat.jpg) and ![](//x.org/y.png)"
    question = draft_question("One", answer=answer, tags=[saved_tag("Trust")])
    assert said(question, "soft") == [
        "This link has no words: https://x.org",
        "This picture isn’t shown: a boat (https://x.org/boat.jpg)",
        "This picture isn’t shown: //x.org/y.png",
    ]


def test_a_picture_of_ours_whose_file_is_gone_is_named(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    there, gone = (f"{letter * 32}.png" for letter in "ab")
    (tmp_path / there).write_bytes(b"")
    answer = f"So. ![A boat](/media/{there}) ![A cat](/media/{gone})"
    question = draft_question("One", answer=answer, tags=[saved_tag("Trust")])
    assert said(question, "soft") == [f"This picture isn’t shown: A cat (/media/{gone})"]


def test_footnotes_lead_somewhere(db):
    question = draft_question("One", answer="So.[^1]\n\n[^1]: Note.", tags=[saved_tag("Trust")])
    assert said(question, "soft") == []
