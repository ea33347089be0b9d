"""Words of danger in a letter: they raise it in the inbox and show help at once.

They never block, delay or answer anything. Whole words and phrases are looked for, and ways of
speaking that only sound like danger are taken out first. What is listened for is in `danger.toml`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from questions.text.normalisation import fold_for_comparison

DANGER_TERMS = tomllib.loads(Path(__file__).with_name("danger.toml").read_text(encoding="utf-8"))
FLAGS = ("self-harm", "violence", "minor")
GAP = r"(?:\w{1,30} ){0,4}"
SENTENCE_ENDS = re.compile(r"[.!?…;\n]+")
MARKS = re.compile(r"[^\w ]+|_+")
APOSTROPHES = re.compile(r"['’‘`´*]")
WITHIN_A_WORD = re.compile(r"(?<=[a-z])[@$!](?=[a-z])")
DISGUISED = str.maketrans("0134$@!", "oieasai")
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
REAL_WORDS = {"violet", "myself", "teachers", "reacher", "preacher", "children", "bruised"}


def find_risk_flags(text: str) -> list[str]:
    """The dangers that a letter speaks of, in the order of FLAGS."""
    heard = normalise_letter(text)
    return [flag for flag in FLAGS if PHRASES[flag].search(heard)]


def normalise_letter(text: str) -> str:
    """The letter in small letters and known spellings, a line for each of its sentences."""
    folded = unicodedata.normalize("NFKC", fold_for_comparison(text).text).casefold()
    plain = WITHIN_A_WORD.sub(lambda mark: mark[0].translate(DISGUISED), folded)
    sentences = SENTENCE_ENDS.split(APOSTROPHES.sub("", plain))
    spoken = "\n".join(" ".join(normalise_words(sentence)) for sentence in sentences)
    return HARMLESS.sub("–", spoken)


def normalise_words(sentence: str) -> Iterable[str]:
    """The words of a sentence, each as it is usually spelt."""
    return (correct_spelling(word) for word in MARKS.sub(" ", sentence).split())


def correct_spelling(word: str) -> str:
    """A word in its usual spelling, if it is one of those that are listened for."""
    if word[0].isalpha() and not word.isalpha():
        word = word.translate(DISGUISED)
    return MISSPELT.get(word, word)


def one_letter_variants(word: str) -> Iterable[str]:
    """A word with one letter missing, doubled up, mistaken, or changed with the next."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
        for letter in ALPHABET:
            yield word[:at] + letter + word[at + 1 :]
            yield word[:at] + letter + word[at:]


def build_misspellings() -> dict[str, str]:
    """Every misspelling that is understood, with what is meant."""
    meant = DANGER_TERMS["long_words"].split()
    found = {wrong: word for word in meant for wrong in one_letter_variants(word)}
    kept = {wrong: word for wrong, word in found.items() if wrong not in REAL_WORDS}
    return kept | {word: word for word in meant} | DANGER_TERMS["variants"]


def compile_phrases(phrases: list[str]) -> re.Pattern[str]:
    """One bounded pattern for many phrases; each stands within a sentence, as whole words."""
    spelt = [phrase.replace("… ", GAP) for phrase in phrases]
    either = "|".join(f"(?:{phrase})" for phrase in spelt)
    either = either.replace("NUMBER", DANGER_TERMS["numbers"]).replace(
        "UNIT", DANGER_TERMS["units"]
    )
    return re.compile(rf"\b(?:{either})\b", re.MULTILINE)


MISSPELT = build_misspellings()
HARMLESS = compile_phrases(DANGER_TERMS["harmless"])
PHRASES = {flag: compile_phrases(DANGER_TERMS[flag]) for flag in FLAGS}
