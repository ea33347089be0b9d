"""The desk's places by keyboard, mouse and finger: the inbox, the schedule, and a save by hand."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations, violations_in_both
from tests.browser.conftest import ROOT
from tests.browser.letters import INBOX, WAIT, write_letter
from tests.browser.test_whole_way import sign_in
from tests.waiting import wait_until

pytestmark = pytest.mark.browser
SCHEDULE = "/admin/questions/question/calendar/"
DRAFT = "the house his ex-wife chose"  # the demo's, which has all that it needs


@pytest.fixture
def john(site, open_browser):
    page = open_browser(viewport={"width": 1280, "height": 900})
    sign_in(page, site)
    page.get_by_role("heading", name="For you").wait_for(timeout=WAIT)
    return page


def step_to_letter(page, words):
    """Press j until the letter with these words is chosen."""
    for _ in range(page.locator("#letters .row").count()):
        if page.locator(".row.here", has_text=words).count():
            return
        page.keyboard.press("j")
    pytest.fail("There is no such letter.")


def test_the_inbox_by_keyboard(john, open_browser):
    ann = open_browser(java_script_enabled=False)
    for text in ("The first trouble with the bins.", "The second trouble with the hedge."):
        write_letter(ann, text)
    john.goto(INBOX)
    john.locator("#pane .letter").wait_for(timeout=WAIT)
    rows = john.locator("#letters a.open")
    count = rows.count()
    assert count > 3
    for _ in range(count + 2):
        john.keyboard.press("j")
    assert rows.nth(count - 1).evaluate("it => it === document.activeElement")
    words = rows.nth(count - 1).locator(".lines").inner_text()[:30]
    john.locator("#pane", has_text=words).wait_for(timeout=WAIT)
    john.keyboard.press("k")
    assert rows.nth(count - 2).evaluate("it => it === document.activeElement")
    john.keyboard.press("?")
    expect(john.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert violations(john) == []
    john.keyboard.press("Escape")
    place = rows.nth(count - 2).get_attribute("href")
    john.keyboard.press("Enter")
    john.wait_for_url(f"**{place}", timeout=WAIT)
    john.goto(INBOX)
    step_to_letter(john, "second trouble")
    john.keyboard.press("t")
    john.get_by_role("heading", name="Tags for the answers to come").wait_for(timeout=WAIT)
    john.goto(INBOX)
    step_to_letter(john, "second trouble")
    john.keyboard.press("d")
    john.get_by_role("heading", name="Decline with a reply").wait_for(timeout=WAIT)


def test_ticking_letters_moves_none_of_them(john):
    john.goto(INBOX)
    john.locator("#pane .letter").wait_for()
    rows, ticks = john.locator("#letters .row"), john.locator("#letters .choose")
    before = [rows.nth(place).bounding_box() for place in range(3)]
    ticks.nth(1).check()
    ticks.nth(2).check()
    expect(john.locator("#letters .choose:checked")).to_have_count(2)
    assert [rows.nth(place).bounding_box() for place in range(3)] == before
    expect(john.get_by_role("button", name="Tag…", exact=True)).to_be_in_viewport()


def test_a_key_does_nothing_while_somebody_types(john):
    john.goto(INBOX)
    john.locator("#searchbar").focus()
    john.keyboard.type("std?jk")
    assert john.locator("#searchbar").input_value() == "std?jk"
    assert john.url.endswith(INBOX)


@pytest.mark.parametrize("width", [1440, 1280, 768, 390])
def test_no_place_is_wider_than_its_screen_or_wrong_to_hear(site, open_browser, width):
    page = open_browser(viewport={"width": width, "height": 900})
    sign_in(page, site)
    for address in ("/admin/", INBOX, SCHEDULE, "/admin/numbers/", "/admin/settings/"):
        page.goto(address)
        page.locator(".places [aria-current]").wait_for(timeout=WAIT)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert (address, wide <= width, violations_in_both(page)) == (address, True, [])


def drag(page, what, onto):
    """As a hand does it: down, along, up. A jump from place to place starts no drag."""
    start = what.bounding_box()
    page.mouse.move(start["x"] + 40, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] - 100, start["y"] + 60, steps=5)
    end = onto.bounding_box()
    page.mouse.move(end["x"] + 20, end["y"] + 20, steps=10)
    page.mouse.up()


def test_a_draft_is_dragged_onto_a_day(john):
    john.set_viewport_size({"width": 1280, "height": 1900})  # the whole month is in sight
    john.goto(SCHEDULE)
    day = john.locator("[data-day]").last
    when = day.get_attribute("data-day")
    drag(john, john.locator(".drafts li", has_text=DRAFT).first, day)
    john.wait_for_url(lambda url: f"/publish/?at={when}" in url, timeout=WAIT)
    assert john.get_by_label("Day and time").input_value().startswith(when)


def test_and_picked_up_and_put_down_by_keyboard(john):
    john.goto(SCHEDULE)
    john.get_by_role("link", name="Schedule:").first.focus()
    john.keyboard.press("Enter")
    john.get_by_text("Choose a day for").wait_for(timeout=WAIT)
    assert violations(john) == []
    john.get_by_role("button", name="Put it on").last.focus()
    john.keyboard.press("Enter")
    john.wait_for_url(lambda url: "/publish/?at=" in url, timeout=WAIT)


def draft_of(page):
    page.goto("/admin/questions/question/?state=draft")
    page.get_by_role("link", name=DRAFT).first.click()
    page.get_by_label("Headline").wait_for(timeout=WAIT)


def test_a_save_by_hand_keeps_the_place_on_the_page(john):
    draft_of(john)
    john.wait_for_url("**/change/**")  # with the scripts
    editor = john.get_by_label("Answer:")
    editor.fill("One line.\n" * 120)
    editor.evaluate("it => it.setSelectionRange(400, 400)")
    john.evaluate("scrollTo(0, 900)")
    top = john.evaluate("scrollY")
    assert top > 300
    john.get_by_role("button", name="Save", exact=True).click()
    john.locator(".messagelist").get_by_text("Saved.").wait_for()
    wait_until(lambda: john.evaluate("document.activeElement.id") == "id_answer")
    assert abs(john.evaluate("scrollY") - top) < 40
    assert john.evaluate("document.activeElement.selectionStart") == 400
    assert john.evaluate("sessionStorage.getItem('desk-place')") is None  # Django keeps its filters


def test_a_save_while_the_page_still_loads_keeps_its_place_for_the_next(john):
    draft_of(john)
    john.wait_for_url("**/change/**")
    john.evaluate("addEventListener('submit', (event) => event.preventDefault(), true)")
    john.get_by_label("Answer:").focus()
    john.get_by_role("button", name="Save", exact=True).click()
    john.evaluate("dispatchEvent(new Event('load'))")
    john.evaluate("new Promise((done) => setTimeout(done, 1))")  # what the event began is over
    assert john.evaluate("sessionStorage.getItem('desk-place')") is not None


def test_a_place_entered_before_the_scripts_arrived_counts(john):
    draft_of(john)
    john.wait_for_load_state()
    john.get_by_label("Headline").focus()
    forget = "for (const one of document.querySelectorAll('[data-last]')) delete one.dataset.last;"
    john.evaluate(forget + (ROOT / "static/desk/place.js").read_text())
    assert john.locator("[data-last]").get_attribute("id") == "id_headline"
