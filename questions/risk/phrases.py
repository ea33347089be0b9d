"""Phrases of danger: whole words and fixed ways of speaking, listed in `phrases.toml`.

Ways of speaking that only sound like danger are taken out first. Misspellings one letter off and
common disguises ("k!ll", "su1cide") are understood.

Compiling them takes longer than the start of a command, so it waits until a text is listened to;
`serve` does that before it forks.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from questions.text.normalisation import fold_text

TERMS = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))
KINDS = ("self-harm", "violence", "minor")
GAP = r"(?:\w{1,30} ){0,8}"
MARKS = re.compile(r"[^\w ]+|_+")
APOSTROPHES = re.compile(r"['’‘`´*]")
WITHIN_A_WORD = re.compile(r"(?<=[a-z])[@$!](?=[a-z])")
DISGUISED = str.maketrans("0134$@!", "oieasai")
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
NEVER = r"(?!)"
WORDS = re.compile(r"(?<!\w)\w")
Patterns = dict[str, re.Pattern[str]]
REAL_WORDS = {"violet", "myself", "teachers", "reacher", "preacher", "children", "bruised"}


def find_phrases(sentence: str) -> list[str]:
    """The kinds of danger that a phrase in this sentence names, in the order of KINDS."""
    normalised = normalise_sentence(sentence)
    return [kind for kind in KINDS if has_phrase(normalised, compile_terms(kind))]


def has_phrase(sentence: str, patterns: Patterns) -> bool:
    """Whether one of the phrases stands in a sentence, tried only where its first letter does."""
    return any(
        pattern.match(sentence, word.start())
        for word in WORDS.finditer(sentence)
        if (pattern := patterns.get(word[0], patterns[""]))
    )


def replace_phrases(sentence: str, patterns: Patterns) -> str:
    """The sentence with a dash in the place of each phrase.

    Args:
        sentence: What was written, normalised.
        patterns: The phrases.
    """
    parts, done = [], 0
    for word in WORDS.finditer(sentence):
        found = patterns.get(word[0], patterns[""]).match(sentence, word.start())
        if found and word.start() >= done:
            parts += [sentence[done : found.start()], "–"]
            done = found.end()
    return "".join(parts) + sentence[done:]


def normalise_sentence(sentence: str) -> str:
    """The sentence in small letters and known spellings, without harmless ways of speaking."""
    folded = unicodedata.normalize("NFKC", fold_text(sentence, ignore_case=False)).casefold()
    plain = WITHIN_A_WORD.sub(lambda mark: mark[0].translate(DISGUISED), folded)
    words = MARKS.sub(" ", APOSTROPHES.sub("", plain)).split()
    return replace_phrases(
        " ".join(correct_spelling(word) for word in words), compile_terms("harmless")
    )


def correct_spelling(word: str) -> str:
    """A word in its usual spelling, if it is one of those that are listened for."""
    if word[0].isalpha() and not word.isalpha():
        word = word.translate(DISGUISED)
    return list_misspellings().get(word, word)


def one_letter_variants(word: str) -> Iterable[str]:
    """A word with one letter missing, added, mistaken, or changed with the next."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
        for letter in ALPHABET:
            yield word[:at] + letter + word[at + 1 :]
            yield word[:at] + letter + word[at:]


@cache
def list_misspellings() -> dict[str, str]:
    """Every misspelling that is understood, with what is meant."""
    meant = TERMS["long_words"].split()
    found = {wrong: word for word in meant for wrong in one_letter_variants(word)}
    kept = {wrong: word for wrong, word in found.items() if wrong not in REAL_WORDS}
    return kept | {word: word for word in meant} | TERMS["variants"]


@cache
def compile_terms(name: str) -> Patterns:
    """The phrases of a list in `phrases.toml`, ready to be looked for."""
    return compile_phrases(TERMS[name])


def compile_phrases(phrases: list[str]) -> Patterns:
    """Phrases by the letter that they begin with; under "" stand those that begin with any.

    One pattern for all of them would try each at every word: four times as slow.
    """
    spelt = {phrase: first_letters(phrase) for phrase in map(spell_out, phrases)}
    letters = set().union(*spelt.values()) | {""}
    return {letter: join_phrases(spelt, letter) for letter in letters}


def join_phrases(phrases: dict[str, set[str]], letter: str) -> re.Pattern[str]:
    """One pattern for the phrases that can begin with a letter, as whole words.

    Args:
        phrases: Each with its first letters.
        letter: The letter.
    """
    fitting = [phrase for phrase, letters in phrases.items() if not letters or letter in letters]
    return re.compile(rf"(?:{'|'.join(fitting)})\b" if fitting else NEVER)


def spell_out(phrase: str) -> str:
    """A phrase as a regular expression: its gap, numbers and units in full."""
    gapped = phrase.replace("… ", GAP)
    return gapped.replace("NUMBER", TERMS["numbers"]).replace("UNIT", TERMS["units"])


def first_letters(phrase: str) -> set[str]:
    """The letters that a phrase can begin with; none when it can begin with any."""
    if not phrase.startswith("("):
        letter, is_optional = phrase[:1], phrase[1:2] == "?"
        rest = phrase[2:] if is_optional else None
        return join_letters([{letter} if letter.isalnum() else set(), rest])
    end = find_closing(phrase)
    choices: list[set[str] | str | None] = list(split_choices(phrase[1:end].removeprefix("?:")))
    rest = phrase[end + 2 :] if phrase[end + 1 : end + 2] in ("?", "{") else None
    return join_letters([*choices, rest])


def join_letters(parts: Iterable[set[str] | str | None]) -> set[str]:
    """The first letters of several phrases; none when one of them can begin with any letter."""
    known = [first_letters(part) if isinstance(part, str) else part for part in parts]
    sets = [letters for letters in known if letters is not None]
    return set().union(*sets) if all(sets) else set()


def split_choices(group: str) -> list[str]:
    """The choices of a group, at the bars that stand in no group of their own."""
    choices, depth = [""], 0
    for character in group:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "|" and not depth:
            choices.append("")
        else:
            choices[-1] += character
    return choices


def find_closing(phrase: str) -> int:
    """Where the bracket closes that opens a phrase."""
    depth = 0
    for at, character in enumerate(phrase):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if not depth:
            return at
    raise ValueError("a phrase in phrases.toml has an open bracket")
