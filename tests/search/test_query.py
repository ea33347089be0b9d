"""What a reader typed, taken apart."""

import pytest

from questions.search.query import parse_query


def own(text):
    return [group.own for group in parse_query(text).groups]


def test_words_that_say_nothing_are_left_out():
    assert own("How do I stop my husband from drinking?") == [("stop",), ("husband",), ("drink",)]


def test_they_count_where_there_is_nothing_else():
    assert own("what do I do") == [("what",), ("do",), ("i",)]


def test_phrases_stand_as_they_are():
    assert parse_query('"it was not warm" bed').phrases == [("it", "be", "not", "warm")]
    assert parse_query("“not warm”").phrases == [("not", "warm")]
    assert parse_query('"never closed').phrases == [("never", "close")]


def test_a_minus_leaves_out():
    query = parse_query('phone -dinner -"bread bin" -tag:trust')
    assert query.without == [("dinner",), ("bread", "bin")]
    assert query.without_tags == ["trust"]
    assert own("phone -dinner") == [("phone",)]


def test_a_hyphen_inside_a_word_is_no_minus():
    query = parse_query("mother-in-law")
    assert query.without == []
    assert query.groups[0].own == ("mother", "in", "law")
    assert ("his", "mum") in query.groups[0].kin


def test_a_tag_is_named_by_its_address():
    query = parse_query("tag:hard-times drinking")
    assert query.tags == ["hard-times"]
    assert len(query.groups) == 1


def test_words_bring_their_kin():
    (group,) = parse_query("boyfriend").groups
    assert {("husband",), ("partner",)} <= set(group.kin)


NOTHINGS = ["", " ", "\0", '"', '""', "-", "--", '-"', "tag:", "() OR *", "'"]


@pytest.mark.parametrize("text", NOTHINGS)
def test_nothing_is_an_error(text):
    parse_query(text)


def test_a_long_text_is_read_at_its_beginning():
    assert len(parse_query("word " * 2000).groups) == 1
    assert len(parse_query("x" * 10_000).groups) == 1
