"""Stand-ins: names that take the place of real ones, the same one everywhere in a letter."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from questions.pii.names import FIRST, START_OF_SENTENCE
from questions.pii.naming import ALSO_SMALL_WORDS, PLACE_BEHIND, NamedDetail
from questions.pii.patterns import CAPITALISED, TITLED
from questions.text.normalisation import fold_for_comparison, fold_text

NAME_LISTS = tomllib.loads((Path(__file__).parent / "pseudonyms.toml").read_text(encoding="utf-8"))
NAMES_BY_KIND = {kind: names.split() for kind, names in NAME_LISTS.items()}
LEFT_OUT = "[…]"
TAKEN_OUT = frozenset(
    {"email", "link", "phone", "handle", "address", "date", "plate", "journey", "number"}
)
# Where a name must stay what it is: addresses of pages and of mail, names used online.
UNTOUCHED = r"https?://[^\s<>)\]]{1,2000}|\]\([^)\s]{0,2000}|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}|(?<!\w)@\w{1,64}"
# A saint gives a church or a hospital its name, and is nobody in the letter.
SAINT = rf"(?<!\w)(?:St\.?|Saint) {CAPITALISED}"
# Behind a word such as "will" or "mark", at the start of a sentence: then it is no name.
NO_NAME = re.compile(
    r"\s+(?:i|you|he|she|it|we|they|the|an?|my|your|his|her|our|their|this|that|these|to|not|be|is)\b",
    re.IGNORECASE,
)


def propose_pseudonyms(
    named: Iterable[NamedDetail], texts: Iterable[str], known: Mapping[str, str], turn: int = 0
) -> dict[str, str]:
    """A pseudonym for each thing that is named: the one it has already, or a new one of its kind.

    Args:
        named: what the letter names.
        texts: where a new pseudonym must not occur.
        known: pseudonyms that were chosen before, by the words they stand for in small letters.
        turn: where in the lists to begin, so that not all letters are about the same people.

    Returns:
        Stand-ins by the words; an empty one where none is proposed.
    """
    taken = distinct_words([*texts, *known.values()])
    proposed = {}
    for one in named:
        pseudonym = known.get(normalise_words(one.words)) or next_pseudonym(one, taken, turn)
        proposed[one.words] = pseudonym
        taken |= distinct_words([pseudonym])
    return proposed


def distinct_words(texts: Iterable[str]) -> set[str]:
    """Every word of some texts, in small letters."""
    folded = (fold_text(text) for text in texts)
    return {word for text in folded for word in re.findall(r"[^\W\d_]+", text)}


def next_pseudonym(named: NamedDetail, taken: set[str], turn: int) -> str:
    """The next name of the same kind that nobody in the letter has."""
    if named.kind in TAKEN_OUT:
        return LEFT_OUT
    if named.kind == "place":
        return next_place_pseudonym(named.words, taken, turn)
    names = NAMES_BY_KIND.get(named.kind, [])
    start = turn % len(names) if names else 0
    free = (name for name in names[start:] + names[:start] if name.casefold() not in taken)
    return next(free, "")


def next_place_pseudonym(words: str, taken: set[str], turn: int) -> str:
    """A place of work or learning under another name: what kind of place it is stays."""
    town = next_pseudonym(NamedDetail("town", words), taken, turn)
    if " of " in words:
        return f"{words.split(' of ')[0]} of {town}"
    proper, *kind = re.sub(SAINT, "Saint", words).split()
    return " ".join([town, *kind]) if proper == "Saint" or re.fullmatch(TITLED, words) else town


class NameReplacer:
    """Puts pseudonyms in the place of names: whole words, with their case, in one go.

    In one go, because one person's pseudonym may be another's name. Names are found in a folded
    copy, so that another apostrophe, hyphen or accent hides nobody; what is not replaced stays as
    it was written. Addresses and saints stay what they are, unless the whole has a pseudonym.
    """

    def __init__(self, pseudonyms: Mapping[str, str]) -> None:
        self.pseudonyms = {
            normalise_words(words): new for words, new in pseudonyms.items() if words.strip()
        }
        longest_first = sorted(self.pseudonyms, key=len, reverse=True)
        whole = [spaced_pattern(words) for words in longest_first if not is_name(words)]
        names = [spaced_pattern(words) for words in longest_first if is_name(words)]
        self.pattern = re.compile(
            rf"(?<!\w)(?P<whole>{any_pattern(whole)})(?!\w)|{UNTOUCHED}|(?-i:{SAINT})"
            rf"|(?<!\w)(?P<name>{any_pattern(names)})(?P<s>s?)(?P<own>'(?=\s+\w))?(?!\w)",
            re.IGNORECASE,
        )
        self.used: Counter[str] = Counter()

    def replace_all(self, text: str) -> str:
        """The text with the pseudonyms in it; `used` counts them by the words they stand for."""
        pieces, last = [], 0
        for start, end, new in self.find_replacements(text):
            pieces += [text[last:start], new]
            last = end
        return "".join([*pieces, text[last:]])

    def find_replacements(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where which words of a text give way to which, in their order; they are counted."""
        folded = fold_for_comparison(text)
        for match in self.pattern.finditer(folded.text):
            group = "whole" if match["whole"] else "name"
            if not match[group] or (group == "name" and not is_name_in_context(match)):
                continue
            words = normalise_words(match[group])
            self.used[words] += 1
            new = self.pseudonyms[words]
            new = match_case(match["name"], new) if group == "name" else new
            yield *folded.original_span(*match.span(group)), new
            if suffix := possessive_suffix(match, new):
                end = folded.original_span(*match.span("own"))[1]
                yield end, end, suffix


def normalise_words(words: str) -> str:
    """Words as they are compared."""
    return " ".join(fold_text(words).split())


def spaced_pattern(words: str) -> str:
    """A pattern for words that a line may part."""
    return r"\s+".join(re.escape(word) for word in words.split())


def any_pattern(patterns: list[str]) -> str:
    """One of the patterns; none at all matches nothing."""
    return "|".join(patterns) or r"(?!)"


def is_name(words: str) -> bool:
    """Whether words are letters alone, as names are."""
    return re.fullmatch(r"[^\W\d_]+(?:[\s'.-]+[^\W\d_]+)*", words) is not None


def is_name_in_context(match: re.Match) -> bool:
    """Whether a match is the name, and not an ordinary word that looks like it.

    In small letters only first names count that are nothing else. "The Beckers" are a family,
    other words with an s are other words.
    """
    word, text = match["name"], match.string
    before = text[max(0, match.start() - 5) : match.start()]
    if match["s"] and not before.lower().endswith("the "):
        return False
    if word[0].isupper() and PLACE_BEHIND.match(text, match.end("name")):
        return False
    if word.casefold() not in ALSO_SMALL_WORDS:
        return not word.islower() or word in FIRST
    if word.islower():
        return False
    starts = START_OF_SENTENCE.search(before)
    return not (starts and NO_NAME.match(text, match.end("name")))


def match_case(word: str, pseudonym: str) -> str:
    """The pseudonym in the case of the word that it replaces."""
    if word.islower():
        return pseudonym.lower()
    return pseudonym.upper() if word.isupper() and len(word) > 1 else pseudonym


def possessive_suffix(match: re.Match, pseudonym: str) -> str:
    """The s that a pseudonym needs behind its apostrophe: James' house becomes Robin's house."""
    needs_one = match["own"] and match["name"][-1] in "sS" and not match["s"]
    return "s" if needs_one and pseudonym[-1:] not in "sS" else ""
