"""Ann's whole way, in a fresh profile whose traces are counted at the end."""

import os
import re
import subprocess
import sys
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations, violations_in_both
from tests.browser.conftest import METRICS_TOKEN, ROOT
from tests.browser.test_whole_way import sign_in
from tests.waiting import PATIENCE

pytestmark = pytest.mark.browser

LETTER = "He says I am too loud at breakfast, and I have begun to whisper."


def send_letter(page, text=LETTER):
    page.goto("/ask/")
    page.get_by_label("Your letter").fill(text)
    page.get_by_role("button", name="Send my letter").click()
    return page.locator("p.receipt").inner_text()


def open_letter(page, receipt):
    page.goto("/reply/")
    page.get_by_label("Receipt").fill(receipt)
    press(page, "Open my letter")


def press(page, name):
    """Press a form's button, and wait until the page that it leads to is there."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("script", [True, False])
def test_the_whole_way_and_what_is_left_of_it(site, open_browser, script):
    ann = open_browser(java_script_enabled=script, viewport={"width": 360, "height": 640})
    receipt = send_letter(ann)
    ann.get_by_label("type the last four").fill(receipt[-4:])
    ann.get_by_role("button", name="Check").click()
    expect(ann.get_by_role("heading", name="Good, that’s right")).to_be_visible()

    open_letter(ann, receipt.lower().replace("-", " "))
    expect(ann.get_by_text("Your letter has arrived.")).to_be_visible()
    ann.get_by_label("Write to John").fill("It is worse on Sundays.")
    ann.get_by_role("button", name="Send message").click()
    expect(ann.get_by_text("Sent to John.")).to_be_visible()
    expect(ann.get_by_text("It is worse on Sundays.")).to_be_visible()

    ann.get_by_role("button", name="Delete everything…").click()
    ann.get_by_role("button", name="Delete everything").click()
    expect(ann.get_by_role("heading", name="Everything is deleted")).to_be_visible()
    open_letter(ann, receipt)
    expect(ann.get_by_role("alert")).to_be_visible()

    assert receipt[:4] not in ann.url
    assert_only_the_form_cookie_is_left(ann)


def assert_only_the_form_cookie_is_left(page):
    """One session cookie, and nothing in any storage of the browser."""
    cookies = page.context.cookies()
    assert [cookie["name"] for cookie in cookies] == ["csrftoken"]
    assert cookies[0]["expires"] == -1
    assert page.context.storage_state()["origins"] == []


def test_the_box_grows_with_the_letter(open_browser):
    ann = open_browser()
    ann.goto("/ask/")
    box = ann.get_by_label("Your letter")
    empty = box.bounding_box()["height"]
    box.fill("I wait for him.\n" * 40)
    assert box.bounding_box()["height"] > 2 * empty


def test_john_asks_back_and_shows_the_text(site, open_browser):
    ann, john = open_browser(java_script_enabled=False), open_browser()
    receipt = send_letter_with_consent(ann)
    sign_in(john, site)
    john.goto("/admin/questions/letter/")
    john.goto(john.get_by_role("link", name="We bought a boat").get_attribute("href"))
    john.get_by_text("Write to the letter-writer").first.click()
    john.locator(".words-form textarea").fill("Whose idea was the boat?")
    john.get_by_role("button", name="Send", exact=True).click()

    open_letter(ann, receipt)
    expect(ann.get_by_text("Whose idea was the boat?")).to_be_visible()
    assert violations_without_script(open_browser, receipt) == []

    john.get_by_role("button", name="Answer", exact=True).click()
    john.get_by_label("Headline").fill("We bought a boat. Now what?")
    john.get_by_text("More", exact=True).click()
    john.get_by_role("button", name="Show it to the writer…").click()
    john.get_by_role("button", name="Show it to the writer", exact=True).click()
    open_letter(ann, receipt)
    ann.get_by_role("button", name="I’m happy with this").click()
    ann.get_by_text("You said that you’re happy with this").wait_for()


def send_letter_with_consent(page):
    page.goto("/ask/")
    page.get_by_label("Your letter").fill("We bought a boat and have not spoken since.")
    page.get_by_label("John may publish my letter").check()
    page.get_by_role("button", name="Send my letter").click()
    return page.locator("p.receipt").inner_text()


def violations_without_script(open_browser, receipt):
    """What axe finds on the private page, light and dark."""
    found = []
    for scheme in ("light", "dark"):
        page = open_browser(color_scheme=scheme)
        open_letter(page, receipt)
        found += violations(page)
    return found


def test_axe_finds_nothing_on_the_way(open_browser):
    ann = open_browser()
    receipt = send_letter(ann, "axe reads this")
    found = violations_in_both(ann)
    ann.goto("/reply/")
    found += violations_in_both(ann)
    open_letter(ann, receipt)
    press(ann, "Withdraw my letter…")
    found += violations_in_both(ann)
    press(ann, "Go back to my letter")
    press(ann, "Make a private feed")
    found += violations_in_both(ann)
    assert found == []


CANARIES = {
    "User-Agent": "canary-agent-1357",
    "Accept-Language": "xx-canary-2468",
    "Referer": "http://canary-referrer.example/",
    "X-Forwarded-For": "203.0.113.77",
}


def test_nothing_that_gives_ann_away_is_written_anywhere(site, open_browser):
    """Send a letter with a canary in each header, then look through every byte that was written."""
    ann = open_browser(
        java_script_enabled=False,
        user_agent=CANARIES["User-Agent"],
        extra_http_headers={
            name: CANARIES[name] for name in ("Accept-Language", "X-Forwarded-For")
        },
    )
    ann.goto("/about/", referer=CANARIES["Referer"])
    receipt = send_letter(ann, "canary-letter-9753 and nothing else")
    open_letter(ann, receipt)
    hunted = [*CANARIES.values(), "canary-letter-9753", receipt, receipt.replace("-", "")]
    written = {path: path.read_bytes() for path in site.folder.rglob("*") if path.is_file()}
    written["log"] = site.log.read_bytes()
    written["dump"] = dump(site)
    written["metrics"] = read_metrics_page(site)

    assert len(written) > 5
    for place, content in written.items():
        for canary in hunted:
            assert canary.encode() not in content, place


def read_metrics_page(site):
    """What Prometheus is told."""
    headers = {"Authorization": f"Bearer {METRICS_TOKEN}"}
    request = urllib.request.Request(site.url + "/metrics", headers=headers)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return answer.read()


def dump(site):
    """What a backup of the database would hold."""
    command = [sys.executable, "manage.py", "dumpdata", "--all", "questions", "sessions", "admin"]
    environment = os.environ | site.environment
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    assert re.search(rb'"model": "questions.letter"', done.stdout)
    return done.stdout
