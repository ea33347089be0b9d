"""Who a letter names, and names that can stand in for them."""

import pytest

from questions import pii
from questions.pii.naming import find_named_details
from questions.pii.pseudonyms import NAMES_BY_KIND, NameReplacer, propose_pseudonyms


def named(text):
    return [(one.kind, one.words) for one in find_named_details(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I am Anna Becker.", [("person", "Anna"), ("family", "Becker")]),
        ("He, Mrs Whitcombe said, left.", [("family", "Whitcombe")]),
        ("So tom told me.", [("person", "Tom")]),
        ("My husband Wojtek snores.", [("person", "Wojtek")]),
        ("Then Felix told me so.", [("person", "Felix")]),
        ("We have Tom and Felix.", [("person", "Tom"), ("person", "Felix")]),
        ("I live in Leeds.", [("town", "Leeds")]),
        ("She moved to Market Harborough.", [("town", "Market Harborough")]),
        ("I work at Hallbeck Garden Centre.", [("place", "Hallbeck Garden Centre")]),
        ("I heard that Mark left.", [("person", "Mark")]),
        ("See https://anna.example/tom.", [("link", "https://anna.example/tom")]),
        ("Will you mark it? May I hope?", []),
        ("In May we went to Spain on Monday.", []),
        ("We read Jane Austen together.", []),
        ("A penny for your thoughts.", []),
    ],
)
def test_what_is_a_name_and_what_is_not(text, found):
    assert named(text) == found


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("Anna’s cat, Anna's dog, ANNA and anna.", "Kit’s cat, Kit's dog, KIT and kit."),
        ("Annabel is not Anna, nor Joanna.", "Annabel is not Kit, nor Joanna."),
        ("Mark my words: I mark it for Mark.", "Mark my words: I mark it for Tom."),
        ("Tom and Mark swap.", "Mark and Tom swap."),
        ("James' house, and James's.", "Robin's house, and Robin's."),
        ("The Beckers; Mr Becker; beckers.", "The Thornes; Mr Thorne; beckers."),
        ("[Anna](/questions/anna/) a@anna.com", "[Kit](/questions/anna/) a@anna.com"),
        ("Write to anna.b@example.com!", "Write to …!"),
        ("New\nYork and New York", "Ashmere and Ashmere"),
    ],
)
def test_whole_words_with_their_case_and_in_one_go(text, becomes):
    names = {"Anna": "Kit", "Mark": "Tom", "Tom": "Mark", "James": "Robin", "Becker": "Thorne"}
    others = {"anna.b@example.com": "…", "New York": "Ashmere"}
    assert NameReplacer(names | others).replace_all(text).replace("Robin's's", "Robin's") == becomes


def test_each_name_gets_one_of_its_own_that_is_not_in_the_text():
    text = "Anna Becker, Tom and Robin live in Leeds, and Alex said so."
    proposed = propose_pseudonyms(find_named_details(text), [text], {"tom": "Kit"})
    assert proposed["Tom"] == "Kit"
    assert len(set(proposed.values())) == len(proposed) == 6
    assert not {"Robin", "Alex"} & set(proposed.values())
    assert proposed["Becker"] in NAMES_BY_KIND["family"]
    assert proposed["Leeds"] in NAMES_BY_KIND["town"]


def test_a_place_of_work_stays_one_of_its_kind():
    found = find_named_details(
        "I work at Hallbeck Garden Centre. He went to the University of Leeds."
    )
    proposed = propose_pseudonyms(found, [], {})
    assert proposed["Hallbeck Garden Centre"].endswith(" Garden Centre")
    assert proposed["University of Leeds"].startswith("University of ")
    assert "Leeds" not in proposed["University of Leeds"]


def test_not_all_letters_are_about_the_same_people():
    found = find_named_details("Tom told me.")
    assert propose_pseudonyms(found, [], {}, turn=1) != propose_pseudonyms(found, [], {}, turn=2)
    assert propose_pseudonyms(found, [], {}, turn=1) == propose_pseudonyms(found, [], {}, turn=1)


