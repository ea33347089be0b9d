"""Which letters speak of danger."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.asking.risk import FLAGS, find_risk_flags

FIXTURE = tomllib.loads(Path(__file__).with_name("risk.toml").read_text(encoding="utf-8"))
LONG = 20_000


def missed(rows):
    return [row["text"] for row in rows if row["flag"] not in find_risk_flags(row["text"])]


def raised(sentences):
    return {text: find_risk_flags(text) for text in sentences if find_risk_flags(text)}


def test_nearly_all_phrases_of_danger_are_heard():
    assert len(FIXTURE["danger"]) == 60
    assert len(missed(FIXTURE["danger"])) <= 3, missed(FIXTURE["danger"])


def test_harmless_ones_hardly_ever_raise_a_letter():
    wrong = raised(FIXTURE["harmless"])
    right = len(FIXTURE["danger"]) - len(missed(FIXTURE["danger"]))
    assert len(FIXTURE["harmless"]) == 60
    assert right / (right + len(wrong)) >= 0.9, wrong


def test_what_was_learnt_later_is_kept():
    assert len(FIXTURE["later"]) > 90
    assert len(missed(FIXTURE["later"])) <= 5, missed(FIXTURE["later"])
    assert len(raised(FIXTURE["later_harmless"])) <= 5, raised(FIXTURE["later_harmless"])


def test_one_letter_may_raise_several_flags():
    text = "I'm 15. My stepdad hit me. I want to die."
    assert find_risk_flags(text) == ["self-harm", "violence", "minor"] == list(FLAGS)


@pytest.mark.parametrize(
    "text",
    ["I want to KILL myself", "i want to k!ll mys3lf", "I don’t want to  wake up", "su1cide"],
)
def test_case_marks_and_disguises_do_not_matter(text):
    assert find_risk_flags(text) == ["self-harm"]


def test_a_word_within_a_word_is_not_heard():
    assert find_risk_flags("The grapes were skilled and the therapist was diehard.") == []


def test_two_sentences_do_not_make_one_phrase():
    assert find_risk_flags("I want to. Die Hard is on tonight.") == []


PIECES = [
    "a",
    "i am ",
    "he hit ",
    "i ",
    "kill ",
    "want to ",
    "im 15 weeks ",
    "\n",
    ". ",
    "'",
    "1a ",
]


@pytest.mark.parametrize("piece", PIECES)
def test_twenty_thousand_hostile_characters_are_read(piece):
    assert isinstance(find_risk_flags((piece * LONG)[:LONG]), list)


@settings(max_examples=100, deadline=2000)
@given(st.text(max_size=2000))
def test_whatever_is_written_only_known_flags_come(text):
    assert set(find_risk_flags(text)) <= set(FLAGS)


def test_no_odd_character_hides_a_danger():
    assert find_risk_flags("I want to k\u00adill my\u200bself") == ["self-harm"]
    assert find_risk_flags("I want\u00a0to\u2009di\ufeffe") == ["self-harm"]
