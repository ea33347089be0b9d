"""What looks like a mark of Markdown and was meant as words stays as it was typed."""

import pytest

from questions.text.plain import html_to_text
from questions.text.rendering import markdown_to_text, render_markdown


@pytest.mark.parametrize(
    "text",
    [
        "f**k this s**t, you b*tch",
        "5*3 and 4*2, 5*3*2",
        "motherf**k*r",
        "[Her]: Why? [Me]: No.",
        "Hello. -- Yours",
    ],
)
def test_words_keep_their_marks(text):
    assert markdown_to_text(text) == text.replace("--", "–")


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**S**top, *h*ere", "<p><strong>S</strong>top, <em>h</em>ere</p>\n"),
        ("*it is f**k off*", "<p><em>it is f**k off</em></p>\n"),
        ("un*believ*able", "<p>un<em>believ</em>able</p>\n"),
        ("它是**强调**的", "<p>它是<strong>强调</strong>的</p>\n"),
        ("[Her]: Why?\n[Me]: No.", "<p>[Her]: Why?<br>\n[Me]: No.</p>\n"),
        ("[x]: /help/\n\nsee [x]", '<p>see <a href="/help/">x</a></p>\n'),
        ("Yours\n--\nJohn", "<p>Yours<br>\n–<br>\nJohn</p>\n"),
        ("One\nTwo\n---\nThree", "<p>One<br>\nTwo</p>\n<hr>\n<p>Three</p>\n"),
        ("Title\n---\nText", "<h4>Title</h4>\n<p>Text</p>\n"),
        ("\tTabbed.\n\n    Spaced.", "<p>Tabbed.</p>\n<p>Spaced.</p>\n"),
        ("[^2]: a note alone", "<p>[^2]: a note alone</p>\n"),
        ("1. a\n3. c\n4. d", '<ol>\n<li>a</li>\n<li value="3">c</li>\n<li>d</li>\n</ol>\n'),
        ("1. a\n1. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        (
            "  (a) one\n  (b) two",
            '<ol type="a" class="bracketed">\n<li>one</li>\n<li>two</li>\n</ol>\n',
        ),
    ],
)
def test_what_readers_see(markdown, html):
    assert render_markdown(markdown) == html


def test_a_note_that_is_referred_to_is_a_note():
    html = render_markdown("So.[^n]\n\n[^n]: Because.")
    assert 'class="footnotes"' in html
    assert "[^n]" not in html


def test_a_mail_in_plain_text_keeps_the_numbers():
    assert html_to_text(render_markdown("1. a\n3. c\n4. d")) == "1. a\n\n3. c\n\n4. d"
