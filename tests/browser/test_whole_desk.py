"""Every page of the desk that a link leads to, on a phone: axe, the policy, nothing too wide."""

import re

import pytest

from tests.browser.axe import violations
from tests.browser.test_whole_way import sign_in

pytestmark = pytest.mark.browser
NOT_WALKED = re.compile(r"/(logout|jsi18n|delete)/|/admin/r/|[?]|/sign-in/(?!$|webauthn/add/$)")
WIDTH = 360


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
    return violations(page) + ([f"{width} px wide"] if width > WIDTH else [])


def walk(page):
    """Every kind of page once, with what is wrong with it."""
    todo, seen = ["/admin/"], {}
    while todo:
        path = todo.pop(0)
        if kind(path) in seen:
            continue
        page.goto(path)
        seen[kind(path)] = looked_at(page)
        todo += sorted(links_of(page))
    return seen


def test_the_whole_desk_on_a_phone(site, open_browser):
    john = open_browser(viewport={"width": WIDTH, "height": 740})
    sign_in(john, site)
    found = walk(john)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert len(found) > 30
