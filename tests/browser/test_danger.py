"""The worst letter, in a browser, at each step."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations

pytestmark = pytest.mark.browser

WORST = "took pills. I want to kill myself. I am 15"


def assert_help_alone(page):
    help_now = page.locator(".help-now")
    help_now.wait_for()
    expect(help_now.get_by_role("link", name="Call 0800 1111")).to_be_visible()
    expect(help_now.get_by_role("link", name="Text SHOUT to 85258")).to_be_visible()
    assert page.get_by_text("show who somebody is").count() == 0
    assert page.get_by_text("has answered letters like this").count() == 0
    assert page.get_by_role("button", name="don’t send my letter").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_while_writing_and_after_sending(open_browser, scheme):
    ann = open_browser(viewport={"width": 360, "height": 640}, color_scheme=scheme)
    ann.goto("/ask/")
    ann.get_by_label("Your letter").press_sequentially(WORST)
    assert_help_alone(ann)
    assert violations(ann) == []
    with ann.expect_navigation():
        ann.locator("button.button", has_text="Send").click()
    assert_help_alone(ann)
    help_top = ann.locator(".help-now").bounding_box()["y"]
    assert help_top < ann.locator(".receipt").bounding_box()["y"]
    assert violations(ann) == []


def test_the_look_through_without_a_script(open_browser):
    ann = open_browser(java_script_enabled=False)
    ann.goto("/ask/")
    ann.get_by_label("Your letter").fill(WORST)
    with ann.expect_navigation():
        ann.locator("button[name=look]").click()
    assert_help_alone(ann)


def test_in_search(open_browser):
    rita = open_browser(viewport={"width": 360, "height": 640})
    rita.goto("/search/")
    rita.locator("#q").fill(WORST)
    with rita.expect_navigation():
        rita.locator(".search button").click()
    assert_help_alone(rita)
    assert rita.locator(".questions li").count() == 0
    assert violations(rita) == []
