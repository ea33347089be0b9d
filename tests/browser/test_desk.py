"""John's hours at the desk: the network goes, a second window, a session that ends, keys alone."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.letters import open_letter_at_desk, write_letter
from tests.browser.test_whole_way import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def letters(chromium, site):
    """A number for each test's letter."""
    return iter(range(4))


def begin_answer(page, number):
    """Write a letter, open it and start its answer."""
    text = f"The trouble with the boat, part {number}: we painted it and never sail."
    write_letter(page, text)
    open_letter_at_desk(page, text[:40])
    page.get_by_role("button", name="Answer", exact=True).click()
    page.locator("#saved").wait_for()
    page.get_by_label("Headline").fill(f"An answer of its own {number}")


def saved(page):
    """Wait until the page says that all is saved."""
    page.locator("#saved[data-kind=saved]").wait_for()


def test_nothing_is_lost_when_the_network_goes(site, open_browser, letters):
    john = open_browser(forgives="net::ERR_")
    sign_in(john, site)
    begin_answer(john, next(letters))
    john.get_by_label("Answer:").fill("Written before.")
    saved(john)
    john.context.set_offline(True)
    john.get_by_label("Answer:").fill("Written before. Written while it was away.")
    john.locator("#saved[data-kind=away]").wait_for()
    assert "no connection" in john.locator("#saved").inner_text()
    john.context.set_offline(False)
    saved(john)
    john.goto(john.url)
    assert john.get_by_label("Answer:").input_value().endswith("while it was away.")


def test_two_windows_are_told_of_each_other(site, open_browser, letters):
    first = open_browser(forgives="409")
    sign_in(first, site)
    begin_answer(first, next(letters))
    saved(first)
    second = first.context.new_page()
    second.goto(first.url)
    first.get_by_label("Answer:").fill("From the first window.")
    saved(first)
    second.get_by_label("Answer:").fill("From the second window.")
    second.get_by_role("heading", name="in the meantime").wait_for()

    expect(second.get_by_text("From the first window.")).to_be_visible()
    assert second.get_by_label("Answer:").input_value() == "From the second window."
    assert violations(second) == []
    second.get_by_role("button", name="Keep mine").click()
    saved(second)
    first.goto(first.url)
    assert first.get_by_label("Answer:").input_value() == "From the second window."


def test_after_signing_in_elsewhere_it_goes_on_here(site, open_browser, letters):
    john = open_browser(forgives="status of 40")
    sign_in(john, site)
    begin_answer(john, next(letters))
    saved(john)
    john.context.clear_cookies()
    john.get_by_label("Answer:").fill("Written while signed out.")
    john.get_by_text("sign in in another window").wait_for()
    john.get_by_role("button", name="Save", exact=True).click()
    expect(john.get_by_text("Nothing is lost.")).to_be_visible()
    other = john.context.new_page()
    sign_in(other, site)
    john.get_by_role("button", name="Send it again").click()
    john.get_by_role("button", name="Send it again").click()
    assert john.get_by_label("Answer:").input_value() == "Written while signed out."


def test_a_name_is_replaced_everywhere_and_put_back(site, open_browser):
    john = open_browser(viewport={"width": 360, "height": 800})
    sign_in(john, site)
    john.goto("/admin/questions/question/1/change/")
    public, before = john.get_by_label("Letter, as edited"), "Anna's dog bit Tom. ANNA laughed."
    public.fill(before)
    saved(john)
    john.get_by_label("Anna").fill("Zephyrine")
    john.get_by_label("Tom").press("Enter")
    john.get_by_text("Names were replaced in").wait_for()
    assert public.input_value().startswith("Zephyrine's dog bit ")
    assert "Tom" not in public.input_value()
    assert violations(john) == []
    john.get_by_role("button", name="Undo: put the names back").click()
    john.get_by_text("The names are back.").wait_for()
    assert public.input_value() == before
    john.get_by_text("More", exact=True).click()
    john.get_by_role("link", name="Discard changes…").click()
    john.get_by_role("button", name="Discard changes").click()


def a_picture():
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")
    return {"name": "boat.png", "mimeType": "image/png", "buffer": out.getvalue()}


def test_a_whole_answer_by_keyboard_alone(site, open_browser, letters):
    john = open_browser()
    sign_in(john, site)
    begin_answer(john, next(letters))
    keys, editor = john.keyboard, john.get_by_label("Answer:")
    editor.focus()
    keys.type("First of all, ")
    keys.press("Control+b")
    keys.type("breathe")
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    keys.type(".\n\n")
    keys.press("Alt+p")
    keys.press("Tab")
    keys.press("Enter")
    expect(editor).to_have_value(re.compile(r"breathe\*\*\.\s+\S.{20}", re.DOTALL))
    keys.press("Alt+m")
    john.locator("#picture-file").set_input_files(a_picture())
    keys.press("Tab")
    keys.type("A boat on a lake")
    keys.press("Tab")
    keys.press("Enter")
    expect(editor).to_have_value(re.compile("A boat on a lake"))
    keys.press("Control+s")
    saved(john)
    text = editor.input_value()
    assert text.startswith("First of all, **breathe**.")
    assert "![A boat on a lake](/media/" in text
    keys.press("Control+Enter")
    john.get_by_role("heading", name="An answer of its own").first.wait_for()
    assert john.url.endswith("/publish/")


def test_the_keys_are_listed_under_a_question_mark(site, open_browser):
    john = open_browser()
    sign_in(john, site)
    john.goto("/admin/questions/question/1/change/")
    john.get_by_label("Answer:").focus()
    john.keyboard.type("?")
    expect(john.get_by_role("dialog")).not_to_be_visible()
    john.get_by_text("More", exact=True).focus()
    john.keyboard.press("?")
    expect(john.get_by_role("dialog")).to_be_visible()
    assert violations(john) == []


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_answer_page_is_never_wider_than_the_screen(site, open_browser, width):
    john = open_browser(viewport={"width": width, "height": 800})
    sign_in(john, site)
    john.goto("/admin/questions/question/1/change/")
    assert john.evaluate("document.documentElement.scrollWidth") <= width


def test_a_second_factor_is_set_up_with_its_picture_and_no_violation(site, open_browser):
    john = open_browser()
    sign_in(john, site)
    john.goto("/admin/settings/")
    john.get_by_role("link", name="Signing in").click()
    john.get_by_role("link", name="Activate").click()
    john.get_by_label("Password").fill(site.password)
    john.get_by_role("button", name="Confirm").click()
    picture = john.locator("img[src^='data:']")
    picture.wait_for()
    assert picture.evaluate("it => it.naturalWidth") > 0
    assert violations(john) == []
