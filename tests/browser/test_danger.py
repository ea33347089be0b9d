"""The worst letter, in a browser, at each step, with scripts and without."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.test_reply import open_letter, send_letter

pytestmark = pytest.mark.browser

WORST = "took pills. I want to kill myself. I am 15"
PHONE = {"width": 360, "height": 640}


def assert_help_alone(page):
    """The fitting lines stand there, and nothing beside them that says not to send."""
    help_now = page.locator(".help-now")
    expect(help_now).to_be_visible()
    expect(help_now.get_by_role("link", name="999").first).to_have_attribute("href", "tel:999")
    expect(help_now.get_by_role("link", name="Call 0800 1111")).to_be_visible()
    expect(help_now.get_by_role("link", name="Text SHOUT to 85258")).to_be_visible()
    expect(page.get_by_text("show who somebody is")).to_have_count(0)
    expect(page.get_by_text("has answered letters like this")).to_have_count(0)
    expect(page.get_by_role("button", name="don’t send my letter")).to_have_count(0)


def top_of(place):
    return place.bounding_box()["y"]


def press(page, button):
    """Press a button and wait for the page that it leads to."""
    with page.expect_navigation():
        button.click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_while_writing_and_after_sending(open_browser, scheme):
    ann = open_browser(viewport=PHONE, color_scheme=scheme)
    ann.goto("/ask/")
    ann.get_by_label("Your letter").press_sequentially(WORST)
    assert_help_alone(ann)
    # The box fills a phone's screen: a line above it says that there is help, and leads there.
    pointer = ann.get_by_role("link", name="see help lines")
    expect(pointer).to_be_in_viewport()
    assert violations(ann) == []
    pointer.click()
    expect(ann.locator("#help-now")).to_be_in_viewport()
    press(ann, ann.locator("p > button.button", has_text="Send"))
    assert_help_alone(ann)
    assert top_of(ann.locator(".help-now")) < top_of(ann.locator(".receipt"))
    ann.get_by_role("link", name="Your receipt is further down").click()
    expect(ann.locator(".receipt")).to_be_in_viewport()
    assert violations(ann) == []


def test_the_look_through_shows_the_first_lines(open_browser):
    ann = open_browser(viewport=PHONE)
    ann.goto("/ask/")
    ann.get_by_label("Your letter").fill(WORST)
    ann.locator(".help-now").wait_for()
    ann.locator("button[name=look]").click()
    expect(ann.locator("#help-now")).to_be_focused()
    expect(ann.locator("#help-now")).to_be_in_viewport(ratio=1)
    assert_help_alone(ann)


def test_the_whole_way_without_a_script(open_browser):
    ann = open_browser(viewport=PHONE, java_script_enabled=False)
    ann.goto("/ask/")
    expect(ann.get_by_role("link", name="see help lines")).to_be_hidden()
    ann.get_by_label("Your letter").fill(WORST)
    press(ann, ann.locator("button[name=look]"))
    expect(ann.locator("#help-now")).to_be_in_viewport(ratio=1)
    expect(ann.locator("#help-now")).to_be_focused()
    assert_help_alone(ann)
    press(ann, ann.locator("p > button.button", has_text="Send"))
    assert_help_alone(ann)
    ann.locator("#last").fill("wrong")
    press(ann, ann.get_by_role("button", name="Check"))
    assert_help_alone(ann)
    expect(ann.locator("#last")).to_be_focused()  # below all the help lines
    expect(ann.locator("#last_error")).to_be_in_viewport()
    press(ann, ann.get_by_role("button", name="I’ve written it down"))
    assert_help_alone(ann)


@pytest.mark.parametrize("script", [True, False])
def test_a_message_on_the_private_page(open_browser, script):
    ann = open_browser(viewport=PHONE, java_script_enabled=script)
    open_letter(ann, send_letter(ann))
    expect(ann.locator(".help-now")).to_have_count(0)
    ann.get_by_label("Write to John").fill(WORST)
    if script:
        assert_help_alone(ann)
        expect(ann.get_by_role("link", name="see help lines")).to_be_in_viewport()
        assert violations(ann) == []
    press(ann, ann.get_by_role("button", name="Send message"))
    expect(ann.get_by_role("status").filter(has_text="Sent to John.")).to_be_visible()
    assert_help_alone(ann)
    assert top_of(ann.locator(".help-now")) < top_of(ann.locator(".turn"))
    ann.get_by_role("link", name="further down this page").click()
    expect(ann.locator(".turn")).to_be_in_viewport()


def test_in_search(open_browser):
    rita = open_browser(viewport=PHONE)
    rita.goto("/search/")
    rita.locator("#q").fill(WORST)
    press(rita, rita.locator(".search button"))
    assert_help_alone(rita)
    assert "kill" not in rita.title()
    assert rita.locator(".questions li").count() == 0
    assert violations(rita) == []
