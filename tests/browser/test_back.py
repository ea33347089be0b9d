"""Going away and back again, in a browser that keeps pages as they were."""

import os

import pytest

from tests.browser.conftest import CHROMIUM, QUIET

pytestmark = pytest.mark.browser

LETTER = "He counts what I spend, and I have begun to hide the receipts."


@pytest.fixture(scope="module")
def keeping_chromium(playwright):
    """Chromium as people have it: Playwright's switches off what keeps pages."""
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=QUIET,
        ignore_default_args=["--disable-back-forward-cache"],
        chromium_sandbox=os.geteuid() != 0,
    )
    yield browser
    browser.close()


def test_a_letter_is_there_again_after_a_link_and_back(keeping_chromium, site):
    ann = keeping_chromium.new_context(base_url=site.url).new_page()
    ann.on("dialog", lambda dialog: dialog.accept())
    ann.goto("/ask/")
    ann.get_by_label("Your letter").press_sequentially(LETTER)
    ann.get_by_role("link", name="Archive").click()
    ann.wait_for_url("**/archive/")
    ann.evaluate("history.back()")
    ann.wait_for_url("**/ask/", wait_until="commit")
    assert ann.get_by_label("Your letter").input_value() == LETTER


def test_a_page_that_was_left_is_not_shown_again(keeping_chromium, site):
    ann = keeping_chromium.new_context(base_url=site.url).new_page()
    ann.goto("/about/")
    ann.goto("/ask/")
    ann.get_by_label("Your letter").press_sequentially(LETTER)
    ann.get_by_role("link", name="Leave this page").click()
    ann.wait_for_url("**/privacy/")
    ann.evaluate("history.back()")
    ann.wait_for_url("**/about/", wait_until="commit")
    assert LETTER not in ann.content()
