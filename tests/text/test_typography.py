"""No character that is typed becomes another one, save quotes, dashes and ellipses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.text.rendering import markdown_to_text, render_letter, render_markdown
from questions.text.typography import curl_quotes, typeset_text

AS_TYPED = [
    "(c) (C) (r) (R) (tm) (TM) (p)",
    "+-5, 1/2, 2 x 4, -> <- <-- -->",
    "Why????? No!!!!! Well?... ,, ....",
    "&copy; &nbsp; &#169; AT&T",
    "a ---- b",
    "#1 and 50%",
    ":-) ;-)",
]


@pytest.mark.parametrize("text", AS_TYPED)
def test_it_stays_as_it_was_typed(text):
    shown = markdown_to_text(text)
    assert shown == text.replace("?...", "?…")
    assert typeset_text(text) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('"Yes," he said.', "“Yes,” he said."),
        ("It's the dogs' bowl", "It’s the dogs’ bowl"),
        ("'Tis the '90s, get 'em", "’Tis the ’90s, get ’em"),
        ("He said: 'I can't, I won't.'", "He said: ‘I can’t, I won’t.’"),
        ("\"She said 'no,'\" he told me", "“She said ‘no,’” he told me"),
        ("\"'No,' she said.\"", "“‘No,’ she said.”"),
        ('("really")', "(“really”)"),
        ('wait--"no"--yes', "wait–“no”–yes"),
        ('"But--" he said', "“But–” he said"),
        ('"One.\n\n"Two."', "“One.\n\n“Two.”"),
        ("He is 6'2\" tall", "He is 6'2\" tall"),
        ('"My 2" nail', "“My 2” nail"),
        ("a -- b --- c...", "a – b — c…"),
        ("rock 'n' roll", "rock ’n’ roll"),
        ("", ""),
    ],
)
def test_quotes_dashes_and_ellipses(typed, shown):
    assert typeset_text(typed) == shown
    assert markdown_to_text(typed) == " ".join(shown.split())


def test_a_quotation_runs_through_emphasis_and_links():
    html = render_markdown('*"Go,"* he said, "and [never](/about/) `x--"y"` come *back*".')
    assert "<em>“Go,”</em> he said, “and <a" in html
    assert '<code>x--"y"</code> come <em>back</em>”.' in html


def test_what_is_escaped_stays_straight():
    assert render_markdown(r"\"so\" a\--b") == '<p>"so" a--b</p>\n'


@given(st.text(alphabet="\"'-. \na1([)]“”’`*\\", max_size=80))
def test_curly_quotes_change_nothing_else(text):
    straight = str.maketrans("“”‘’", "\"\"''")
    assert curl_quotes(text).translate(straight) == text.translate(straight)


def test_a_letter_is_text_with_its_breaks():
    assert render_letter('He said <b>"no"</b>\n-- twice.\n\nI\'m lost.') == (
        "<p>He said &lt;b&gt;“no”&lt;/b&gt;<br>– twice.</p>\n\n<p>I’m lost.</p>"
    )


@pytest.mark.parametrize("unit", ["\" '", "'a ", '"', "--", "...", "\"a'", "a'b\"c "])
def test_twenty_thousand_marks_take_no_time(unit):
    import time

    start = time.process_time()
    typeset_text(unit * (20_000 // len(unit)))
    assert time.process_time() - start < 0.5
