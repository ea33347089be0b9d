"""Pairs that are like a text: for the end of a pair's page, and for somebody who writes."""

from collections import Counter

from django.db import transaction

from questions.models import Likeness, Question
from questions.search import index, ranking
from questions.search.finding import public
from questions.search.query import Group
from questions.search.words import is_stop_word, term, words

MOST_WORDS = 2000  # of a text; a letter has no more
TELLING = 20  # terms that stand for a text
LEAST_SHARED = 3  # terms that a pair must have to be like a text
KEPT = 6  # likenesses kept for a pair, so that three are left when some are not public
LIMIT = 3


def similar(text: str, limit: int = LIMIT) -> list[Question]:
    """Published pairs that are like a text, the likest first; none when none is.

    Nothing of the text is stored, remembered or logged.
    """
    return public(likest(text, 4 * limit))[:limit]


def likest(text: str, limit: int) -> list[int]:
    """The numbers of pairs like a text; some may not be public yet."""
    often = telling_terms(text)
    counts = ranking.counts_of(set(often))
    known = [Group((found,)) for found in often if found in counts]
    search = ranking.Search([], ranking.Conditions(), counts, ranking.newest_pair())
    known.sort(key=lambda group: -search.rarity(group) * min(often[group.own[0]], 3))
    search.groups = known[:TELLING]
    ranked = ranking.rank(search)
    least = min(LEAST_SHARED, len(often))
    return [pair for pair in ranked.pairs if len(ranked.matched[pair]) >= least][:limit]


def telling_terms(text: str) -> Counter[str]:
    """The terms of a text that say something, with how often they stand in it."""
    found = list(words(text[: 20 * MOST_WORDS]))[:MOST_WORDS]
    return Counter(term(word) for word in found if not is_stop_word(word))


@transaction.atomic
def relate(pair: Question, *, both_ways: bool = True) -> None:
    """Keep what a published pair is like; the pairs found may be like it in turn."""
    found = [number for number in likest(own_words(pair), KEPT + 1) if number != pair.pk][:KEPT]
    Likeness.objects.filter(question=pair).delete()
    Likeness.objects.bulk_create(
        Likeness(question=pair, other_id=number, place=place)
        for place, number in enumerate(found)
    )
    if both_ways:
        for other in Question.objects.filter(pk__in=found).order_by("pk"):
            relate(other, both_ways=False)


def own_words(pair: Question) -> str:
    """What a pair is about: the headline most of all, the letter, and how the answer begins."""
    answer = index.plain_answer(pair)
    return f"{pair.headline} {pair.headline} {pair.letter_text} {answer[:1000]}"
