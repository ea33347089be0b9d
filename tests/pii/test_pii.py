"""What in a letter may give somebody away."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions import pii

FIXTURE = tomllib.loads(Path(__file__).with_name("pii.toml").read_text(encoding="utf-8"))
LONG = 20_000


def kinds(text):
    return {hint.kind for hint in pii.find_details(text)}


def test_at_least_nine_in_ten_details_are_found():
    details = FIXTURE["details"]
    missed = [row["text"] for row in details if row["kind"] not in kinds(row["text"])]
    assert len(details) == 60
    assert len(missed) <= 6, missed


def test_at_most_one_harmless_sentence_in_ten_is_flagged():
    harmless = FIXTURE["harmless"]
    flagged = {text: pii.find_details(text) for text in harmless if pii.find_details(text)}
    assert len(harmless) == 60
    assert len(flagged) <= 6, flagged


def test_a_hint_says_where_and_what():
    text = "Ring 07700 900123, or write to ann@example.org."
    phone, email = pii.find_details(text)
    assert (phone.kind, phone.words) == ("phone", "07700 900123")
    assert (email.kind, text[email.start : email.end]) == ("email", "ann@example.org")
    assert phone.kind_label == "a telephone number"


def test_every_kind_has_words_for_it():
    assert list(pii.LABELS) == list(pii.SEARCHES)


@pytest.mark.slow
@pytest.mark.pure
@pytest.mark.parametrize("piece", FIXTURE["hostile"])
def test_twenty_thousand_hostile_characters_are_read(piece):
    hints = pii.find_details((piece * LONG)[:LONG])
    ends = [0] + [hint.end for hint in hints]
    assert all(hint.start >= end for hint, end in zip(hints, ends, strict=False))


@settings(max_examples=150, deadline=2000)
@given(st.text(alphabet="aA1 @.-+()/_'’\nJohn Smith0,:", max_size=2000))
def test_whatever_is_written_the_hints_stand_where_they_say(text):
    for hint in pii.find_details(text):
        assert hint.words == text[hint.start : hint.end] != ""


@pytest.mark.parametrize(
    "words",
    [
        "07700\u2011900\u2011123",
        "07700\u2013900123",
        "07700\u2009900\u202f123",
        "０７７００ ９００１２３",
        "SW1A\u00a01AA",
        "12\u00a0High\u00a0Street",
        "12\u00a0March\u00a01998",
        "12-Mar-98",
        "12\u2011March\u20111998",
        "Mrs\u00a0Robinson",
        "Zoe\u0308 Smith",
        "Sine\u0301ad O\u02bcBrien",
        "jo\u00adanna@exam\u200bple.org",
    ],
)
def test_no_odd_space_dash_or_accent_hides_a_detail(words):
    text = f"It is {words}, he said."
    assert [hint.words for hint in pii.find_details(text)] == [words]


def test_the_longer_of_two_details_is_pointed_out():
    found = pii.find_details("Write to anna.smith@example.org, Anna Smith, aged 31.")
    assert [hint.kind for hint in found] == ["email", "name", "age"]
    text = "He is at https://example.org/u/anna_b now"
    assert [hint.words for hint in pii.find_details(text)] == ["https://example.org/u/anna_b"]


def test_a_name_ends_before_its_possessive():
    assert [hint.words for hint in pii.find_details("We sat in Tom Hill’s van.")] == ["Tom Hill"]


WORLD = tomllib.loads(Path(__file__).with_name("world.toml").read_text(encoding="utf-8"))


def coverage(rows):
    """How many details are pointed out at all, and how many from end to end."""
    touched = whole = 0
    for row in rows:
        start = row["text"].index(row["it"])
        letters = {start + n for n, char in enumerate(row["it"]) if char.isalnum()}
        marked = {n for hint in pii.find_details(row["text"]) for n in range(hint.start, hint.end)}
        touched += bool(letters & marked)
        whole += letters <= marked
    return touched, whole


@pytest.mark.parametrize("half", [0, 1], ids=["tuned on", "kept back"])
def test_details_as_they_are_written_in_many_countries(half):
    rows, harmless = WORLD["details"][half::2], WORLD["harmless"][half::2]
    touched, whole = coverage(rows)
    marked = [text for text in harmless if pii.find_details(text)]
    assert (len(rows), len(harmless)) == (92, 51)
    assert touched >= 0.9 * len(rows)
    assert whole >= 0.85 * len(rows)
    assert len(marked) <= 1, marked


HABITS = [
    line.split("|")
    for line in Path(__file__).with_name("habits.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#\u0020")
]


def test_details_in_the_habits_of_a_dozen_countries():
    rows = [{"text": line[0], "it": line[1]} for line in HABITS if len(line) == 2]
    touched, whole = coverage(rows)
    assert len(rows) == 462
    assert touched >= 0.95 * len(rows)
    assert whole >= 0.93 * len(rows)


def test_what_people_write_without_giving_anybody_away():
    harmless = [line[0] for line in HABITS if len(line) == 1]
    marked = [text for text in harmless if pii.find_details(text)]
    assert len(harmless) == 160
    assert len(marked) <= 2, marked


def test_a_flight_and_its_day_are_one_detail():
    found = pii.find_details("I was on EZY8573 from Gatwick, 14 Sept, and cried.")
    assert [hint.words for hint in found] == ["EZY8573 from Gatwick, 14 Sept"]


def test_an_address_is_one_detail_up_to_its_town():
    found = pii.find_details("Vivo en C/ Olmo 23, 2º dcha., 37003 Salamanca y él al lado.")
    assert [hint.words for hint in found] == ["C/ Olmo 23, 2º dcha., 37003 Salamanca"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("we bought 9 Willowbrook Gdns last spring", "9 Willowbrook Gdns"),
        (
            "write to rosie at old hyphen farm dot co dot uk",
            "rosie at old hyphen farm dot co dot uk",
        ),
        ("tel nr 0485/12.34.56 na vijf uur", "0485/12.34.56"),
        ("it's about my sister in law Keeley Ramsbottom", "Keeley Ramsbottom"),
        ("my landlord mr gupta walked in", "gupta"),
        ("I'm from a wee place called Portavogie", "Portavogie"),
        ("jeg jobber på Kiwi i Horten", "Horten"),
        ("we sing in the Much Wenlock Choral Society", "Much Wenlock Choral Society"),
    ],
)
def test_kinds_that_were_missed_once(text, words):
    assert words in [hint.words for hint in pii.find_details(text)]


@pytest.mark.parametrize("text", ["I miss work and miss sleep", "My brother Never Listens"])
def test_a_title_or_a_relation_alone_makes_no_name(text):
    assert pii.find_details(text) == []
