"""Lines that begin a) or (a) make a list, and nothing else does."""

import pytest

from questions.text.rendering import markdown_to_text, render_markdown


def list_of(*items, kind='type="a"'):
    return f"<ol {kind}>\n" + "".join(f"<li>{item}</li>\n" for item in items) + "</ol>\n"


BRACKETED = 'type="a" class="bracketed"'


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a) one\nb) two", list_of("one", "two")),
        ("(a) one\n(b) *two*\n(c) three", list_of("one", "<em>two</em>", "three", kind=BRACKETED)),
        ("(a) one\nmore\n(b) two", list_of("one<br>\nmore", "two", kind=BRACKETED)),
        (
            "Three things:\n(a) x\n(b) y",
            "<p>Three things:</p>\n" + list_of("x", "y", kind=BRACKETED),
        ),
        ("(a) one\nb) two", "<p>(a) one<br>\nb) two</p>\n"),
        ("(a) alone", "<p>(a) alone</p>\n"),
        ("(b) one\n(c) two", "<p>(b) one<br>\n(c) two</p>\n"),
        (
            "It is (a) this, (b) that, (c) exploring.",
            "<p>It is (a) this, (b) that, (c) exploring.</p>\n",
        ),
        ("1) one\n2) two", list_of("one", "two", kind='class="half-bracketed"')),
        ("> a) one\n> b) two", "<blockquote>\n" + list_of("one", "two") + "</blockquote>\n"),
    ],
)
def test_lists_with_letters(markdown, html):
    assert render_markdown(markdown) == html


def test_items_may_be_paragraphs():
    html = render_markdown("(a) one\n\n(b) two\n\nAnd so on.")
    assert html == (
        f"<ol {BRACKETED}>\n<li>\n<p>one</p>\n</li>\n<li>\n<p>two</p>\n</li>\n</ol>\n"
        "<p>And so on.</p>\n"
    )


def test_a_paragraph_between_leaves_the_letters_as_they_were_typed():
    text = "(a) one\n\nMore on it.\n\n(b) two"
    assert markdown_to_text(text) == "(a) one More on it. (b) two"


def test_a_list_stands_inside_a_list():
    html = render_markdown("1. Things:\n   (a) x\n   (b) y\n2. Done")
    assert "<li>Things:\n<ol" in html.replace("<li>Things:<ol", "<li>Things:\n<ol")
    assert html.count("<li>") == 4
