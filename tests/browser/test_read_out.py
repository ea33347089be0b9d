"""What a screen reader reads out on the asker's pages: headings, landmarks and live regions."""

import pytest

from tests.browser.test_reply import OUTLINE, open_letter, send_letter

pytestmark = pytest.mark.browser

TOP = ["nav Leave this page", "status", "header", "nav The column", "main"]
WORST = "took pills. I want to kill myself. I am 15"
LINES = [
    "section help-now",
    "h2 You can talk to someone now",
    "h3 United Kingdom",
    "h3 Ireland",
    "h3 United States",
    "h3 Canada",
    "h3 Australia",
    "h3 New Zealand",
    "h3 Everywhere else",
]
CHOICES = [
    "section yours",
    "h2 Your letter, your choice",
    "h3 Publication",
    "h3 Being told by email",
    "h3 Being asked later",
    "h3 Being told by a feed reader",
    "h3 Taking your letter with you, or taking it back",
]
SKIPPED_LEVELS = """() => {
    const levels = [...document.querySelectorAll("h1, h2, h3, h4")]
        .filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1]));
    return levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1);
}"""
NAMELESS = """() => [...document.querySelectorAll("section, aside, nav")].filter((one) => {
    const named = document.getElementById(one.getAttribute("aria-labelledby"));
    return !(named?.textContent || one.getAttribute("aria-label") || "").trim();
}).map((one) => one.outerHTML.slice(0, 80))"""


def assert_read_out(page, expected):
    """The page's outline is this; no level of headings is skipped, every region has a name."""
    assert page.evaluate(OUTLINE) == [*TOP, *expected, "footer"]
    assert page.evaluate(SKIPPED_LEVELS) == []
    assert page.evaluate(NAMELESS) == []


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def ann(open_browser, request):
    """Ann, with scripts and without: what is read out is the same in this order."""
    return open_browser(java_script_enabled=request.param)


def look_through(page, text):
    """Check a letter without sending it."""
    page.goto("/ask/")
    page.get_by_label("Your letter").fill(text)
    with page.expect_navigation():
        page.locator("button[name=look]").click()


def test_the_look_through(open_browser):
    ann = open_browser(java_script_enabled=False)
    look_through(ann, "Ring me at 07700 900123 about the boat.")
    form = ["h1 Write to John", "h2 How this works", "status", "status"]
    assert_read_out(ann, form)
    look_through(ann, WORST)
    assert_read_out(ann, [*form[:3], *LINES, *form[3:]])
    assert ann.evaluate("document.activeElement.textContent") == "You can talk to someone now"


def test_the_receipt(ann):
    send_letter(ann)
    outline = ann.evaluate(OUTLINE)
    assert [one for one in outline if one.startswith("h")] == [
        "header",
        "h1 Your letter has arrived",
        "h2 Your receipt",
    ]
    assert "aside Help lines" in outline
    assert ann.evaluate(NAMELESS) == []


def test_the_receipt_of_the_worst_letter(ann):
    send_letter(ann, WORST)
    outline = ann.evaluate(OUTLINE)
    at = outline.index("h1 Your letter has arrived")
    assert outline[at + 1 : at + 1 + len(LINES)] == LINES
    assert outline[at + 1 + len(LINES)] == "h2 Your receipt"
    assert ann.evaluate(SKIPPED_LEVELS) == []


def test_the_private_page(ann):
    open_letter(ann, send_letter(ann))
    assert_read_out(
        ann, ["h1 Your letter", "status", "section next", "h2 What happens next", *CHOICES]
    )
    with ann.expect_navigation():
        ann.get_by_role("button", name="Send message").click()
    assert_read_out(
        ann,
        [
            "h1 Your letter",
            "alert",
            "h2 That hasn’t been sent yet",
            "status",
            "section next",
            "h2 What happens next",
            *CHOICES,
        ],
    )
    ann.get_by_label("Write to John").fill(WORST)
    with ann.expect_navigation():
        ann.get_by_role("button", name="Send message").click()
    turn = "h2 " + " ".join(ann.locator(".turn h2").text_content().split())
    rest = [turn, "section next", "h2 What happens next", *CHOICES]
    assert_read_out(ann, ["h1 Your letter", "status", *LINES, *rest])
