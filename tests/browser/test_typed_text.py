"""What a columnist may type stays inside the page, and can be reached by keyboard."""

import pytest

from questions.text.rendering import render_markdown
from tests.browser.axe import violations

pytestmark = pytest.mark.browser

QUESTION = "/questions/she-says-she-needs-space/"
COLUMNS = 12
TABLE = "\n".join(
    [
        f"|{'Something said |' * COLUMNS}",
        f"|{'---|' * COLUMNS}",
        f"|{'meant otherwise |' * COLUMNS}",
    ]
)
PLACE_INTO_ANSWER = "html => document.querySelector('.answer').innerHTML = html"


@pytest.mark.parametrize("width", [360, 1280])
def test_a_wide_table_scrolls_by_keyboard_and_the_page_does_not(open_browser, width):
    rita = open_browser(viewport={"width": width, "height": 800})
    rita.goto(QUESTION)
    rita.evaluate(PLACE_INTO_ANSWER, str(render_markdown(f"I see.\n\n{TABLE}\n")))
    assert rita.evaluate("document.documentElement.scrollWidth") <= width
    table = rita.get_by_role("region", name="Table 1")
    table.focus()
    assert table.evaluate("element => element === document.activeElement")
    assert table.evaluate("element => element.scrollWidth > element.clientWidth + 100")
    for _ in range(5):
        rita.keyboard.press("ArrowRight")
    rita.wait_for_timeout(500)  # scrolling is smooth; the policy forbids to wait for a function
    assert table.evaluate("element => element.scrollLeft") > 20
    assert violations(rita) == []


@pytest.mark.parametrize(("words", "is_lone"), [("Hear me out.", False), ("I hear you.", True)])
def test_a_drop_cap_touches_its_word(open_browser, words, is_lone):
    rita = open_browser(viewport={"width": 360, "height": 800})
    rita.goto(QUESTION)
    rita.evaluate(PLACE_INTO_ANSWER, str(render_markdown(words)))
    gap = rita.evaluate(
        """() => {
          const text = document.querySelector(".answer p").firstChild;
          const range = document.createRange();
          const box = (from, to) => (range.setStart(text, from), range.setEnd(text, to),
            range.getBoundingClientRect());
          const next = text.data[1] === " " ? 2 : 1;
          return box(next, next + 1).left - box(0, 1).right;
        }"""
    )
    assert (3 < gap < 9) if is_lone else (-1 < gap < 3)
