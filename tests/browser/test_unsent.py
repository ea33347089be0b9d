"""A letter that is being written is not lost by a slip; whoever must leave at once is not asked."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LETTER = "He counts what I spend, and I have begun to hide the receipts."


@pytest.fixture
def asked(open_browser):
    """A page with a letter in the box, and the dialogs that came; each is answered by staying."""
    page = open_browser(viewport={"width": 360, "height": 640})
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.dismiss()))
    page.goto("/ask/")
    page.get_by_label("Your letter").press_sequentially(LETTER)
    return page, dialogs


def test_links_on_the_way_are_asked_about_and_the_letter_stays(asked):
    ann, dialogs = asked
    with ann.expect_event("dialog"):
        ann.get_by_role("link", name="Archive").click(no_wait_after=True)
    assert dialogs == ["beforeunload"]
    assert ann.url.endswith("/ask/")
    assert ann.get_by_label("Your letter").input_value() == LETTER


def test_the_forms_own_links_open_beside_it(asked):
    ann, dialogs = asked
    with ann.context.expect_page() as beside:
        ann.get_by_role("link", name="emergency numbers").click()
    beside.value.wait_for_url("**/help/")
    assert beside.value.evaluate("window.opener") is None
    assert ann.get_by_label("Your letter").input_value() == LETTER
    assert dialogs == []
    links = ann.locator(".boxed a")
    assert {link.get_attribute("target") for link in links.all()} == {"_blank"}


def test_sending_is_not_asked_about(asked):
    ann, dialogs = asked
    with ann.expect_navigation():
        ann.locator("p > button.button", has_text="Send").click()
    expect(ann.locator(".receipt")).to_be_visible()
    assert dialogs == []


def test_the_look_through_stays_on_the_page(asked):
    ann, dialogs = asked
    ann.get_by_label("Your letter").fill("Ring me on 07700 900123, he does not know.")
    ann.get_by_label("Don’t check while I write").check()
    ann.locator("button[name=look]").click()
    ann.locator(".hints li").wait_for()
    assert "07700 900123" in ann.locator(".hints:focus").inner_text()
    ann.get_by_label("Your letter").fill("We bought a blue boat.")
    ann.locator("button[name=look]").click()
    ann.locator(".nothing:focus").wait_for()
    assert ann.get_by_label("Your letter").input_value() == "We bought a blue boat."
    assert dialogs == []


def test_a_letter_stays_while_the_site_cannot_be_reached(open_browser):
    ann = open_browser(forgives="ERR_INTERNET_DISCONNECTED")
    ann.goto("/ask/")
    ann.get_by_label("Your letter").fill(LETTER)
    ann.context.set_offline(True)
    ann.locator("p > button.button", has_text="Send").click()
    ann.get_by_role("alert").filter(has_text="Nothing is lost").wait_for()
    assert ann.get_by_label("Your letter").input_value() == LETTER
    ann.context.set_offline(False)
    with ann.expect_navigation():
        ann.locator("p > button.button", has_text="Send").click()
    receipt = ann.locator(".receipt").inner_text()
    ann.goto("/reply/")
    ann.locator("#receipt").fill(receipt)
    ann.context.set_offline(True)
    ann.get_by_role("button", name="Open my letter").click()
    ann.get_by_role("alert").filter(has_text="Nothing is lost").wait_for()
    assert ann.locator("#receipt").input_value() == receipt
    ann.context.set_offline(False)
    with ann.expect_navigation():
        ann.get_by_role("button", name="Open my letter").click()
    expect(ann.get_by_role("button", name="Send message")).to_be_visible()


@pytest.mark.parametrize("way", ["link", "shift"])
def test_the_way_out_is_not_asked_about(asked, way):
    ann, dialogs = asked
    if way == "link":
        ann.get_by_role("link", name="Leave this page").click()
    else:
        for _ in range(3):
            ann.keyboard.press("Shift")
    ann.wait_for_url("**/privacy/")
    assert dialogs == []


def test_pulling_the_page_down_does_not_load_it_again(asked):
    ann, _ = asked
    style = "getComputedStyle(document.documentElement).overscrollBehaviorY"
    assert ann.evaluate(style) == "contain"
    ann.get_by_label("Your letter").fill("")
    ann.goto("/about/")
    assert ann.evaluate(style) == "auto"


def test_the_reply_box_is_kept_too(asked):
    ann, dialogs = asked
    with ann.expect_navigation():
        ann.locator("p > button.button", has_text="Send").click()
    receipt = ann.locator(".receipt").inner_text()
    ann.goto("/reply/")
    ann.locator("#receipt").fill(receipt)
    with ann.expect_navigation():
        ann.get_by_role("button", name="Open my letter").click()
    box = ann.locator("form[data-keep] textarea")
    box.press_sequentially("It is worse on Sundays.")
    with ann.expect_event("dialog"):
        ann.get_by_role("link", name="Archive").click(no_wait_after=True)
    assert box.input_value() == "It is worse on Sundays."
    with ann.expect_download():
        ann.get_by_role("button", name="Download everything as text").click()
    with ann.expect_event("dialog"):  # a download is no leave to lose them
        ann.get_by_role("link", name="Archive").click(no_wait_after=True)
    assert dialogs == ["beforeunload"] * 2
    with ann.expect_navigation():
        ann.get_by_role("button", name="Withdraw my letter…").click()
    with ann.expect_navigation():
        ann.get_by_role("button", name="Go back to my letter").click()
    assert box.input_value() == "It is worse on Sundays."
    with ann.expect_navigation():
        ann.get_by_role("button", name="Send message").click()
    assert dialogs == ["beforeunload"] * 2


def test_what_is_left_is_said_quietly_and_only_near_the_limit(asked):
    ann, _ = asked
    box, count = ann.get_by_label("Your letter"), ann.locator(".count")
    expect(count).to_be_hidden()
    box.fill("a" * 14_999)
    expect(count).to_be_hidden()
    box.fill("a" * 15_000)
    expect(count).to_have_text("Characters left: 5,000")
    box.fill("a" * 20_001)
    expect(count).to_have_text("Characters over the limit: 1")
    assert count.get_attribute("role") == "status"
