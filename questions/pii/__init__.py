"""Details in a letter that may give somebody away: pointed out to the one who writes, never cut.

One search for each kind, each in linear time; `find_details` puts what they find in order.
"""

import re
from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from questions.pii import arabic, contacts, names, numbers, places
from questions.pii.patterns import CAPITALISED, Spans
from questions.text.normalisation import fold_for_comparison

LABELS = {
    "email": _("an e-mail address"),
    "link": _("a link"),
    "date": _("an exact date"),
    "phone": _("a telephone number"),
    "handle": _("a name used online"),
    "address": _("an address"),
    "place": _("where somebody lives, works or learns"),
    "plate": _("a number plate"),
    "journey": _("a flight or a train"),
    "number": _("a number that belongs to one person"),
    "name": _("a full name"),
    "age": _("an exact age"),
}


LONGEST = 300  # characters of a detail
SENTENCE_END = re.compile(r"[.!?…][\"”’)]{0,2}\s+|\n+")
SENTENCE_LENGTH = 160  # characters to each side

# What joins a flight, a day and a place to one occasion: "EZY8573 from Gatwick, 14 Sept".
OCCASION = ("journey", "date", "place", "address")
OCCASION_GLUE = re.compile(
    r"(?:,? (?:from|to|at|in|on|of|du|le|de|vom|am|il|el|del|à|au|aus|nach|em|di|w|with (?:him|her|them)))?[ ,]{1,2}"
    rf"(?:{CAPITALISED},? )?(?:with (?:him|her|them) )?(?:(?:on|du|le|vom|am|il|el|del) )?"
)
LONGEST_GLUE = 40  # characters


def search_with(*searches: Callable[[str], Spans]) -> Callable[[str], Spans]:
    """One search that finds what several find."""
    return lambda text: (span for search in searches for span in search(text))


SEARCHES: dict[str, Callable[[str], Spans]] = {
    "email": contacts.find_emails,
    "link": contacts.find_links,
    "date": numbers.find_dates,
    "phone": contacts.find_phones,
    "handle": contacts.find_handles,
    "address": search_with(places.find_addresses, arabic.find_addresses),
    "place": search_with(places.find_places, arabic.find_places),
    "plate": search_with(numbers.find_registrations, arabic.find_plates),
    "journey": numbers.find_journeys,
    "number": numbers.find_personal_numbers,
    "name": search_with(names.find_names, arabic.find_names),
    "age": numbers.find_ages,
}


@dataclass(frozen=True)
class IdentifyingDetail:
    """One detail, where it stands in the text.

    Attributes:
        kind: a key of LABELS.
        start: its first character.
        end: the character behind it.
        words: the detail as it was written.
    """

    kind: str
    start: int
    end: int
    words: str

    @property
    def kind_label(self) -> str:
        """The kind, as it is said to the one who writes."""
        return str(LABELS[self.kind])


@dataclass(frozen=True)
class RepeatedDetail:
    """One detail with all the places where it stands, for a page that points it out once.

    Attributes:
        kind_label: what it is, as it is said to the one who writes.
        words: the detail as it was written.
        places: where it begins, counted in UTF-16 units as browsers count.
    """

    kind_label: str
    words: str
    places: list[int]


def find_details(text: str) -> list[IdentifyingDetail]:
    """The details in a text, in their order and without overlaps; of two the longer one wins.

    A folded copy is searched, so that odd dashes, spaces, apostrophes and widths hide nothing.
    """
    folded = fold_for_comparison(text)
    found = []
    for kind, search in SEARCHES.items():
        for span in search(folded.text):
            start, end = folded.original_span(*widen_to_words(folded.text, *span))
            found.append(IdentifyingDetail(kind, start, end, text[start:end]))
    return join_occasions(text, keep_longest(found))


def join_occasions(text: str, found: list[IdentifyingDetail]) -> list[IdentifyingDetail]:
    """A journey, its day and its place as one detail, where they stand together."""
    joined: list[IdentifyingDetail] = []
    for one in found:
        if joined and is_same_occasion(text, joined[-1], one):
            start = joined[-1].start
            one = IdentifyingDetail(joined.pop().kind, start, one.end, text[start : one.end])
        joined.append(one)
    return joined


def is_same_occasion(text: str, first: IdentifyingDetail, second: IdentifyingDetail) -> bool:
    """Whether two neighbours are about one occasion."""
    is_near = second.start - first.end <= LONGEST_GLUE and second.end - first.start <= LONGEST
    is_repeated = first.kind == second.kind and first.kind not in {"place", "address"}
    if not is_near or is_repeated or not {first.kind, second.kind} <= {*OCCASION}:
        return False
    return OCCASION_GLUE.fullmatch(text, first.end, second.start) is not None


def widen_to_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without spaces around it and with the rest of a word that it would split."""
    while end - 1 > start and text[end - 1].isspace():
        end -= 1
    while start < end - 1 and text[start].isspace():
        start += 1
    while start and end - start < LONGEST and is_within_word(text, start):
        start -= 1
    while end < len(text) and end - start < LONGEST and is_within_word(text, end):
        end += 1
    return start, end


def is_within_word(text: str, place: int) -> bool:
    """Whether a place lies between two letters or digits."""
    return text[place - 1].isalnum() and text[place].isalnum()


def keep_longest(found: list[IdentifyingDetail]) -> list[IdentifyingDetail]:
    """The details that do not overlap with a longer one; of two alike the first kind."""
    kept: list[IdentifyingDetail] = []
    starts: list[int] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        place = bisect(starts, one.start)
        is_free = not place or kept[place - 1].end <= one.start
        if is_free and (place == len(kept) or one.end <= kept[place].start):
            kept.insert(place, one)
            starts.insert(place, one.start)
    return kept


def group_details(text: str) -> list[RepeatedDetail]:
    """The details in a text, each once with all its places."""
    groups: dict[str, RepeatedDetail] = {}
    place = units = 0
    for one in find_details(text):
        units += len(text[place : one.start].encode("utf-16-le", "surrogatepass")) // 2
        place = one.start
        group = groups.setdefault(one.words, RepeatedDetail(one.kind_label, one.words, []))
        group.places.append(units)
    return list(groups.values())


def sentence_around(text: str, place: int) -> str:
    """The sentence in which a place of a text stands, in one line and not longer than needed.

    Args:
        text: any text.
        place: a position in it, counted in characters.
    """
    start = max((match.end() for match in SENTENCE_END.finditer(text, 0, place)), default=0)
    end = SENTENCE_END.search(text, place)
    start = max(start, place - SENTENCE_LENGTH)
    sentence = text[start : min(end.end() if end else len(text), place + SENTENCE_LENGTH)]
    return " ".join(sentence.split())
