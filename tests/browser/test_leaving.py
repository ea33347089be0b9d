"""Ann is not alone in the room: she leaves at once, and what she wrote is not seen."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LETTER = "He counts what I spend."
AWAY = "**/privacy/"


def begin(page):
    """A letter that has been begun, on a page that was reached from another."""
    page.goto("/about/")
    page.goto("/ask/")
    page.get_by_label("Your letter").fill(LETTER)
    page.get_by_label("Email, if").fill("ann@example.org")
    return page


def way_out(page):
    return page.get_by_role("link", name="Leave this page")


def presses(page, times):
    for _ in range(times):
        page.keyboard.press("Shift")


def test_the_link_leaves_without_javascript(open_browser):
    ann = begin(open_browser(java_script_enabled=False))
    way_out(ann).click()
    ann.wait_for_url(AWAY)
    assert ann.context.cookies() == []
    ann.go_back()
    assert ann.get_by_label("Your letter").input_value() == ""


def test_with_javascript_its_place_in_the_history_is_taken(open_browser):
    ann = begin(open_browser())
    way_out(ann).click()
    ann.wait_for_url(AWAY)
    ann.go_back()
    assert ann.url.endswith("/about/")
    ann.go_forward()
    assert ann.url.endswith("/privacy/")


def test_the_page_is_covered_and_cleared_before_the_next_one_comes(open_browser):
    ann = begin(open_browser())
    ann.route("**/leave/", lambda route: route.fulfill(status=204))  # the browser stays
    way_out(ann).click()
    expect(ann.get_by_role("heading", name="Write to John")).not_to_be_visible()
    assert ann.locator("#id_text").input_value() == ""
    assert ann.locator("#id_contact").input_value() == ""
    assert ann.title() == "…"


def test_three_presses_of_shift_leave_and_are_announced(open_browser):
    ann = begin(open_browser())
    said = ann.locator(".leave [role=status]")
    presses(ann, 1)
    assert said.inner_text() == "Press Shift twice more to leave this page."
    presses(ann, 1)
    assert said.inner_text() == "Press Shift once more to leave this page."
    presses(ann, 1)
    ann.wait_for_url(AWAY)


def test_shift_for_capitals_does_not_leave(open_browser):
    ann = begin(open_browser())
    ann.get_by_label("Your letter").focus()
    for letter in "JOHN, HE SHOUTS AT ME":
        ann.keyboard.press(f"Shift+{letter}" if letter.isalpha() else letter)
    assert ann.locator(".leave [role=status]").inner_text() == ""
    assert ann.url.endswith("/ask/")


@pytest.mark.parametrize("between", ["a", "Escape", "Tab", "ArrowDown"])
def test_any_other_key_between_starts_the_count_anew(open_browser, between):
    ann = begin(open_browser())
    presses(ann, 2)
    ann.keyboard.press(between)
    presses(ann, 2)
    said = ann.locator(".leave [role=status]").inner_text()
    assert said == "Press Shift once more to leave this page."


def test_escape_does_not_leave(open_browser):
    ann = begin(open_browser())
    for _ in range(4):
        ann.keyboard.press("Escape")
    assert ann.get_by_label("Your letter").input_value() == LETTER


def test_five_seconds_between_presses_are_too_long(open_browser):
    ann = open_browser()
    ann.clock.install()
    begin(ann)
    presses(ann, 2)
    ann.clock.run_for(5_100)
    assert "You’re still here" in ann.locator(".leave [role=status]").inner_text()
    presses(ann, 2)
    assert ann.url.endswith("/ask/")


def test_it_is_the_second_stop_of_the_tab_key(open_browser):
    ann = open_browser()
    ann.goto("/ask/")
    ann.keyboard.press("Tab")
    ann.keyboard.press("Tab")
    ann.keyboard.press("Enter")
    ann.wait_for_url(AWAY)


@pytest.mark.parametrize("width", [360, 1280])
def test_it_covers_neither_the_button_nor_the_last_words(open_browser, width):
    ann = open_browser(viewport={"width": width, "height": 640})
    ann.goto("/ask/")
    out = way_out(ann)
    send = ann.get_by_role("button", name="Send my letter")
    send.focus()
    assert apart(out.bounding_box(), send.bounding_box())
    ann.evaluate("scrollTo(0, document.body.scrollHeight)")
    last = ann.get_by_role("contentinfo").get_by_role("link")
    assert last.count() > 4
    assert all(apart(out.bounding_box(), one.bounding_box()) for one in last.all())


WIDTHS = [320, 360, 768, 1024, 1279, 1280, 1600]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ["/", "/questions/she-says-she-needs-space/"])
def test_it_has_a_place_of_its_own_wherever_one_has_read_to(open_browser, address, width):
    rita = open_browser(viewport={"width": width, "height": 640})
    rita.goto(address)
    words = rita.locator("main *:visible").evaluate_all(
        "all => Math.max(...all.map(one => one.getBoundingClientRect().right))"
    )
    for depth in (0, 300, 100_000):
        rita.evaluate(f"scrollTo(0, {depth})")
        place = rita.locator(".leave").bounding_box()
        is_bar = place["x"] == 0 and place["width"] == width and place["y"] == 0
        assert is_bar or place["x"] > words
        assert way_out(rita).bounding_box()["height"] >= 24
    behind = rita.locator(".leave").evaluate("bar => getComputedStyle(bar).backgroundColor")
    assert not is_bar or behind == "rgb(251, 248, 243)"


@pytest.mark.parametrize("width", [360, 1280])
def test_no_field_is_under_it_when_it_gets_the_focus(open_browser, width):
    ann = open_browser(viewport={"width": width, "height": 480})
    ann.goto("/ask/")
    seen = set()
    for key in ["Tab"] * 24 + ["Shift+Tab"] * 20:
        ann.keyboard.press(key)
        focused = ann.locator("main :focus")
        if focused.count():
            seen.add(focused.evaluate("one => one.id || one.textContent"))
            assert apart(way_out(ann).bounding_box(), focused.bounding_box())
    assert {"id_text", "id_contact", "id_consent"} <= seen


def apart(one, other):
    """Whether two boxes do not touch."""
    beside = one["x"] >= other["x"] + other["width"] or other["x"] >= one["x"] + one["width"]
    below = one["y"] >= other["y"] + other["height"] or other["y"] >= one["y"] + one["height"]
    return beside or below


def test_paper_does_not_show_it(open_browser):
    rita = open_browser()
    rita.goto("/questions/he-reads-my-messages/")
    expect(way_out(rita)).to_be_visible()
    rita.emulate_media(media="print")
    expect(way_out(rita)).not_to_be_visible()
