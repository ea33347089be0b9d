"""Whatever button of the private page is pressed, the words in its box come back. No script."""

import pytest

from tests.browser.test_reply import SHOW_EDITED, open_letter, run_at_the_desk, send_letter

pytestmark = pytest.mark.browser

WORDS = "It is worse on Sundays.\n\nI count the days, and “he” says <nothing>."
CHOICES = ["Save this choice", "Save this address", "Save this preference", "Make a private feed"]
CHOICES += ["Withdraw my letter…", "Delete everything…"]
SEND = ["Send message", "I’m happy with this", "Please change this", "Don’t publish"]
SEND += ["Publish it like this", "Just send a message", "Download everything as text"]
SEND += ["Download it for a program (JSON)"]
ASK_LATER = """
from questions.models import Column
Column.objects.update(invitation_weeks=10)
"""
BACK = {"Make a private feed": "Back to your letter"}
BACK |= dict.fromkeys(("Withdraw my letter…", "Delete everything…"), "Go back to my letter")


def press(ann, name):
    with ann.expect_navigation():
        ann.get_by_role("button", name=name, exact=True).last.click()


def box(ann):
    return ann.locator("textarea[name=text]")


@pytest.mark.parametrize("is_asked", [False, True])
def test_every_button_gives_the_words_back(open_browser, site, is_asked):
    run_at_the_desk(site, ASK_LATER)
    ann = open_browser(java_script_enabled=False)
    receipt = send_letter(ann)
    if is_asked:
        run_at_the_desk(site, SHOW_EDITED.format(receipt=receipt))
    open_letter(ann, receipt)
    found = set(ann.locator("main button:visible").all_inner_texts())
    assert found - set(SEND) == set(CHOICES)  # a new button has to be tried here as well
    box(ann).fill(WORDS)
    for name in CHOICES:
        press(ann, name)
        if name in BACK:
            press(ann, BACK[name])
        assert box(ann).input_value() == WORDS, name
    with ann.expect_download():
        ann.get_by_role("button", name="Download everything as text").click()
    assert box(ann).input_value() == WORDS
    ann.locator("#told_contact").fill("nowhere")
    press(ann, "Save this address")
    assert ann.get_by_role("alert").count() == 1
    assert box(ann).input_value() == WORDS
    assert ann.locator("#told_contact").input_value() == "nowhere"
    ann.locator("#told_contact").fill("ann@example.org")
    with ann.expect_navigation():
        ann.locator("#told_contact").press("Enter")
    assert "we’ll send one short message" in ann.locator("main").inner_text()
    assert box(ann).input_value() == WORDS
    press(ann, "Stop the private feed")
    assert box(ann).input_value() == WORDS
    press(ann, "Just send a message" if is_asked else "Send message")
    assert box(ann).input_value() == ""
    assert "I count the days" in ann.locator(".turn.asker").inner_text()


@pytest.mark.parametrize("what", ["Withdraw my letter", "Delete everything"])
def test_the_last_word_gives_them_back_too(open_browser, what):
    ann = open_browser(java_script_enabled=False)
    open_letter(ann, send_letter(ann))
    box(ann).fill(WORDS)
    press(ann, f"{what}…")
    press(ann, what)
    assert ann.locator("[aria-labelledby=unsent]").input_value() == WORDS


def test_a_receipt_that_is_refused_gives_them_back(open_browser):
    ann = open_browser(java_script_enabled=False)
    open_letter(ann, send_letter(ann))
    box(ann).fill(WORDS)
    ann.evaluate("document.querySelector('[name=receipt]').value = 'WRONG'")
    press(ann, "Save this choice")
    assert ann.locator("[aria-labelledby=unsent]").input_value() == WORDS
