"""A secret link for a second pair of eyes, passages, and tags that become one."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from questions import actions, search
from questions.models import CacheVersion, Column, Passage, PreviewLink
from tests.factories import (
    autosave_text,
    change_text,
    draft_question,
    published_question,
    saved_tag,
    text_of,
)

DESK = "/admin/questions/question/"


def made_by(john, question):
    page = john.post(f"{DESK}{question.pk}/links/make/", {"days": 3}).text
    return re.search(r'href="http://127\.0\.0\.1:8000(/admin/look/[^"]+)"', page)[1]


def test_the_link_shows_one_revision_to_whoever_has_it(john, rita):
    question = draft_question("One", answer="As it *was*.")
    address = made_by(john, question)
    change_text(question, answer="As it is now.")

    shown = rita.get(address)
    assert "As it <em>was</em>." in shown.text
    assert "As it is now." not in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert shown["X-Robots-Tag"] == "noindex"
    assert shown["Referrer-Policy"] == "no-referrer"
    assert rita.cookies == {}


def test_it_shows_the_changes_of_a_public_question_and_no_letter(john, rita):
    question = published_question("One", letter_text="Edited.")
    autosave_text(question, answer="Not public.")
    shown = rita.get(made_by(john, question)).text
    assert "Not public." in shown
    assert "I have tried twice." not in shown


def test_its_secret_is_not_kept(john):
    address = made_by(john, draft_question("One"))
    token = address.rstrip("/").rpartition("/")[2]
    assert len(token) == 32
    link = PreviewLink.objects.get()
    assert token not in str(link.__dict__)
    assert token not in john.get(f"{DESK}{link.question_id}/links/").text


def test_it_ends_by_itself_and_by_hand(john, rita):
    question = draft_question("One")
    address, other = made_by(john, question), made_by(john, question)
    newest = PreviewLink.objects.latest("pk")
    john.post(f"{DESK}{question.pk}/links/{newest.pk}/withdraw/")
    assert rita.get(other).status_code == 404
    assert rita.get(address).status_code == 200
    PreviewLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert rita.get(address).status_code == 404
    ahead = timezone.now() + timedelta(days=200)  # as if the clock had been
    PreviewLink.objects.update(made_at=ahead, expires_at=ahead + timedelta(days=3))
    assert rita.get(address).status_code == 404


@pytest.mark.parametrize("token", ["a", "x" * 32, "a" * 500])
def test_guesses_find_nothing(rita, db, token):
    assert rita.get(f"/admin/look/{token}/").status_code == 404


def test_a_link_of_another_question_is_not_withdrawn_here(john):
    one, two = draft_question("One"), draft_question("Two")
    made_by(john, one)
    link = PreviewLink.objects.get()
    assert john.post(f"{DESK}{two.pk}/links/{link.pk}/withdraw/").status_code == 404


def test_a_passage_comes_with_its_names(john):
    Column.objects.update(columnist="Jo")
    Column.clear_cache()
    question = draft_question("One", sign_off="Awake")
    passage = Passage.objects.create(name="End", text="Write again, {sign_off}.\n\n{columnist} {x}")
    response = john.get(f"/admin/questions/passage/{passage.pk}/for/{question.pk}/")
    assert response.json()["text"] == "Write again, Awake.\n\nJo {x}"


def test_earlier_questions_are_found_by_their_words_and_drafts_are_not(john):
    published_question("Bins in the rain", answer="Ask about the gutter.")
    published_question("Too hot to talk", letter_text="We only quarrel in a heatwave.")
    draft_question("Bins in the rain again")

    def paths(words):
        found = john.get(f"{DESK}earlier/", {"q": words}).json()["questions"]
        return [question["path"] for question in found]

    for words in ("rain bins", "gutter", "bin"):
        assert paths(words) == ["/questions/bins-in-the-rain/"], words
    assert paths("heatwave") == ["/questions/too-hot-to-talk/"]
    nothing = john.get(f"{DESK}earlier/?q=zebra").json()
    assert nothing["questions"] == []
    assert nothing["none"] == "No published letter or answer contains “zebra”."


def test_tags_become_one_with_their_questions_and_addresses(john, rita):
    one, two = saved_tag("Trust"), saved_tag("Trusting")
    one.slug = "trusted"
    actions.tags.update_tag(one)
    question, both = (
        published_question("One", tags=[one]),
        published_question("Two", tags=[one, two]),
    )
    autosave_text(question, answer="Better.")
    john.post(f"/admin/questions/tag/{one.pk}/merge/", {"into": two.pk})

    for merged in (question, both):
        assert list(merged.tags.all()) == [two]
    assert text_of(question).tags == (two.pk,)
    for former in ("trust", "trusted"):
        assert rita.get(f"/tags/{former}/")["Location"] == "/tags/trusting/"


def test_questions_that_came_from_another_tag_are_found_under_the_new_one(rita):
    one, two, edition = saved_tag("Trust"), saved_tag("Trusting"), CacheVersion.current_key()
    question = published_question("Bins in the rain", tags=[one])
    draft = draft_question("Not yet", tags=[one])
    actions.tags.merge_tags(one, two)
    assert rita.get("/tags/trusting/").context["page"].questions == [question]
    assert search.find_questions("tag:trusting rain").questions == [question]
    assert list(draft.places.all()) == []
    assert CacheVersion.current_key() != edition


def test_a_tag_is_not_merged_into_itself(john):
    tag = saved_tag("Trust")
    response = john.post(f"/admin/questions/tag/{tag.pk}/merge/", {"into": tag.pk})
    assert "Select a valid choice" in response.text
    assert actions.tags.merge_tags(tag, tag) == 0


def test_the_first_page_counts_letters_and_no_reader(john):
    published_question("One", tags=[saved_tag("Trust")])
    text = john.get("/admin/numbers/").text
    assert "0 letters waiting" in text
    assert "<rect" in text
    assert "Trust 1" in text
