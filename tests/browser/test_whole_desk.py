"""Every page of the desk, on a phone: axe in both schemes, the policy, width, room for a finger."""

import re
from urllib.parse import urljoin

import pytest

from tests.browser.axe import dark_contrast, violations
from tests.browser.test_whole_way import sign_in
from tests.transfer.sheets import WXR_HEAD, WXR_TAIL, wxr_item

pytestmark = pytest.mark.browser
NOT_WALKED = re.compile(r"/(logout|jsi18n)/|/admin/r/|[?]|/sign-in/(?!$|webauthn/add/$)")
WIDTH = 360
STEPS = {  # pages to which a form leads, by the page that has it
    "/admin/questions/question/#/change/": ("../publish/", "../send/", "../ask-approval/"),
    "/admin/questions/letter/#/change/": ("../../decline/?letter=#", "../../tag/?letter=#"),
}
# What is lower or narrower than a finger; a link in a line of text may be (WCAG 2.5.8).
SMALL = """() => [...document.querySelectorAll("a, button, input, select, summary")]
.filter((it) => {
  const isInText = it.matches(":is(p, .prose, .facts, .letter) a, [class^=skip]");
  if (!it.checkVisibility() || isInText) return false;
  const ticked = it.matches("[type=checkbox], [type=radio]") && it.labels[0];
  const place = (ticked || it).getBoundingClientRect();
  const isSeen = place.width > 1 && place.height > 1;
  return isSeen && (place.height < 43.5 || (!ticked && place.width < 43.5));
}).map((it) => `small: ${it.outerHTML.slice(0, 90)}`)"""


def links_of(page):
    """Paths of the desk that a page leads to."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(it => it.pathname + it.search)")
    return {path for path in found if path.startswith("/admin/") and not NOT_WALKED.search(path)}


def kind(path):
    """Which view a path is for: one page of each is enough."""
    return re.sub(r"[0-9a-f-]{36}|\d+", "#", path)


def looked_at(page):
    """What is wrong with a page."""
    width = page.evaluate("document.documentElement.scrollWidth")
    too_wide = [f"{width} px wide"] if width > WIDTH else []
    return violations(page) + dark_contrast(page) + too_wide + page.evaluate(SMALL)


def steps_of(path):
    """Pages that belong to a page and to which no link leads."""
    key = re.search(r"[0-9a-f-]{36}|\d+", path)
    steps = STEPS.get(kind(path), ())
    return [urljoin(path, step.replace("#", key[0])) for step in steps]


def walk(page):
    """Every kind of page once, with what is wrong with it."""
    todo, seen = ["/admin/"], {}
    while todo:
        path = todo.pop(0)
        if kind(path) in seen:
            continue
        page.goto(path)
        seen[kind(path)] = looked_at(page)
        todo += sorted(links_of(page)) + steps_of(path)
    return seen


def upload_column(page):
    """An import that waits, with one letter to check."""
    page.goto("/admin/transfer/")
    text = WXR_HEAD + wxr_item() + WXR_TAIL
    file = {"name": "export.xml", "mimeType": "text/xml", "buffer": text.encode()}
    page.set_input_files("[name=file]", file)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("link", name="Check them").wait_for()


def test_the_whole_desk_on_a_phone(site, open_browser):
    john = open_browser(viewport={"width": WIDTH, "height": 740}, has_touch=True, is_mobile=True)
    sign_in(john, site)
    upload_column(john)
    found = walk(john)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert "/admin/transfer/#/letters/#/" in found
    assert len(found) > 45
