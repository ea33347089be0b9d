"""What a reader typed, taken apart."""

import pytest

from questions.search.query import parse_query


def test_words_are_small_and_each_is_there_once():
    assert parse_query("The Husband's husband drinks").words == ("the", "husband", "drinks")


def test_phrases_stand_as_they_are():
    assert parse_query('"it was not warm" bed').phrases == (("it", "was", "not", "warm"),)
    assert parse_query("“not warm”").phrases == (("not", "warm"),)
    assert parse_query('"never closed').phrases == (("never", "closed"),)


def test_a_minus_leaves_out():
    query = parse_query('phone -dinner -"bread bin" -tag:trust')
    assert query.without == (("dinner",), ("bread", "bin"))
    assert query.without_tags == ("trust",)
    assert (query.words, query.text) == (("phone",), "phone")


def test_a_hyphen_inside_a_word_is_no_minus():
    query = parse_query("mother-in-law")
    assert query.without == ()
    assert query.words == ("mother", "in", "law")


def test_a_tag_is_named_by_its_address():
    query = parse_query("tag:hard-times drinking")
    assert query.tags == ("hard-times",)
    assert query.words == ("drinking",)


def test_other_words_take_their_places():
    query = parse_query('ketle "old ketle" lid').with_words({"ketle": "kettle"})
    assert query.words == ("kettle", "lid")
    assert query.phrases == (("old", "kettle"),)
    assert query.text == "kettle old kettle lid"
    assert query.without_quotes().words == ("kettle", "lid", "old")


NOTHINGS = ["", " ", "\0", '"', '""', "-", "--", '-"', "tag:", "() OR *", "'", "\ud800"]


@pytest.mark.parametrize("text", NOTHINGS)
def test_nothing_is_an_error(text):
    parse_query(text)


def test_a_long_text_is_read_at_its_beginning():
    assert len(parse_query("word " * 2000).words) == 1
    assert len(parse_query(" ".join(map(str, range(2000)))).words) <= 60
