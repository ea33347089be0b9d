"""Which questions match best: the same arithmetic on both engines, over a bounded set.

The index is asked, for each thing that is looked for and each part of a question, for the newest
questions only; nothing here grows with the column. A question's rank is what it has of what was
asked: rare words weigh more than common ones, headlines more than letters, letters more than
answers, and a question that has everything more than one that has a part of it.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.db.models import Max, Sum

from questions.models import Question, TagEntry, Word
from questions.search import index
from questions.search.query import Group
from questions.search.shape import ANSWER, HEADLINE, LETTER, PARTS, TAG, Ask, in_any_part, in_part
from questions.search.synonyms import Run

WEIGHTS = {HEADLINE: 3.0, LETTER: 2.0, ANSWER: 1.0}
KIN_WEIGHT = 0.6  # a word of the reader's own is worth more than one that means the same
MOST_GROUPS = 12
NEWEST = 500  # questions that are ranked for one word
LEAST = 100  # questions that are ranked for each of many words
MAX_RANKED = 200  # ranked questions that are handed over
TOGETHER = 3  # of the rarest groups, for questions that have them all
SPARE = 1.5  # how much wider than expected a window is
WIDER = 16
MOST_COMPARED = 4000  # questions whose words are compared place by place
RARE_TAG = 4000  # questions: no more are counted, because more would not change the plan
ROUNDS = 4
CHANCE_OF_OTHERS = 0.1  # that a question meets a condition of which nothing is known, such as a tag

Counts = dict[str, dict[str, int]]
"""For each term, the number of questions that have it, part by part."""

Weighed = tuple[Ask, dict[int, float]]
"""An ask with what a match is worth: for each group that it has, by its place."""


@dataclass(frozen=True)
class Conditions:
    """What holds for every question that is found."""

    all_of: tuple[tuple[Run, ...], ...] = ()
    none_of: tuple[Run, ...] = ()


@dataclass
class Ranked:
    """The best questions.

    Attributes:
        questions: their numbers with what each is worth, the best first, at most `KEPT`.
        matched: for each question the groups that it has, by their place.
        is_bounded: whether only the newest questions were looked at.
    """

    questions: dict[int, float] = field(default_factory=dict)
    matched: dict[int, set[int]] = field(default_factory=dict)
    is_bounded: bool = False


def highest_question_id() -> int:
    """The highest number of a question: how far the index may reach."""
    return Question.objects.aggregate(newest=Max("pk"))["newest"] or 0


def count_terms(terms: set[str]) -> Counts:
    """How common terms are; one that nobody wrote is not in the answer."""
    sums = Word.objects.filter(stem__in=terms).values_list("stem")
    sums = sums.annotate(Sum("headlines"), Sum("letters"), Sum("answers"))
    return {row[0]: dict(zip(PARTS, row[1:], strict=True)) for row in sums}


@dataclass
class Search:
    """One search: what is looked for, and what is known of it.

    Attributes:
        groups: what is looked for, at most `MOST_GROUPS`.
        conditions: what must hold in any case.
        counts: how common the terms are.
        newest: the highest number of a question.
        weights: what a match in each part of a question is worth.
    """

    groups: list[Group]
    conditions: Conditions
    counts: Counts
    newest: int
    weights: dict[str, float] = field(default_factory=lambda: WEIGHTS)

    def run_count(self, run: Run, part: str) -> int:
        """About how many questions have a run in a part; all, for a term without a count."""
        known = (self.counts.get(term, {}).get(part, self.newest) for term in run)
        return min(self.newest, *known)

    def rarity_of(self, group: Group) -> float:
        """What it says about a question that it has this."""
        runs = (group.own, *group.kin)
        often = sum(max(self.run_count(run, part) for part in PARTS) for run in runs)
        return math.log(1 + (self.newest + 1) / (often + 0.5))

    def build_ask(
        self, alternatives: tuple[tuple[Run, ...], ...], expected: float, limit: int
    ) -> Ask:
        """An ask for so many of the newest, with a window that should hold them."""
        conditions = self.conditions
        known = CHANCE_OF_OTHERS if conditions.all_of else 1.0
        chance = max(expected * known / max(self.newest, 1), 1 / max(self.newest, 1))
        # A rare word needs no window: all of its questions are not many.
        reach = self.newest if expected <= 2 * limit else math.ceil(SPARE * limit / chance)
        since = max(self.newest - reach, 0)
        wanted = (*alternatives, *conditions.all_of)
        floor = self.oldest_compared(wanted)
        return Ask(wanted, conditions.none_of, max(since, floor), floor, limit)

    def oldest_compared(self, wanted: tuple[tuple[Run, ...], ...]) -> int:
        """The oldest question whose places are compared for words in a row.

        An index knows quickly which questions have all the words, but must open each of these
        to see whether they stand in a row: for common words that would be every question.
        """
        if all(len(run) == 1 for runs in wanted for run in runs):
            return 0
        candidates = min(sum(min(map(self.token_count, run)) for run in runs) for runs in wanted)
        return max(self.newest + 1 - MOST_COMPARED * self.newest // max(candidates, 1), 0)

    def token_count(self, token: str) -> int:
        """About how many questions have a token."""
        part, term = token[0], token[1:]
        if part != TAG:
            return self.run_count((term,), part)
        tagged = TagEntry.objects.filter(tag=int(term))[:RARE_TAG].count()
        return tagged if tagged < RARE_TAG else self.newest


def rank_questions(search: Search) -> Ranked:
    """The best questions for a search."""
    asks = list(asks_for(search))
    if not asks:
        return Ranked()
    found = fetch_postings([ask for ask, _ in asks], search.newest)
    credit: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for (_, credits_), questions in zip(asks, found, strict=True):
        for question in questions:
            add_credit(credit[question], credits_)
    worth = best_questions(search, credit)
    bounded = any(
        ask.floor or len(each) >= ask.limit for (ask, _), each in zip(asks, found, strict=True)
    )
    return Ranked(worth, {question: set(credit[question]) for question in worth}, bounded)


def add_credit(has: dict[int, float], credits_: dict[int, float]) -> None:
    """Note what a question has; of several reasons for one the best counts, and a bit of more."""
    for group, weight in credits_.items():
        before = has.get(group, 0.0)
        has[group] = max(before, weight) + 0.3 * min(before, weight)


def best_questions(search: Search, credit: dict[int, dict[int, float]]) -> dict[int, float]:
    """The questions with their worth, in their order; among equals the newest first."""
    rarity = [search.rarity_of(group) for group in search.groups] or [1.0]
    whole = sum(rarity)

    def score(question: int) -> float:
        has = credit[question]
        covered = sum(rarity[group] for group in has) / whole
        return covered * sum(rarity[group] * weight for group, weight in has.items())

    worth = sorted((-score(question), -question) for question in credit)[:MAX_RANKED]
    return {-question: -score for score, question in worth}


def asks_for(search: Search) -> Iterator[Weighed]:
    """What to ask the index, each with what a match says: groups by place, and their weight."""
    limit = max(LEAST, NEWEST // max(len(search.groups), 1))
    for place, group in enumerate(search.groups):
        for part in PARTS:
            yield from asks_for_part(search, place, group, part, limit)
    if len(search.groups) > 1:
        yield ask_for_all(search, limit)
    if not search.groups and search.conditions.all_of:
        yield search.build_ask((), search.newest, NEWEST), {0: 1.0}


def asks_for_part(
    search: Search, place: int, group: Group, part: str, limit: int
) -> Iterator[Weighed]:
    """A group in one part of the questions, and what means the same."""
    for runs, weight in (((group.own,), 1.0), (group.kin, KIN_WEIGHT)):
        expected = sum(search.run_count(run, part) for run in runs)
        if expected:
            alternatives = tuple(in_part(part, run) for run in runs)
            ask = search.build_ask((alternatives,), min(expected, search.newest), limit)
            yield ask, {place: weight * search.weights[part]}


def ask_for_all(search: Search, limit: int) -> Weighed:
    """Questions with the rarest groups together, however old: each one's newest may miss them."""
    rarest = sorted(range(len(search.groups)), key=lambda it: -search.rarity_of(search.groups[it]))
    together = rarest[:TOGETHER]
    chance, alternatives = 1.0, []
    for place in together:
        group = search.groups[place]
        runs = (group.own, *group.kin)
        often = sum(search.run_count(run, part) for run in runs for part in PARTS)
        chance *= min(1.0, often / max(search.newest, 1))
        alternatives.append(in_any_part(runs))
    credits_ = dict.fromkeys(together, KIN_WEIGHT * search.weights[ANSWER])
    return search.build_ask(tuple(alternatives), chance * search.newest, limit), credits_


def fetch_postings(asks: list[Ask], newest: int) -> list[list[int]]:
    """What the index says; where a window held too little, once more with a wider one."""
    found: list[list[int]] = [[] for _ in asks]
    waiting = dict(enumerate(asks))
    for _ in range(ROUNDS):
        answers = index.get_engine().find_postings(list(waiting.values()), newest)
        for place, questions in zip(waiting, answers, strict=True):
            found[place] = questions
        waiting = {
            place: replace(ask, since=max(newest - WIDER * (newest - ask.since), ask.floor))
            for place, ask in waiting.items()
            if ask.since > ask.floor and 4 * len(found[place]) < ask.limit
        }
        if not waiting:
            break
    return found
