"""Text at the way in, and copies for comparing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.models import Column, Tag
from questions.text.normalisation import (
    UNUSUAL,
    drop_controls,
    drop_controls_in,
    fold_for_comparison,
    fold_text,
    normalise_line,
    normalise_record,
    normalise_text,
)

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=200)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("one\vtwo\fthree\x85four\u2028five\u2029six", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("bell\x07 escape\x1b nul\0 delete\x7f csi\x9b tab\t", "bell escape nul delete csi tab\t"),
        ("non\ufffecha\uffffrac\ufdd0ter\U0010ffff", "noncharacter"),
        ("half\ud800 a pair\udfff", "half a pair"),
        ("Zoe\u0308", "Zoë"),
        ("\U0001f469\u200d\U0001f467, co\u00adop, 12\u00a0May",) * 2,
    ],
)  # fmt: skip
def test_text_as_it_is_kept(typed, kept):
    assert normalise_text(typed) == kept


def test_a_line_has_single_spaces():
    assert normalise_line(" Ding\x07\v dong \u2028\u00a0 bell\n") == "Ding dong bell"


@given(ANYTHING)
def test_what_is_kept_can_be_written_everywhere_and_stays_as_it_is(text):
    kept = normalise_text(text)
    kept.encode()
    assert normalise_text(kept) == kept == drop_controls(kept)
    assert not [c for c in kept if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]


def test_html_keeps_its_tags():
    assert drop_controls("<p>\u0338\v\x07e\u0301</p>") == "<p>\u0338\ne\u0301</p>"
    assert drop_controls_in({"a": ["\0x", 1, {"b": "\x07"}]}) == {"a": ["x", 1, {"b": ""}]}


def test_a_record_is_cleaned_field_by_field():
    column = Column(name=" Ask\v Zoe\u0308 ", tagline="two\vlines", about_html="<p>\v")
    normalise_record(column)
    assert (column.name, column.tagline, column.about_html) == ("Ask Zoë", "two\nlines", "<p>\v")
    tag = Tag(name="A\tB")
    normalise_record(tag)
    assert tag.name == "A B"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("O’Brien, OʼBrien, O`Brien, O´Brien", "O'Brien, O'Brien, O'Brien, O'Brien"),
        ("`code` stays", "`code` stays"),
        ("Jean\u2011Luc, Jean\u2010Luc, Jean\u2013Luc", "Jean-Luc, Jean-Luc, Jean-Luc"),
        ("07700\u2013900\u2014123", "07700-900-123"),
        ("Tom\u2014he left; Tom\u2013he", "Tom\u2014he left; Tom\u2013he"),
        ("SW1A\u00a01AA\u202fand\u3000on", "SW1A 1AA and on"),
        ("Sio\u00adb\u200ban\ufeff", "Sioban"),
        ("Siobha\u0301n Zoe\u0308", "Siobhán Zoë"),
        ("０７７００ 𝟗𝟎𝟎 ＡＢ ٣", "07700 900 AB 3"),
        ("3½ m² №", "3½ m² №"),
        ("“so” «she»", '"so" "she"'),
    ],
)  # fmt: skip
def test_spellings_that_look_alike_are_alike(written, folded):
    assert fold_for_comparison(written).text == folded


def test_case_is_folded_when_it_is_asked_for():
    assert fold_for_comparison("STRASSE ÉCOLE", ignore_case=True).text == "strasse école"
    assert fold_for_comparison("Straße", ignore_case=True).text == "strasse"


def test_the_way_back_leads_to_whole_letters():
    text = "My Zoe\u0308\u00ad Sm\u200bith’s"
    folded = fold_for_comparison(text)
    start = folded.text.index("Zoë Smith")
    assert text[slice(*folded.original_span(start, start + 9))] == "Zoe\u0308\u00ad Sm\u200bith"


@given(ANYTHING)
def test_each_character_knows_where_it_came_from(text):
    folded = fold_for_comparison(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(start < end for start, end in zip(folded.starts, folded.ends, strict=True))
    assert fold_for_comparison(folded.text).text == folded.text


@given(ANYTHING)
def test_the_copy_alone_is_the_same_copy(text):
    assert fold_text(text, ignore_case=False) == fold_for_comparison(text).text
    assert fold_text(text) == fold_for_comparison(text, ignore_case=True).text


def test_letters_that_are_passed_over_would_stay_as_they_are():
    passed = [char for char in map(chr, range(0x80, 0x10000)) if not UNUSUAL.search(char)]
    assert "".join(passed) == fold_for_comparison("".join(passed)).text
    assert {*"éßяάק愛하"} <= {*passed}, "else a search of the desk takes ten seconds"
