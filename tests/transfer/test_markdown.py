"""HTML becomes Markdown, and no word is lost or altered unseen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.text.rendering import render_markdown
from questions.transfer.classic import classic_to_html, drop_comments, replace_shortcodes
from questions.transfer.items import BodyFormat, Difference, Post
from questions.transfer.markdown import html_to_markdown, settle_markdown
from questions.transfer.prepare import PrepareOptions, prepare_post
from questions.transfer.verification import comparable_words, compare_words, html_words

HARD = [
    "2024. Was the year",
    "1986) was another",
    "- not a list",
    "+ not a list",
    "* not a list",
    "# not a heading",
    "> not a quotation",
    "a) first<br>b) second",
    "snake_case_word and *stars* and ~~waves~~",
    "x < y > z & w",
    "[not](a link)",
    "![not](a picture)",
    "`not code`",
    "| not | a | table |<br>|---|---|",
    "[^1] not a footnote",
    "[x]: not a reference",
    "===<br>---<br>***",
    "C:\\path\\to",
    "5 * 3 * 2 = 30",
    "_under_ __scores__",
    "&amp;amp; &lt;b&gt; &copy;",
    "line one<br>    line two",
    "He said &ldquo;no&rdquo; -- twice...",
    "1.<br>2.<br>3.",
    "~~~<br>not a fence",
    "```<br>not a fence",
    "<b>bold</b><b>bolder</b> word",
    "un<b>believ</b>able",
    "a<b>“quoted”</b>b",
    "<i> spaced </i>word",
    "one<b> </b>two",
    "one<b>&nbsp;two</b>",
    "<b>line<br>break</b>",
    "<b><p>block</p></b>",
    "<a href='x y(z)'>link (with) [marks]</a>",
    "<a>nowhere</a>",
    "<a href='/x'> </a>after",
    "H<sub>2</sub>O and E=mc<sup>2</sup>",
    "<q>quoted</q>",
    "<code>a`b``c</code> and <code> x </code>",
    "tab\tand\nnewline",
    "<em><strong>both</strong></em> <strong><em>ways</em></strong>",
    "<del>gone</del>",
    "$5 & 6% @ #7!",
    "http://a.b/c_d_e_f",
    "<b>Note:</b>text",
    "(<i>a</i>)b",
    "1<br>-",
    "text<br>---",
    "text<br>===",
    "\\",
    "&#92;&#42;",
    "end\\<br>next",
]


@pytest.mark.parametrize("line", HARD)
def test_no_hard_line_loses_or_gains_a_word(line):
    html = f"<p>{line}</p>"
    markdown, _ = html_to_markdown(html)
    assert compare_words(html_words(html), html_words(render_markdown(markdown))) == ()


def test_the_form_is_kept():
    html = (
        "<h2>One</h2><p>A <b>bold</b> and <i>soft</i> <a href='https://x.org/a_b'>link</a>.</p>"
        "<ul><li>one<ul><li>two</li></ul></li></ul><ol start='3'><li>three</li></ol>"
        "<blockquote><p>said</p></blockquote>"
        "<hr><pre>a\n```\nb</pre><table><tr><th>h</th></tr><tr><td>c</td></tr></table>"
    )
    markdown, notes = html_to_markdown(html)
    page = render_markdown(markdown)
    for part in (
        "<strong>bold</strong>",
        "<em>soft</em>",
        '<a href="https://x.org/a_b">link</a>',
        "<li>two</li>",
        '<ol start="3">',
        "<blockquote>\n<p>said</p>",
        "<hr>",
        "a\n```\nb",
        "<td>c</td>",
        "<h4>One</h4>",
    ):
        assert part in page
    assert notes == ()


def test_nothing_that_runs_comes_along():
    html = "<script>alert(1)</script><p onclick='x'>Hello<style>p{}</style></p>"
    html += "<a href='javascript:x'>there</a><svg onload=x>"
    page = render_markdown(html_to_markdown(html)[0])
    assert "alert" not in page
    assert "javascript" not in page
    assert html_words(page) == ["Hello", "there"]


@pytest.mark.parametrize(
    "text", ["<![CDATA[a", "<![x[ a", "<![]C> a", "<!['a", "<![if x]>a<![endif]>"]
)
def test_sections_that_html_does_not_have_are_words(text):
    for kind in BodyFormat:
        post = Post("a:1", title="A", body=f"one {text} two", body_format=kind)
        (item,) = prepare_post(post, PrepareOptions(render=render_markdown))
        assert item.differences == ()
        assert html_words(render_markdown(item.answer))[-1] == "two"


def test_films_become_links():
    markdown, notes = html_to_markdown(
        "<p>See</p><iframe src='https://v.org/1'></iframe><video><source src='http://v.org/2'></video>"
    )
    assert "<https://v.org/1>" in markdown
    assert "<http://v.org/2>" in markdown
    assert notes == ("Films and frames became links: 2",)


def test_what_is_nested_without_end_keeps_its_words():
    markdown, notes = html_to_markdown("<div>" * 5000 + "hello *you*")
    assert html_words(render_markdown(markdown)) == ["hello", "*you*"]
    assert len(notes) == 1


def test_classic_text_gets_its_paragraphs():
    text = "One\nline\n\n<b>Two</b>\n\n\n<blockquote>Said\n\nagain</blockquote>\nThree"
    text += "\r\n\r\n<pre>a\n\nb</pre>Four"
    assert html_to_markdown(classic_to_html(text))[0] == (
        "One  \nline\n\n**Two**\n\n> Said\n>\n> again\n\nThree\n\n```\na\n\nb\n```\n\nFour"
    )


def test_a_line_feed_is_a_space_and_a_break_is_a_break():
    html = "<p>one\n   two<br>\nthree <b>four\nfive</b></p>\n<pre>a\nb</pre>"
    assert html_to_markdown(html)[0] == "one two  \nthree **four five**\n\n```\na\nb\n```"


def test_blocks_lose_their_marks_and_no_word():
    text = '<!-- wp:paragraph {"a":1} --><p>One</p><!-- /wp:paragraph -->'
    text += "<!--more-->\n<p>Two <!-- open</p>"
    assert html_words(drop_comments(text)) == ["One", "Two", "open"]


def test_captions_become_a_picture_with_its_words():
    new, _ = replace_shortcodes(
        '[caption id="a" width="300"]<a href="/x"><img src="/a.jpg" alt="Cup" /></a>'
        " A cup &amp; more[/caption]"
    )
    old, _ = replace_shortcodes("""[caption caption="It's a cup"]<img src="/a.jpg">[/caption]""")
    assert html_to_markdown(new)[0] == "[![Cup](/a.jpg)](/x)\n\nA cup \\& more"
    assert html_to_markdown(old)[0] == "![](/a.jpg)\n\nIt's a cup"


def test_unknown_shortcodes_stay_as_text_and_are_named():
    html, names = replace_shortcodes(
        '[poll id="3"] [gallery] [b]x[/b] [1] [see note] [[gallery]] [embed]https://v.org[/embed]'
    )
    assert names == ("gallery", "poll", "see")
    assert "[1] [see note] [gallery]" in html
    assert '<a href="https://v.org">' in html


def test_raw_html_in_markdown_becomes_markdown():
    text, html = settle_markdown("One <b>two</b>\n\n<div>three</div>\n\n`<b>`")
    assert html_words(render_markdown(text)) == html_words(html) == ["One", "two", "three", "<b>"]
    assert settle_markdown("a *b* `<i>` \n")[0] == "a *b* `<i>` \n"


def test_every_difference_is_in_the_report():
    post = Post("a:1", body="<p>It costs less now</p>", body_format=BodyFormat.HTML)
    altering = PrepareOptions(render=lambda text: render_markdown(text).replace("now", "then"))
    (item,) = prepare_post(post, altering)
    assert item.differences[-1] == Difference("now", "then")


def test_quotes_and_dashes_are_not_differences():
    assert comparable_words("“I’ll” — go… --") == comparable_words('"I\'ll" --- go... –')
    assert comparable_words("well-known") != comparable_words("well known")
    assert comparable_words("no") != comparable_words("No")


NASTY = st.sampled_from(
    [
        "*",
        "_",
        "`",
        "~",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "&",
        "#",
        "+",
        "-",
        "=",
        "|",
        "\\",
        "!",
        "1.",
        "2)",
        "a)",
        ":",
        '"',
        "'",
        " ",
        "\n",
    ]
)
TEXT = st.lists(NASTY | st.text("abcXYZé0", min_size=1, max_size=5), max_size=10).map("".join)
INLINE = st.sampled_from(
    ["b", "i", "em", "strong", "a href='x'", "span", "code", "del", "u", "sup"]
)
BLOCK = st.sampled_from(["p", "div", "blockquote", "h2", "li", "pre", "td"])


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def element(name, inside):
    return f"<{name}>{inside}</{name.split()[0]}>"


def wrapped(name, inside):
    return {
        "li": f"<ul><li>{inside}</li></ul>",
        "td": f"<table><tr><td>{inside}</td></tr></table>",
    }.get(name, element(name, inside))


RUN = st.recursive(
    TEXT.map(escaped),
    lambda inner: (
        st.builds(element, INLINE, st.lists(inner, max_size=3).map("".join)) | st.just("<br>")
    ),
    max_leaves=6,
)
PAGE = st.lists(st.builds(wrapped, BLOCK, st.lists(RUN, max_size=3).map("".join)), max_size=4).map(
    "\n".join
)


@pytest.mark.slow
@pytest.mark.pure
@settings(max_examples=400, deadline=None)
@given(html=PAGE)
def test_what_an_export_may_hold_is_converted_or_named(html):
    post = Post("a:1", title="A", body=html)
    (item, *_) = prepare_post(post, PrepareOptions(render=render_markdown))
    page = html_words(render_markdown(item.answer))
    before = html_words(html)
    assert item.differences or item.letter or page == before
    assert len(item.differences) <= 2
