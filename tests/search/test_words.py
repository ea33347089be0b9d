"""From what is written to what is searched for."""

import pytest

from questions.search.words import fold_word, is_stop_word, split_words, to_term, to_terms


@pytest.mark.parametrize(
    "forms",
    [
        "argue argues argued arguing",
        "jealous jealousy",
        "cheat cheats cheated cheating",
        "drink drinks drinking drank drunk",
        "lie lies lied lying",
        "marry marries married marrying",
        "depressed depression depressing",
        "relationship relationships",
        "fight fights fighting fought",
        "hope hopes hoped hoping",
        "child children",
        "grieve grieves grieved grieving",
    ],
)
def test_the_forms_of_a_word_are_one_term(forms):
    assert len({to_term(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("question", ["husband house", "hope hop", "bins being", "son sun"])
def test_other_words_are_other_terms(question):
    one, other = question.split()
    assert to_term(one) != to_term(other)


def test_case_accents_and_apostrophes_do_not_matter():
    assert fold_word("Café") == fold_word("CAFE") == "cafe"
    assert fold_word("Cafe\u0301") == "cafe"
    assert fold_word("don't") == fold_word("don’t") == "dont"
    assert fold_word("husband’s") == "husband"


def test_words_are_parted_at_everything_that_is_none():
    assert list(split_words("mother-in-law, *really*_now_ 58!")) == [
        "mother",
        "in",
        "law",
        "really",
        "now",
        "58",
    ]


def test_another_language_is_taken_as_it_is(settings):
    settings.LANGUAGE_CODE = "de"
    assert to_terms("Die Briefe lieben") == ["die", "briefe", "lieben"]
    assert not is_stop_word("the")


@pytest.mark.parametrize(
    "word", ["a" * 5000, "😀", "ﬁne", "ß", "İ", "١٢", "s", "ing", "ied", "yyy"]
)
def test_any_word_has_a_term(word):
    assert len(to_term(fold_word(word))) <= 60
