"""What axe does not measure: contrast of 7:1, targets of 44 px, headings, links by themselves."""

import itertools
from urllib.parse import urlencode

import pytest

from tests.browser.axe import violations
from tests.browser.test_reply import open_letter, send_letter

pytestmark = pytest.mark.browser

PAGES = ["/", "/questions/she-says-she-needs-space/", "/tags/", "/tags/living-together/"]
PAGES += ["/archive/", "/updates/", "/search/?q=phone", "/ask/", "/reply/", "/help/", "/about/"]
PAGES += ["/privacy/", "/follow/", "/collections/"]
# The contrast of each visible text with what is behind it (WCAG 2.2, 1.4.6).
PALE = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const behind = (one) => {
    for (; one; one = one.parentElement) {
      const found = numbers(getComputedStyle(one).backgroundColor);
      if (found[3] !== 0) return found;
    }
    return numbers(getComputedStyle(document.documentElement).backgroundColor);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const pale = new Set();
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const one = text.parentElement;
    if (!text.data.trim() || !one.checkVisibility()) continue;
    if (one.closest("script, style, .visually-hidden")) continue;
    const both = [numbers(getComputedStyle(one).color), behind(one)].map(luminance).sort();
    const contrast = (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
    if (contrast < 7) pale.add(`${contrast.toFixed(2)} ${text.data.trim().slice(0, 40)}`);
  }
  return [...pale];
}"""
# Controls that are smaller than 44 px; links inside a sentence are excepted (2.5.5), and so is a
# box whose label is large enough: pressing the label ticks it.
SMALL = """() => [
    ...document.querySelectorAll("a, button, input, select, summary, textarea, label")
  ]
  .filter((one) => one.checkVisibility() && one.tabIndex >= -1 && one.type !== "hidden")
  .filter((one) => !one.closest(".visually-hidden") && !one.matches(".skip"))
  .filter((one) => one.localName !== "label" || one.control?.matches("[type=checkbox]"))
  .filter((one) => !(one.matches("[type=checkbox], [type=radio]") && one.labels.length))
  .filter((one) => {
    const inline = one.localName === "a" && getComputedStyle(one).display === "inline";
    const text = one.parentElement.textContent.trim();
    return !(inline && text.length > one.textContent.trim().length + 1);
  })
  .filter((one) => {
    const { width, height } = one.getBoundingClientRect();
    return width < 44 || height < 43.5;
  })
  .map((one) => `${one.localName} ${one.textContent.trim().slice(0, 30)} ${one.className} ` +
    `${Math.round(one.getBoundingClientRect().width)}x` +
    `${Math.round(one.getBoundingClientRect().height)}`)"""
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((one) => one.checkVisibility()).map((one) => Number(one.localName[1]))"""
LINKS = """() => [...document.querySelectorAll("a[href]")].filter((one) => one.checkVisibility())
  .map((one) => [one.textContent.replace(/\\s+/g, " ").trim(), one.href.split("#")[0]])"""
HELP = """() => [...document.querySelectorAll("footer a, .leave a")]
  .map((one) => one.textContent.trim())"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_paper(open_browser, scheme):
    rita = open_browser(color_scheme=scheme)
    found = {}
    for address in PAGES:
        rita.goto(address)
        found[address] = rita.evaluate(PALE)
    open_letter(rita, send_letter(rita, "I want to kill myself."))
    found["private"] = rita.evaluate(PALE)
    assert {address: pale for address, pale in found.items() if pale} == {}


SEARCHES = {
    "she is always on her phone": "letters found",
    '"teabags in the spreadsheet"': "No letter contains that exact phrase.",
    "jelous of his friend": "Showing results for jealous",
    "took pills": "Text SHOUT to 85258",
    "quarterly earnings of the steel industry": "No letters found.",
    "phone tag:living-together": "One letter found",
    "phone tag:nonsense": "There’s no tag “nonsense”",
}


@pytest.mark.parametrize(("scheme", "width"), [("dark", 360), ("light", 1280)])
def test_whatever_search_says_is_accessible(open_browser, scheme, width):
    rita = open_browser(color_scheme=scheme, viewport={"width": width, "height": 800})
    for query, said in SEARCHES.items():
        rita.goto(f"/search/?{urlencode({'q': query})}")
        assert said in rita.locator("main").inner_text(), query
        assert violations(rita) + rita.evaluate(PALE) + rita.evaluate(SMALL) == [], query
        assert rita.evaluate("document.documentElement.scrollWidth") <= width, query


@pytest.mark.parametrize("width", [360, 1280])
def test_every_control_is_large_enough_for_a_finger(open_browser, width):
    rita = open_browser(viewport={"width": width, "height": 800})
    found = {}
    for address in PAGES:
        rita.goto(address)
        found[address] = rita.evaluate(SMALL)
    open_letter(rita, send_letter(rita))
    found["private"] = rita.evaluate(SMALL)
    assert {address: small for address, small in found.items() if small} == {}


def test_headings_are_in_order_and_links_say_where_they_lead(open_browser):
    rita = open_browser()
    for address in PAGES:
        rita.goto(address)
        levels = rita.evaluate(HEADINGS)
        assert levels.count(1) == 1, address
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
        places = {}
        for words, place in rita.evaluate(LINKS):
            assert words, address
            places.setdefault(words, set()).add(place)
        vague = {words: where for words, where in places.items() if len(where) > 1}
        assert vague == {}, address
        assert not set(places) & {"here", "click here", "more", "read more", "link"}


def test_help_is_in_the_same_place_on_every_page(open_browser):
    rita = open_browser()
    orders = set()
    for address in PAGES:
        rita.goto(address)
        orders.add(tuple(rita.evaluate(HELP)))
    assert len(orders) == 1


def test_a_receipt_can_be_pasted_and_nothing_is_asked_for_twice(open_browser):
    ann = open_browser(permissions=["clipboard-read", "clipboard-write"])
    receipt = send_letter(ann)
    ann.goto("/reply/")
    ann.evaluate("words => navigator.clipboard.writeText(words)", receipt)
    ann.get_by_label("Receipt").focus()
    ann.keyboard.press("Control+V")
    assert ann.get_by_label("Receipt").input_value() == receipt
    with ann.expect_navigation():
        ann.get_by_role("button", name="Open my letter").click()
    for name in ("Save this choice", "Save this address", "Withdraw my letter…"):
        with ann.expect_navigation():
            ann.get_by_role("button", name=name, exact=True).last.click()
    assert ann.locator("input[name=receipt]:visible").count() == 0  # it is remembered by the page


EDGES = """(one) => {
  const style = getComputedStyle(one);
  const light = (part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number);
    return 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  };
  const paper = luminance(getComputedStyle(document.body).backgroundColor);
  const contrast = (colour) => {
    const both = [luminance(colour), paper];
    return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
  };
  return [contrast(style.borderTopColor), contrast(style.outlineColor), style.outlineStyle,
    parseFloat(style.outlineWidth)];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fields_and_focus_stand_out(open_browser, scheme):
    ann = open_browser(color_scheme=scheme)
    ann.goto("/ask/")
    field = ann.get_by_label("Your letter")
    field.focus()
    border, ring, style, width = field.evaluate(EDGES)
    assert border >= 3
    assert (ring >= 3, style, width >= 2) == (True, "solid", True)
    ann.keyboard.press("Tab")
    _, ring, style, width = ann.locator(":focus").evaluate(EDGES)
    assert (ring >= 3, style, width >= 2) == (True, "solid", True)
