"""Rita reads, as a real browser shows it to her."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations

pytestmark = pytest.mark.browser

QUESTION = "/questions/she-says-she-needs-space/"
SPACED = """
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important;
      word-spacing: 0.16em !important; }
  p { margin-block-end: 2em !important; }
"""
CLIPPED = """[...document.querySelectorAll("main *")].filter(e =>
  e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflow !== "visible"
  && !e.closest(".visually-hidden")).length"""
SHIFT = """new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => sum += e.value))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 300);
})"""


def test_a_topic_that_is_hidden_stays_hidden(open_browser):
    rita = open_browser()
    rita.goto("/tags/")
    rita.get_by_role("checkbox", name="Living together").check()
    rita.goto("/")
    hidden = rita.locator('[data-topics~="living-together"]')
    assert hidden.count() > 1
    assert all(not hidden.nth(n).is_visible() for n in range(hidden.count()))
    assert rita.locator(".questions > li:visible").count() > 1
    rita.get_by_role("link", name="Change this").click()
    rita.get_by_role("checkbox", name="Living together").uncheck()
    rita.goto("/")
    expect(hidden.first).to_be_visible()
    assert rita.evaluate("localStorage.length") == 0
    rita.evaluate("""localStorage.setItem("hidden-topics", '["nothing-here"]')""")
    rita.goto("/")
    expect(rita.get_by_text("Change this")).not_to_be_visible()  # nothing was left out
    rita.evaluate("localStorage.clear()")
    assert rita.context.cookies() == []


def test_a_hidden_topic_is_hidden_beside_a_letter_and_where_nothing_is_found(open_browser):
    rita = open_browser(forgives="404")
    rita.goto("/")
    rita.locator(".questions h2 a").first.click()
    topics = rita.locator(".after [data-topics]").evaluate_all(
        "all => all.map(one => one.dataset.topics.split(' ')[0])"
    )
    assert topics
    rita.evaluate("topics => localStorage.setItem('hidden-topics', JSON.stringify(topics))", topics)
    rita.reload()
    assert rita.locator(".after [data-topics]:visible").count() == 0
    rita.goto("/nothing-here/")
    shown = rita.locator("[data-topics]:visible").evaluate_all(
        "all => all.flatMap(one => one.dataset.topics.split(' '))"
    )
    assert not set(shown) & set(topics)


def test_the_address_of_a_letter_can_be_copied(open_browser):
    rita = open_browser(permissions=["clipboard-read", "clipboard-write"])
    rita.goto("/")
    rita.locator(".questions h2 a").first.click()
    rita.get_by_role("button", name="Copy link").click()
    rita.get_by_text("Copied").wait_for()
    address = rita.locator("link[rel=canonical]").get_attribute("href")
    assert rita.evaluate("navigator.clipboard.readText()") == address


def test_without_javascript_everything_is_there(open_browser):
    rita = open_browser(java_script_enabled=False)
    rita.goto("/tags/")
    expect(rita.get_by_text("Topics you’d rather not see")).not_to_be_visible()
    rita.goto("/")
    expect(rita.get_by_text("Change this")).not_to_be_visible()
    expect(rita.get_by_role("button", name="Copy link")).not_to_be_visible()
    expect(rita.locator(".questions > li").first).to_be_visible()


def test_rubbish_in_the_browsers_storage_hides_nothing(open_browser):
    rita = open_browser()
    rita.goto("/")
    rita.evaluate("""localStorage.setItem("hidden-topics", '["]{}*{color:red}", 5, null]')""")
    rita.goto("/")
    expect(rita.locator(".questions > li").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_a_page_is_not_there(open_browser, scheme):
    rita = open_browser(color_scheme=scheme, forgives="404 (Not Found)")
    assert rita.goto("/nothing/").status == 404
    assert violations(rita) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_topics_are_hidden(open_browser, scheme):
    rita = open_browser(color_scheme=scheme, java_script_enabled=True)
    rita.goto("/tags/")
    rita.get_by_role("checkbox").first.check()
    assert violations(rita) == []
    rita.goto("/")
    assert violations(rita) == []


@pytest.mark.parametrize(("address", "width"), [(QUESTION, 360), (QUESTION, 1280), ("/", 360)])
def test_a_first_visit_is_light_and_nothing_moves(open_browser, address, width):
    rita = open_browser(viewport={"width": width, "height": 800})
    seen = []
    rita.on("response", lambda response: seen.append(response))
    rita.goto(address, wait_until="networkidle")
    seen = [one for one in seen if "icon" not in one.url]  # the tab's, fetched after the page
    sizes = [response.request.sizes()["responseBodySize"] for response in seen]
    kinds = [response.request.resource_type for response in seen]
    assert sorted(kinds) == ["document", "font", "font", "script"]
    assert sum(sizes) <= 64_000
    assert sum(n for n, kind in zip(sizes, kinds, strict=True) if kind != "font") <= 14_000
    assert rita.evaluate(SHIFT) == 0


@pytest.mark.parametrize("address", ["/", QUESTION, "/tags/"])
def test_wider_spacing_and_400_percent_lose_nothing(open_browser, address):
    rita = open_browser(viewport={"width": 320, "height": 256}, bypass_csp=True)
    rita.goto(address)
    rita.add_style_tag(content=SPACED)
    assert rita.evaluate("document.documentElement.scrollWidth") <= 320
    assert rita.evaluate(CLIPPED) == 0


@pytest.mark.parametrize("address", ["/", QUESTION, "/tags/", "/ask/"])
def test_it_holds_from_right_to_left(open_browser, address):
    rita = open_browser(viewport={"width": 360, "height": 800})
    rita.goto(address)
    rita.evaluate("document.documentElement.dir = 'rtl'")
    assert rita.evaluate("document.documentElement.scrollWidth") <= 360


def test_print_gives_the_question_alone_with_its_address(site, open_browser):
    rita = open_browser()
    rita.goto(QUESTION)
    rita.emulate_media(media="print")
    expect(rita.get_by_role("heading", name="John answers")).to_be_visible()
    expect(rita.get_by_text(site.url + QUESTION, exact=True)).to_be_visible()
    expect(rita.get_by_role("navigation")).not_to_be_visible()
    expect(rita.get_by_role("contentinfo")).not_to_be_visible()
    paper = rita.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
