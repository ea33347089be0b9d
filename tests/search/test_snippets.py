"""The lines that were looked for, marked, and nothing else let through."""

import pytest

from questions import search
from questions.models import Question
from questions.search.words import stem_words
from questions.text import rendering


def snippet(letter, *words, answer_html=""):
    question = Question(letter_text=letter, letter_excerpt=letter[:50], answer_html=answer_html)
    terms = frozenset(stem_words(list(words)).values())
    return str(search.Highlighter(terms).highlight_snippets([question])[0])


def test_every_form_of_a_word_is_marked():
    assert snippet("He argued.", "arguing") == "He <mark>argued</mark>."


def test_little_words_are_not_marked():
    assert snippet("He can open the can.", "can") == "He can open the can."


def test_markup_is_text():
    made = snippet("<b>kettle</b> & <script>kettle</script>", "kettle")
    assert made == (
        "&lt;b&gt;<mark>kettle</mark>&lt;/b&gt; &amp; "
        "&lt;script&gt;<mark>kettle</mark>&lt;/script&gt;"
    )


def test_the_answer_speaks_where_the_letter_does_not():
    html = "<p>A &lt;kettle&gt; &amp; <em>you</em></p>"
    made = snippet("Nothing.", "kettle", answer_html=html)
    assert made == "A &lt;<mark>kettle</mark>&gt; &amp; you"


def test_the_best_part_of_a_long_text_is_shown():
    text = "kettle " + "word " * 300 + "kettle and teapot " + "more " * 100
    made = snippet(text, "kettle", "teapot")
    assert "<mark>kettle</mark> and <mark>teapot</mark>" in made
    assert made.startswith("…")
    assert made.endswith("…")
    assert len(made) < 400


def test_a_snippet_begins_and_ends_with_whole_words():
    words = [f"word{number}" for number in range(300)]
    made = snippet(" ".join([*words[:150], "kettle", *words[150:]]), "kettle")
    plain = made.replace("<mark>", "").replace("</mark>", "").strip("…")
    assert set(plain.split()) <= {*words, "kettle"}


def test_a_possessive_is_the_same_word():
    assert snippet("My husband’s phone", "husband") == "My <mark>husband’s</mark> phone"


def test_accents_are_marked_as_they_are_written():
    assert snippet("Cafe\u0301 now", "cafe") == "<mark>Café</mark> now"
    assert snippet("Ein Übel", "ubel") == "Ein <mark>Übel</mark>"


def test_scripts_without_spaces_are_marked():
    assert snippet("夫が浮気しています", "浮気") == "夫が<mark>浮気</mark>しています"


def test_without_a_match_the_excerpt_is_shown():
    assert snippet("Only this.", "kettle") == "Only this."


@pytest.mark.parametrize("payload", ['"><img src=x onerror=alert(1)>', "<mark>", "&lt;", "</p>"])
def test_marked_lets_nothing_through(payload):
    made = str(rendering.highlight_spans(payload, [(0, 2)]))
    assert "<" not in made.replace("<mark>", "").replace("</mark>", "")


def test_an_emphasis_leaves_no_space_before_a_comma():
    html = "<p>Boil <em>the <strong>kettle</strong></em>, <code>x</code>.</p><p>Then go.</p>"
    made = snippet("No.", "kettle", answer_html=html)
    assert made == "Boil the <mark>kettle</mark>, x. Then go."
