"""Stand-ins: names that take the place of real ones, the same one everywhere in a letter."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from questions.pii.names import FIRST, START_OF_SENTENCE
from questions.pii.naming import ALSO_SMALL_WORDS, NamedDetail
from questions.pii.patterns import TITLED

NAME_LISTS = tomllib.loads((Path(__file__).parent / "pseudonyms.toml").read_text(encoding="utf-8"))
NAMES_BY_KIND = {kind: names.split() for kind, names in NAME_LISTS.items()}
LEFT_OUT = "[…]"
TAKEN_OUT = frozenset({"email", "link", "phone", "handle", "address", "date"})
# Where a name must stay what it is: addresses of pages and of mail, names used online.
UNTOUCHED = r"https?://[^\s<>)\]]{1,2000}|\]\([^)\s]{0,2000}|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}|(?<!\w)@\w{1,64}"
# Behind a word such as "will" or "mark", at the start of a sentence: then it is no name.
NO_NAME = re.compile(
    r"\s+(?:i|you|he|she|it|we|they|the|an?|my|your|his|her|our|their|this|that|these|to|not|be|is)\b",
    re.IGNORECASE,
)


def propose_pseudonyms(
    named: Iterable[NamedDetail], texts: Iterable[str], known: Mapping[str, str], turn: int = 0
) -> dict[str, str]:
    """A stand-in for each thing that is named: the one it has already, or a new one of its kind.

    Args:
        named: what the letter names.
        texts: where a new stand-in must not occur.
        known: stand-ins that were chosen before, by the words they stand for in small letters.
        turn: where in the lists to begin, so that not all letters are about the same people.

    Returns:
        Stand-ins by the words; an empty one where none is proposed.
    """
    taken = distinct_words([*texts, *known.values()])
    proposed = {}
    for one in named:
        stand_in = known.get(one.words.casefold()) or next_pseudonym(one, taken, turn)
        proposed[one.words] = stand_in
        taken |= distinct_words([stand_in])
    return proposed


def distinct_words(texts: Iterable[str]) -> set[str]:
    """Every word of some texts, in small letters."""
    return {word.casefold() for text in texts for word in re.findall(r"[^\W\d_]+", text)}


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
    kind = words.split()[1:] if re.fullmatch(TITLED, words) else []
    return " ".join([town, *kind])


class NameReplacer:
    """Puts stand-ins in the place of names: whole words, with their case, in one go.

    In one go, because one person's stand-in may be another's name. Addresses stay what they are,
    unless the whole address has a stand-in.
    """

    def __init__(self, stand_ins: Mapping[str, str]) -> None:
        self.stand_ins = {
            normalise_words(words): new for words, new in stand_ins.items() if words.strip()
        }
        longest_first = sorted(self.stand_ins, key=len, reverse=True)
        whole = [spaced_pattern(words) for words in longest_first if not is_name(words)]
        names = [spaced_pattern(words) for words in longest_first if is_name(words)]
        self.pattern = re.compile(
            rf"(?<!\w)(?P<whole>{any_pattern(whole)})(?!\w)|{UNTOUCHED}"
            rf"|(?<!\w)(?P<name>{any_pattern(names)})(?P<s>s?)(?P<own>['’](?=\s+\w))?(?!\w)",
            re.IGNORECASE,
        )
        self.used: Counter[str] = Counter()

    def replace_all(self, text: str) -> str:
        """The text with the stand-ins in it; `used` counts them by the words they stand for."""
        return self.pattern.sub(self.replace_match, text)

    def replace_match(self, match: re.Match) -> str:
        """What stands in the place of one match."""
        if match["whole"]:
            self.used[normalise_words(match["whole"])] += 1
            return self.stand_ins[normalise_words(match["whole"])]
        if not match["name"] or not is_name_in_context(match):
            return match[0]
        self.used[normalise_words(match["name"])] += 1
        new = match_case(match["name"], self.stand_ins[normalise_words(match["name"])])
        return new + match["s"] + possessive_suffix(match, new)


def normalise_words(words: str) -> str:
    """Words as they are compared."""
    return " ".join(words.casefold().split())


def spaced_pattern(words: str) -> str:
    """A pattern for words that a line may part."""
    return r"\s+".join(re.escape(word) for word in words.split())


def any_pattern(patterns: list[str]) -> str:
    """One of the patterns; none at all matches nothing."""
    return "|".join(patterns) or r"(?!)"


def is_name(words: str) -> bool:
    """Whether words are letters alone, as names are."""
    return re.fullmatch(r"[^\W\d_]+(?:[\s'’.-]+[^\W\d_]+)*", words) is not None


def is_name_in_context(match: re.Match) -> bool:
    """Whether a match is the name, and not an ordinary word that looks like it.

    In small letters only first names count that are nothing else. "The Beckers" are a family,
    other words with an s are other words.
    """
    word, text = match["name"], match.string
    before = text[max(0, match.start() - 5) : match.start()]
    if match["s"] and not before.lower().endswith("the "):
        return False
    if word.casefold() not in ALSO_SMALL_WORDS:
        return not word.islower() or word in FIRST
    if word.islower():
        return False
    starts = START_OF_SENTENCE.search(before)
    return not (starts and NO_NAME.match(text, match.end("name")))


def match_case(word: str, stand_in: str) -> str:
    """The stand-in in the case of the word that it replaces."""
    if word.islower():
        return stand_in.lower()
    return stand_in.upper() if word.isupper() and len(word) > 1 else stand_in


def possessive_suffix(match: re.Match, stand_in: str) -> str:
    """The apostrophe behind a name: James' house becomes Robin's house."""
    mark = match["own"] or ""
    if mark and match["name"][-1] in "sS" and not match["s"] and stand_in[-1:] not in "sS":
        return mark + "s"
    return mark
