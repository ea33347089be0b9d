"""From what was typed to public questions, by their words and by their meaning."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from questions.models import CacheVersion, FormerTagSlug, Question, Tag, TagEntry
from questions.search.matrix import Match
from questions.search.query import Query, parse_query
from questions.search.results import read_links, read_results
from questions.search.vectors import (
    bound_text,
    bring_in_line,
    count_vectors,
    encode_texts,
    get_matrix,
    score_questions,
)
from questions.search.word_search import MOST_RANKED, FoundWords, find_words
from questions.sentence_vectors import is_available as has_vectors

if TYPE_CHECKING:
    import numpy as np

PAGE_SIZE = 10
LAST_PAGE = 2 * MOST_RANKED // PAGE_SIZE
WORDS_WORTH = 0.1  # what having a query's words best of all adds to a likeness from -1 to 1
UNRELATED, SPREAD = 0.055, 0.055  # scores of unrelated texts: their mean and how they spread
SHARE_OF_BEST = 0.6  # the least score of a letter found by its meaning, beside a better one
SUGGESTED_SHARE = 0.75  # of the floor: what is offered where nothing is found
MOST_SUGGESTED = 3
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,60}")
ROOM_FOR_TAGS = 12  # more tags in one query are nobody's question


@dataclass
class SearchResults:
    """One page of what was found.

    Attributes:
        questions: public questions, the best first.
        count: how many were found, on all pages together.
        terms: what to mark in them.
        meant: for each word that no letter contains, the one that was taken for it.
        is_unquoted: whether a phrase stands nowhere, so that its words were searched.
        nearest: where nothing was found, what comes nearest.
        unknown_tags: addresses of tags that do not exist.
        has_more: whether there is another page.
        is_empty: whether nothing was asked.
    """

    questions: list[Question] = field(default_factory=list)
    count: int = 0
    terms: frozenset[str] = frozenset()
    meant: dict[str, str] = field(default_factory=dict)
    is_unquoted: bool = False
    nearest: list[Question] = field(default_factory=list)
    unknown_tags: list[str] = field(default_factory=list)
    has_more: bool = False
    is_empty: bool = False


@dataclass(frozen=True)
class Lookup:
    """A query whose words were looked up; what it means is compared next.

    Attributes:
        query: as it was typed.
        inside: the numbers of the questions that can be found; None for all.
        unknown_tags: addresses of tags that do not exist.
        version: of the column.
        found: what the index of words says; None if nothing was asked.
    """

    query: Query
    inside: set[int] | None
    unknown_tags: list[str]
    version: str
    found: FoundWords | None

    @property
    def meant_text(self) -> str:
        """What of the query is encoded, its typing errors corrected."""
        return bound_text(self.found.query.text) if self.found else ""


def find_questions(
    text: str, tag: str = "", page: int = 1, version: str | None = None
) -> SearchResults:
    """The published questions that match what a reader typed.

    Args:
        text: anything. Words and meaning are looked for; "phrases", tag:address and -word hold in
            any case, but for a phrase that stands nowhere.
        tag: the address of a tag to stay in, or nothing.
        page: counted from 1, up to `LAST_PAGE`.
        version: of the column, if it was read already.
    """
    return rank_questions(look_up_words(text, tag, version), page)


def look_up_words(text: str, tag: str = "", version: str | None = None) -> Lookup:
    """What the index of words says to what a reader typed; see `find_questions`."""
    query = parse_query(text)
    tags, unknown = tag_numbers([*query.tags, tag])
    refused, _ = tag_numbers(query.without_tags)
    inside = questions_in_tags(tags, refused)
    version = version or CacheVersion.current_key()
    if query.is_empty and not tag:
        return Lookup(query, inside, unknown, version, None)
    found = find_words(query, inside, version) if query.all_words else FoundWords(query)
    return Lookup(query, inside, unknown, version, found)


def rank_questions(lookup: Lookup, page: int) -> SearchResults:
    """The questions whose words and meaning come nearest to a query.

    Args:
        lookup: what its words found.
        page: counted from 1.
    """
    found, inside = lookup.found, lookup.inside
    if not found:
        return SearchResults(is_empty=True)
    if not lookup.query.all_words:
        return build_results(found, newest_first(inside), lookup.unknown_tags, page)
    vector = encode_texts([found.query.text])[0] if has_vectors() else None
    among = found.among if found.among is not None else inside
    bring_in_line(lookup.version)
    near = list_near(vector, among, found)
    ranked = join_scores(found.scores, score_by_meaning(vector, near, found), found.coverage)
    results = build_results(found, ranked, lookup.unknown_tags, page)
    if not ranked:
        is_bounded = among is not None or found.without
        near = list_near(vector, None, FoundWords(lookup.query)) if is_bounded else near
        results.nearest = read_links([match.question_id for match in near[:MOST_SUGGESTED]])
    return results


def build_results(
    found: FoundWords, ranked: list[int], unknown_tags: list[str], page: int
) -> SearchResults:
    """One page, with only what readers may see now.

    Args:
        found: what the index of words said.
        ranked: the numbers of questions, the best first.
        unknown_tags: addresses of tags that do not exist.
        page: counted from 1.
    """
    start = (min(page, LAST_PAGE) - 1) * PAGE_SIZE
    return SearchResults(
        questions=read_results(ranked[start : start + PAGE_SIZE]),
        count=len(ranked),
        terms=found.terms,
        meant=found.meant,
        is_unquoted=found.is_unquoted,
        unknown_tags=unknown_tags,
        has_more=len(ranked) > start + PAGE_SIZE,
    )


def list_near(
    vector: "np.ndarray | None", among: set[int] | None, found: FoundWords
) -> list[Match]:
    """The questions that come near to what a query means, those too that only would be offered.

    Args:
        vector: what the query means; None without a model.
        among: the numbers of the questions that can be found; None for all.
        found: what its phrases and refused words say.
    """
    if vector is None:
        return []
    has_all = found.among is not None and not found.scores  # phrases: what has them is found
    floor = -1 if has_all else SUGGESTED_SHARE * lowest_score()
    return get_matrix().find_nearest(vector, MOST_RANKED, floor, among, found.without)


def score_by_meaning(
    vector: "np.ndarray | None", near: list[Match], found: FoundWords
) -> dict[int, float]:
    """How near questions come to what a query means: those near enough, and all with its words.

    Args:
        vector: what the query means; None without a model.
        near: the likest.
        found: what its words and phrases say.
    """
    if vector is None:
        return {}
    if found.among is not None and not found.scores:
        return {match.question_id: match.score for match in near}
    least = max(lowest_score(), SHARE_OF_BEST * near[0].score) if near else 0
    near_enough = {match.question_id: match.score for match in near if match.score >= least}
    return score_questions(vector, found.scores) | near_enough


def lowest_score() -> float:
    """The least score of a letter that is found by its meaning alone.

    Among more letters the best score that nonsense has is higher: as the largest of so many drawn
    from a normal distribution.
    """
    return UNRELATED + SPREAD * math.sqrt(2 * math.log(max(2, count_vectors())))


def join_scores(
    by_words: dict[int, float], by_meaning: dict[int, float], coverage: float = 1.0
) -> list[int]:
    """The numbers of questions by both scores together, the best first.

    Args:
        by_words: scores of questions; what they are measured in is of no account.
        by_meaning: likenesses from -1 to 1.
        coverage: how much of the query the words tell; the less, the less they count.
    """
    worth = WORDS_WORTH * coverage / max(by_words.values(), default=1)
    joined = {
        number: by_meaning.get(number, 0) + worth * by_words.get(number, 0)
        for number in by_words | by_meaning
    }
    return sorted(joined, key=lambda number: (-joined[number], -number))


def tag_numbers(slugs: Iterable[str]) -> tuple[list[int], list[str]]:
    """The numbers of tags by their addresses, former ones too, and the addresses without a tag."""
    wanted = [slug for slug in dict.fromkeys(slugs) if slug][:ROOM_FOR_TAGS]
    asked = [slug for slug in wanted if SLUG.fullmatch(slug)]
    if not asked:
        return [], wanted
    tags = Tag.objects.with_letters()
    former = FormerTagSlug.objects.filter(slug__in=asked, tag__in=tags)
    known = dict(former.values_list("slug", "tag"))
    known |= dict(tags.filter(slug__in=asked).values_list("slug", "pk"))
    unknown = [slug for slug in wanted if slug not in known]
    return [known[slug] for slug in wanted if slug in known], unknown


def questions_in_tags(tags: list[int], refused: list[int]) -> set[int] | None:
    """The questions that have all of some tags and none of others; None if no tag was named."""
    if not tags and not refused:
        return None
    having = [questions_with_tag(tag) for tag in tags]
    every = set.intersection(*having) if having else all_questions()
    return every.difference(*map(questions_with_tag, refused))


def questions_with_tag(tag: int) -> set[int]:
    """The questions that have a tag, scheduled ones too."""
    return set(TagEntry.objects.filter(tag=tag).values_list("question", flat=True))


def all_questions() -> set[int]:
    """The numbers of all public questions."""
    return set(Question.objects.published().order_by().values_list("pk", flat=True))


def newest_first(inside: set[int] | None) -> list[int]:
    """The newest of some questions; of all if None."""
    rows = Question.objects.published()
    rows = rows if inside is None else rows.filter(pk__in=inside)
    return list(rows.values_list("pk", flat=True)[: 2 * MOST_RANKED])
