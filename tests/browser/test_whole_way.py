"""The whole main job, as people do it: Ann writes, John answers, Rita reads."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations_in_both

pytestmark = pytest.mark.browser

LETTER = "We agreed to call on Sundays. He forgets.\n\nWhat do I do with my Sundays?"
HEADLINE = "What do I do with my Sundays?"


def sign_in(page, site):
    page.goto("/admin/")
    page.get_by_label("Username").fill("john")
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.database
def test_ann_writes_john_answers_rita_reads(site, open_browser):
    ann = open_browser(java_script_enabled=False)
    ann.goto("/ask/")
    ann.get_by_label("Your letter").fill(LETTER)
    ann.get_by_label("What should John call you?").fill("Sunday evening")
    ann.get_by_label("John may publish my letter").check()
    ann.get_by_role("button", name="Send my letter").click()
    expect(ann.get_by_role("heading", name="Your letter has arrived")).to_be_visible()
    assert len(ann.locator(".receipt").inner_text()) == 34

    john = open_browser()
    sign_in(john, site)
    john.get_by_role("link", name="Inbox").click()
    letter = john.get_by_role("link", name="We agreed to call on Sundays.")
    john.goto(letter.get_attribute("href"))
    john.get_by_role("button", name="Answer", exact=True).click()
    john.get_by_label("Headline").fill(HEADLINE)
    john.get_by_label("Answer:").fill("Keep *one* of them for **yourself**.")
    preview = john.locator(".markdownx-preview")
    preview.locator("em", has_text="one").wait_for()
    john.get_by_label("Living together").check()
    john.get_by_role("button", name="Publish…").click()
    john.get_by_role("button", name="Publish", exact=True).click()
    john.get_by_text("The answer is public now.").wait_for()

    rita = open_browser()
    rita.goto("/")
    rita.get_by_role("link", name=HEADLINE).click()
    expect(rita.get_by_role("heading", name="John answers")).to_be_visible()
    assert rita.locator(".answer em").inner_text() == "one"
    rita.goto("/tags/living-together/")
    expect(rita.get_by_role("link", name=HEADLINE)).to_be_visible()
    assert rita.context.cookies() == []


def test_tab_leaves_the_editor(site, open_browser):
    john = open_browser()
    sign_in(john, site)
    john.goto("/admin/questions/question/")
    john.locator("#result_list tbody a").first.click()
    editor = john.get_by_label("Answer:")
    editor.focus()
    before = editor.input_value()
    john.keyboard.press("Tab")
    assert editor.evaluate("it => it !== document.activeElement")
    assert editor.input_value() == before


PUBLIC = [
    "/",
    "/tags/",
    "/tags/living-together/",
    "/archive/",
    "/updates/",
    "/collections/",
    "/collections/if-you-only-read-three/",
    "/search/",
    "/search/?q=jelous+of+his+friend&tag=nothing",
    "/about/",
    "/privacy/",
    "/help/",
    "/ask/",
    "/questions/she-says-she-needs-space/",
    "/questions/he-reads-my-messages/",
    "/about-you/he-reads-my-messages/",
]


def test_axe_finds_nothing_on_a_public_page(open_browser):
    rita, found = open_browser(), {}
    for address in PUBLIC:
        rita.goto(address)
        found[address] = violations_in_both(rita)
    assert found == {address: [] for address in PUBLIC}


DESK = [
    "/admin/",
    "/admin/questions/letter/",
    "/admin/questions/question/",
    "/admin/questions/tag/add/",
    "/admin/questions/column/1/change/",
    "/admin/questions/question/1/change/",
    "/admin/questions/question/1/unpublish/",
    "/admin/questions/question/1/past/",
    "/admin/questions/question/1/links/",
    "/admin/questions/question/1/publish/",
    "/admin/questions/question/calendar/",
    "/admin/questions/letter/decline/",
    "/admin/questions/tag/1/merge/",
    "/admin/questions/collection/1/change/",
    "/admin/questions/collection/1/publish/",
    "/admin/questions/passage/1/change/",
    "/admin/sign-in/",
    "/admin/sign-in/again/",
]


def test_axe_finds_nothing_at_the_desk(site, open_browser):
    john = open_browser()
    john.goto("/admin/")
    assert violations_in_both(john) == []
    sign_in(john, site)
    found = {}
    for address in DESK:
        john.goto(address)
        found[address] = violations_in_both(john)
    assert found == {address: [] for address in DESK}


def test_the_letter_is_written_by_keyboard_alone(open_browser):
    ann = open_browser(viewport={"width": 360, "height": 640})
    ann.goto("/ask/")
    ann.get_by_label("Your letter").focus()
    ann.keyboard.type("He snores, and I lie awake.")
    ann.keyboard.press("Tab")  # to the button that looks through the letter
    ann.keyboard.press("Tab")
    ann.keyboard.type("Awake")
    ann.keyboard.press("Tab")
    ann.keyboard.press("Tab")
    ann.keyboard.press("Space")
    ann.keyboard.press("Tab")
    ann.keyboard.press("Enter")
    ann.get_by_role("heading", name="Your letter has arrived").wait_for()


def test_errors_get_the_focus_and_lead_to_their_field(open_browser):
    ann = open_browser(java_script_enabled=False)
    ann.goto("/ask/")
    ann.get_by_label("Email, if").fill("ann@")
    ann.get_by_role("button", name="Send my letter").click()
    expect(ann.get_by_role("alert")).to_be_visible()
    ann.get_by_role("alert").get_by_role("link").first.click()
    assert ann.url.endswith("#id_text")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_wider_than_the_screen(open_browser, width):
    rita = open_browser(viewport={"width": width, "height": 800})
    found = {}
    for address in PUBLIC:
        rita.goto(address)
        found[address] = rita.evaluate("document.documentElement.scrollWidth")
    assert {address: wide for address, wide in found.items() if wide > width} == {}


@pytest.mark.database
def test_rita_searches_by_keyboard_without_javascript(open_browser):
    rita = open_browser(java_script_enabled=False, viewport={"width": 360, "height": 640})
    rita.goto("/")
    rita.get_by_role("link", name="Search").click()
    rita.get_by_label("Search letters and answers").focus()
    rita.keyboard.type("jelous of his best friend")
    rita.keyboard.press("Enter")
    rita.get_by_text("Showing results for jealous").wait_for()
    rita.get_by_role("link", name="His best friend is a woman").click()
    expect(rita.get_by_role("heading", name="Letters like this one")).to_be_visible()
    assert rita.context.cookies() == []
