"""Rita reads what happened next, and what she would rather not see can be left out."""

import json

import pytest

from questions import actions
from questions.models import Issue
from questions.newsletter import emails
from tests.factories import draft_question, published_question, saved_collection, saved_tag


def test_updates_are_listed_with_the_question_that_they_follow(rita, django_assert_max_num_queries):
    earlier = published_question("Before")
    published_question("After", update_of=earlier)
    published_question("Another one")
    published_question("After a draft", update_of=draft_question("A draft"))
    with django_assert_max_num_queries(4):
        response = rita.get("/updates/")
    assert [question.headline for question in response.context["page"].questions] == ["After"]
    assert 'href="/questions/before/"' in response.text
    assert "A draft" not in response.text


def test_no_updates_are_no_error(rita, db):
    assert rita.get("/updates/").status_code == 200


def test_a_list_says_what_each_question_is_about(rita):
    published_question("One", tags=[saved_tag("Trust")], content_notes=["grief"])
    assert 'data-topics="trust note-grief"' in rita.get("/").text


def test_the_choice_of_topics_waits_for_its_script(rita):
    published_question("One", tags=[saved_tag("Trust")])
    text = rita.get("/tags/").text
    assert 'value="trust"' in text
    assert 'value="note-grief"' in text
    assert 'aria-labelledby="hiding-label" hidden' in text


@pytest.fixture
def told(db):
    """A letter, and what its writer told afterwards, both under a tag and in a collection."""
    trust = saved_tag("Trust")
    earlier = published_question("Before the storm", tags=[trust], letter_text="We wait, she said.")
    later = published_question("After the storm", tags=[trust], update_of=earlier)
    saved_collection("On storms", [("", earlier), ("", later)])
    return earlier, later


LISTS = ["/", "/tags/trust/", "/updates/", "/collections/on-storms/", "/archive/all/"]
LISTS += ["/search/?q=storm"]
FOLLOWS = 'Update to <a href="{}/questions/before-the-storm/">Before the storm</a>'
FOLLOWED = 'What happened next: <a href="{}/questions/after-the-storm/">After the storm</a>'


@pytest.mark.parametrize("address", LISTS)
def test_an_update_stands_with_its_letter_in_every_list(rita, told, address):
    text = rita.get(address).text
    assert FOLLOWS.format("") in text
    assert (FOLLOWED.format("") in text) == (address != "/updates/")


@pytest.mark.parametrize("address", LISTS)
def test_neither_is_named_once_it_is_taken_down(rita, told, address):
    actions.questions.unpublish(told[0])
    assert "Before the storm" not in rita.get(address).text
    actions.questions.publish(told[0])
    actions.questions.unpublish(told[1])
    assert "After the storm" not in rita.get(address).text


@pytest.mark.parametrize("place", ["", "tags/trust/", "collections/on-storms/"])
def test_an_update_stands_with_its_letter_in_the_feeds(rita, told, place):
    atom = rita.get(f"/{place}feed/").text
    items = json.loads(rita.get(f"/{place}feed.json").text)["items"]
    html = "".join(item["content_html"] for item in items)
    for said in (FOLLOWS, FOLLOWED):
        said = said.format("http://testserver").partition("<a")[0].strip()
        assert said in html
        assert said in atom
    assert "/questions/before-the-storm/" in html
    assert "/questions/after-the-storm/" in html


@pytest.mark.parametrize("rhythm", ["at-once", "weekly"])
def test_an_update_stands_with_its_letter_in_the_mail(told, settings, rhythm):
    issue = Issue(name="An issue", rhythm=rhythm)
    body = emails.build_issue_content(issue, [told[1]]).body
    assert FOLLOWS.format(settings.SITE_URL) in body