def test_more_people_than_names_are_left_to_john():
    taken = " ".join(NAMES_BY_KIND["person"])
    assert propose_pseudonyms(find_named_details("Tom told me."), [taken], {}) == {"Tom": ""}


def replaced(letter, *others):
    """A letter and other texts with the pseudonyms that are proposed for the letter in them."""
    proposed = propose_pseudonyms(find_named_details(letter), [letter, *others], {})
    swap = NameReplacer(proposed)
    return [swap.replace_all(text) for text in (letter, *others)], proposed


def test_another_apostrophe_hides_nobody():
    letter = "My neighbour Fiona O’Brien left me. D’Arcy told me so."
    texts, proposed = replaced(letter, "What O'Brien said", "neither is D'Arcy.")
    said = " ".join(texts)
    assert not [name for name in ("Fiona", "Brien", "Arcy") if name in said]
    pseudonym = proposed["O'Brien"]
    assert texts[1] == f"What {pseudonym} said"
    assert pseudonym in texts[0]


def test_a_possessive_keeps_its_ending():
    (letter,), proposed = replaced("I took Mr. O’Brien’s car, and Mrs Patel's.")
    first, second = proposed["O'Brien"], proposed["Patel"]
    assert letter == f"I took Mr. {first}’s car, and Mrs {second}'s."


def test_decomposed_letters_hide_nobody_and_leave_no_tail():
    letter = "My husband Zoe\u0308 and my friend Sine\u0301ad told me. Dear Siobha\u0301n said so."
    (letter, answer), _proposed = replaced(letter, "To Siobhán, Zoë and Sinéad.")
    for name in ("Zo", "Sin", "Siobh", "ad ", "\u0301", "\u0308"):
        assert name not in letter + answer


def test_a_name_of_two_words_is_replaced_whole():
    (letter, answer), _proposed = replaced(
        "My friend Jean\u2011Pierre told me.", "Ask Jean-Pierre."
    )
    assert "Pierre" not in letter + answer
    assert "\u2011" not in letter + answer


@pytest.mark.parametrize(
    "text",
    [
        "Tom and I'm happy. We and I've talked.",
        "Then, he knew, I'd left. She and He'll come.",
        "Everybody knows and Nobody told me.",
        "Then Yesterday came.",
        "We met on the Victoria line, at Charlotte station.",
    ],
)
def test_people_are_replaced_and_people_only(text):
    texts, proposed = replaced(text)
    assert set(proposed) <= {"Tom"}
    assert texts[0] == text.replace("Tom", proposed.get("Tom", ""))


def test_a_saint_is_nobody_in_the_letter():
    names = {"Thomas": "Robin"}
    text = "Thomas works at St Thomas' Hospital; Thomas' house."
    assert NameReplacer(names).replace_all(text) == (
        "Robin works at St Thomas' Hospital; Robin's house."
    )
    proposed = propose_pseudonyms(find_named_details("I was at St Thomas' Hospital."), [], {})
    assert list(proposed) == ["St Thomas' Hospital"]
    assert proposed["St Thomas' Hospital"].endswith(" Hospital")
    assert len(proposed["St Thomas' Hospital"].split()) == 2


def test_what_is_not_replaced_stays_as_it_was_written():
    text = "“Fiona’s co\u00adop” — Fiona’ll see…"
    assert NameReplacer({"Fiona": "Kit"}).replace_all(text) == text.replace("Fiona", "Kit")


def test_the_sentence_around_a_place():
    text = "He left. I met Tom\nin a bar, twice! Why?"
    assert pii.sentence_around(text, text.index("Tom")) == "I met Tom"
    assert pii.sentence_around(text, text.index("twice")) == "in a bar, twice!"
    assert pii.sentence_around("Tom", 0) == "Tom"
