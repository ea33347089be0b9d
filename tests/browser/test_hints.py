"""While Ann writes, the page says gently what may give her away."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations

pytestmark = pytest.mark.browser


@pytest.fixture
def ann(open_browser):
    """Ann at the form, with some words in it."""
    page = open_browser(viewport={"width": 360, "height": 800})
    page.goto("/ask/")
    page.get_by_label("Your letter").fill("Ring 07700 900123 after six 🧑‍🤝‍🧑 or 07700 900456.")
    page.get_by_text("You wrote a telephone number").first.wait_for()
    return page


def test_she_is_told_and_it_is_accessible(ann):
    assert ann.locator(".hints[role=status] li").count() == 2
    assert ann.locator(".hints b").first.inner_text() == "07700 900123"
    assert violations(ann) == []
    assert ann.evaluate("document.documentElement.scrollWidth") <= 360


def test_she_takes_one_out_and_leaves_the_other(ann):
    ann.get_by_role("button", name="07700 900456").click()
    ann.locator(".hints li").nth(1).wait_for(state="detached")
    said = ann.get_by_label("Your letter").input_value()
    assert said == "Ring 07700 900123 after six 🧑‍🤝‍🧑 or …."


def test_nothing_more_is_said_when_nothing_is_left(ann):
    ann.get_by_label("Your letter").fill("Ring me.")
    ann.locator(".hints li").first.wait_for(state="detached")


def test_nothing_is_left_in_the_browser(ann):
    assert [cookie["name"] for cookie in ann.context.cookies()] == ["csrftoken"]
    assert ann.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


ABOUT_PHONES = (
    "My wife is on her phone all through dinner. We sit at the table with our daughters and she "
    "looks at the telephone and types, and I eat my dinner alone and feel a fool."
)


def test_an_answered_letter_helps_and_none_is_sent(open_browser):
    ann = open_browser()
    ann.goto("/ask/")
    ann.get_by_label("Your letter").fill(ABOUT_PHONES)
    ann.get_by_role("link", name="My wife is on her phone").wait_for()
    assert violations(ann) == []
    ann.get_by_role("button", name="This helped").click()
    ann.get_by_role("heading", name="We’re glad it helped").wait_for()
    expect(ann.get_by_text("nothing you wrote was kept")).to_be_visible()


def test_what_is_taken_out_is_what_was_marked(ann):
    box = ann.get_by_label("Your letter")
    box.fill("🙂 I saw Tom Hill's van. Tom Hillier? No: Tom Hill.")
    ann.locator("button[data-words='Tom Hill']").click()
    ann.locator("button[data-words='Tom Hill']").wait_for(state="detached")
    assert box.input_value() == "🙂 I saw …'s van. Tom Hillier? No: …."


def test_a_proposed_letter_about_a_hidden_topic_stays_hidden(open_browser):
    ann = open_browser()
    ann.goto("/ask/")
    ann.get_by_label("Your letter").fill(ABOUT_PHONES)
    proposed = ann.locator(".hints li[data-topics]")
    proposed.first.wait_for()
    topics = proposed.evaluate_all("all => all.map((one) => one.dataset.topics.split(' ')[0])")
    hide = "topics => localStorage.setItem('hidden-topics', JSON.stringify(topics))"
    ann.evaluate(hide, topics)
    ann.goto("/ask/")
    ann.get_by_label("Your letter").fill(ABOUT_PHONES)
    proposed.first.wait_for(state="attached")
    for one in proposed.all():
        expect(one).to_be_hidden()
    expect(ann.locator("#similar-heading")).to_be_hidden()  # nothing stands under it
    ann.locator("button[name=look]").click()
    expect(ann.get_by_text("We found nothing that shows who you are")).to_be_visible()
