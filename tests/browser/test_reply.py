"""The asker's own pages in a browser: what is read out, in which order, and what is on paper."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser

SHOW_EDITED = """
from questions import actions
from questions.models import Letter
from tests.factories import change_text
from questions import crypto
letter = Letter.objects.get(receipt_hash=crypto.hash_receipt({receipt!r}))
question = actions.letters.start_answer(letter)
change_text(question, headline="Must I hide it?", letter_text="He counts.", answer="Not *long*.")
actions.approvals.request(question)
"""
OUTLINE = """() => [...document.querySelectorAll(
    "h1, h2, h3, nav, header, main, footer, [role=status], [role=alert], section, aside"
)].filter((one) => one.checkVisibility()).map((one) => {
    const name = one.getAttribute("aria-label") || one.getAttribute("aria-labelledby") || "";
    const is_heading = /^H\\d$/.test(one.tagName);
    const role = one.getAttribute("role") || one.tagName.toLowerCase();
    return `${role} ${is_heading ? one.textContent : name}`.replace(/\\s+/g, " ").trim();
})"""


def send_letter(ann, text="We bought a blue boat."):
    """The receipt of a letter that was sent."""
    ann.goto("/ask/")
    ann.get_by_label("Your letter").fill(text)
    with ann.expect_navigation():
        ann.locator("p > button.button", has_text="Send").click()
    return ann.locator(".receipt").inner_text()


def open_letter(ann, receipt):
    ann.goto("/reply/")
    ann.get_by_label("Receipt").fill(receipt)
    with ann.expect_navigation():
        ann.get_by_role("button", name="Open my letter").click()


def run_at_the_desk(site, code):
    """Do something as the columnist would, on the server's own data."""
    environment = os.environ | site.environment
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def test_the_form_is_read_out_in_order(open_browser):
    ann = open_browser()
    ann.goto("/ask/")
    outline = ann.evaluate(OUTLINE)
    assert outline[:2] == ["nav Leave this page", "status"]
    in_order = ["header", "nav The column", "main", "h1 Write to John", "h2 How this works"]
    assert [one for one in outline if one in in_order] == in_order
    assert outline[-1] == "footer"
    assert outline.count("status") >= 3  # the way out, and what is found while one writes
    assert ann.get_by_role("link", name="Write to John").get_attribute("aria-current") == "page"


def test_errors_are_marked_and_the_summary_leads_to_them(open_browser):
    ann = open_browser()
    ann.goto("/ask/")
    ann.get_by_label("Email, if you’d like").fill("nowhere")
    with ann.expect_navigation():
        ann.locator("p > button.button", has_text="Send").click()
    summary = ann.get_by_role("alert")
    assert summary.evaluate("one => one === document.activeElement")
    for name, link in (("Your letter", "Write your letter"), ("Email, if you’d", "look like")):
        field = ann.get_by_label(name)
        assert field.get_attribute("aria-invalid") == "true"
        assert field.evaluate("one => getComputedStyle(one).borderTopWidth") == "2px"
        described = field.get_attribute("aria-describedby").split()
        assert all(ann.locator(f"[id='{one}']").count() == 1 for one in described)
        summary.get_by_role("link", name=link).click()
        assert field.evaluate("one => one === document.activeElement")
    assert violations(ann) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_waits_for_a_reply_is_read_out_first(open_browser, site, scheme):
    ann = open_browser(viewport={"width": 360, "height": 640}, color_scheme=scheme)
    receipt = send_letter(ann, f"We bought a blue boat for the {scheme} season.")
    run_at_the_desk(site, SHOW_EDITED.format(receipt=receipt))
    open_letter(ann, receipt)
    outline = ann.evaluate(OUTLINE)
    headings = [one for one in outline if one.startswith(("h1", "h2"))]
    assert headings[:2] == ["h1 Your letter", "h2 John would like your approval"]
    assert headings[-2:] == ["h2 What happens next", "h2 Your letter, your choice"]
    expect(ann.get_by_text("unless you say yes now")).to_be_visible()
    assert violations(ann) == []
    with ann.expect_navigation():
        ann.get_by_role("button", name="Please change this").click()
    assert ann.get_by_role("alert").evaluate("one => one === document.activeElement")
    assert violations(ann) == []
    with ann.expect_navigation():
        ann.get_by_role("button", name="Publish it like this").click()
    expect(ann.get_by_role("status").filter(has_text="John has your reply.")).to_be_visible()
    assert ann.locator("#choice_consent").is_checked()
    assert violations(ann) == []


def test_a_receipt_is_copied_and_printed_alone(open_browser):
    ann = open_browser(permissions=["clipboard-read", "clipboard-write"])
    receipt = send_letter(ann)
    expect(ann.get_by_text("can see it there")).to_be_visible()
    ann.get_by_role("button", name="Copy").click()
    ann.get_by_role("status").filter(has_text="Copied.").wait_for()
    assert ann.evaluate("navigator.clipboard.readText()") == receipt
    ann.emulate_media(media="print")
    shown = ann.evaluate("document.body.innerText").split()
    assert shown == [receipt]


def test_without_a_script_nothing_that_needs_one_is_offered(open_browser):
    ann = open_browser(java_script_enabled=False)
    receipt = send_letter(ann)
    assert ann.get_by_role("button", name="Copy").count() == 0
    open_letter(ann, receipt)
    with ann.expect_navigation():
        ann.get_by_role("button", name="Save this choice").click()
    expect(ann.get_by_text("Saved: it won’t be published.")).to_be_visible()
    ann.locator("#told_contact").fill("ann@example.org")
    with ann.expect_navigation():
        ann.get_by_role("button", name="Save this address").click()
    assert ann.locator("#told_contact").input_value() == "ann@example.org"
