"""From a text to the terms that are searched for: folded words, and their stems.

Index and query both go through here, whatever the engine; so both engines find the same.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

from django.conf import settings

from questions.search.stemmer import stem_word
from questions.text.normalisation import fold_for_comparison

LONGEST = 60  # characters of a word; what is longer is cut
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
POSSESSIVE = re.compile(r"['’]s$")

STOP_WORDS = frozenset(
    """
    a about actually after again ago all almost along already also always am an and another any
    anybody anyone anything are arent around as ask asked asking at away back be because become been
    before being best better between both but by call came can cant come could couldnt did didnt do
    does doesnt doing dont done down each either else enough even ever every everybody everyone
    everything feel feeling feels few first for from get gets getting give go goes going good got
    had has hasnt have havent having he hed hell her here hers herself hes him himself his how i id
    if ill im in instead into is isnt it its itself ive just keep keeps know knows let lets like
    little long lot made make makes making many may maybe me mean mine more most much must my myself
    need needs never next no nobody nor not nothing now of off often ok on once one only or other
    others our ours out over own people please put quite rather really right said same say saying
    says see seem seems shall she shed shes should shouldnt since so some somebody someone something
    sometimes soon still such sure take tell than thank thanks that thats the their them themselves
    then there theres these they theyre they've thing things think this those though through time to
    together told too toward try trying two until up upon us use used very want wants was wasnt way
    we well went were weve what whats when where whether which while who whole whom whose why will
    with within without wont would wouldnt wrong yes yet you youd your youre yours
    """.split()  # noqa: SIM905 - a list of words is read more easily as one
)


def is_english() -> bool:
    """Stems, stop words and synonyms are English; a column in another language has plain words."""
    return settings.LANGUAGE_CODE.split("-")[0] == "en"


def normalise_text(text: str) -> str:
    """A text in which a letter with its accent is one character, however it was typed."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fold_word(word: str) -> str:
    """A word without case, accents, apostrophes and the possessive's s."""
    word = POSSESSIVE.sub("", word).replace("'", "").replace("’", "")
    if not word.isascii():
        parts = unicodedata.normalize("NFKD", word)
        word = "".join(part for part in parts if part.isalnum())
    return word.casefold()[:LONGEST]


def split_words(text: str) -> Iterator[str]:
    """The folded words of a text, in their order."""
    return (
        folded
        for match in WORD.finditer(fold_for_comparison(text).text)
        if (folded := fold_word(match[0]))
    )


def to_term(word: str) -> str:
    """What a folded word is searched by."""
    return stem_word(word) if is_english() else word


def is_stop_word(word: str) -> bool:
    """Whether a folded word says nothing by itself."""
    return is_english() and (word in STOP_WORDS or len(word) == 1)


def to_terms(text: str, by: Callable[[str], str] = to_term) -> list[str]:
    """The terms of a text, in their order, stop words too: phrases need them."""
    return [by(word) for word in split_words(text)]
