"""From what was typed to questions that are public, ready to be shown."""

import re
from dataclasses import dataclass, field, replace

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from questions.models import FormerTagSlug, Question, Tag
from questions.search import ranking
from questions.search.query import Group, Query, make_group, parse_query
from questions.search.shape import in_any_part, tag_run
from questions.search.spelling import nearest_words
from questions.search.words import is_stop_word

PAGE_SIZE = 10
LAST_PAGE = ranking.MAX_RANKED // PAGE_SIZE
REMEMBERED_SECONDS = 120  # so that the next page need not rank again
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,60}")
ROOM_FOR_TAGS = 12  # more tags in one query are nobody's question


@dataclass
class SearchResults:
    """One page of what was found.

    Attributes:
        questions: public questions, the best first.
        terms: what to mark in them.
        meant: for each word that nobody wrote, the one that was taken for it.
        unknown_tags: addresses of tags that do not exist.
        is_bounded: whether only the newest questions were ranked.
        has_more: whether there is another page.
        is_empty: whether nothing was asked.
    """

    questions: list[Question] = field(default_factory=list)
    terms: frozenset[str] = frozenset()
    meant: dict[str, str] = field(default_factory=dict)
    unknown_tags: list[str] = field(default_factory=list)
    is_bounded: bool = False
    has_more: bool = False
    is_empty: bool = False


@dataclass
class QueryPlan:
    """What a query means: the ranked questions, and what to say about the words.

    Attributes:
        ranked: the questions.
        terms: what to mark.
        meant: for each mistyped word its group's place, and the word that was taken for it.
        unknown_tags: addresses without a tag.
    """

    ranked: ranking.Ranked
    terms: frozenset[str]
    meant: dict[str, tuple[int, str]]
    unknown_tags: list[str]


def find_questions(text: str, tag: str = "", page: int = 1) -> SearchResults:
    """The published questions that match what a reader typed.

    Args:
        text: anything. Of the words as many as possible are found; "phrases", tag:address and
            -word hold in any case.
        tag: the address of a tag to stay in, or nothing.
        page: counted from 1, up to `LAST_PAGE`.
    """
    query = parse_query(text)
    query.tags += [tag] if tag else []
    if not (query.groups or query.phrases or query.tags):
        return SearchResults(is_empty=True)
    return build_results(plan_for(query, page), page)


def plan_for(query: Query, page: int) -> QueryPlan:
    """What a query means, and the questions ranked for it."""
    conditions, unknown = build_conditions(query)
    groups = query.groups + [Group(run) for run in query.phrases]
    counts = ranking.count_terms(all_terms(groups))
    groups, meant = correct_spelling(groups, counts)
    search = ranking.Search(groups, conditions, counts, ranking.highest_question_id())
    search.groups = sorted(groups, key=search.rarity_of, reverse=True)[: ranking.MOST_GROUPS]
    places = {group.word: place for place, group in enumerate(search.groups)}
    kept = {typed: (places[word], word) for typed, word in meant.items() if word in places}
    return QueryPlan(rank_cached(search, page), frozenset(all_terms(search.groups)), kept, unknown)


def rank_cached(search: ranking.Search, page: int) -> ranking.Ranked:
    """The first page is always ranked anew; the others go on with the ranking of the first.

    What is remembered are numbers, and their key in the cache says nothing about the words.
    """
    key = salted_hmac("questions.search", repr((search.groups, search.conditions))).hexdigest()
    found = cache.get(key) if page > 1 else None
    if found is None:
        found = ranking.rank_questions(search)
        cache.set(key, found, REMEMBERED_SECONDS)
    return found


def all_terms(groups: list[Group]) -> set[str]:
    """Every term of the groups."""
    return {term for group in groups for run in (group.own, *group.kin) for term in run}


def build_conditions(query: Query) -> tuple[ranking.Conditions, list[str]]:
    """What must hold, and the tags that do not exist."""
    numbers, unknown = tag_numbers(query.tags)
    without, _ = tag_numbers(query.without_tags)
    all_of = [in_any_part((run,)) for run in query.phrases]
    all_of += [(tag_run(number),) for number in numbers]
    none_of = [*in_any_part(tuple(query.without)), *map(tag_run, without)]
    return ranking.Conditions(tuple(all_of), tuple(none_of)), unknown


def tag_numbers(slugs: list[str]) -> tuple[list[int], list[str]]:
    """The numbers of tags by their addresses, former ones too, and the addresses without a tag."""
    wanted = [slug for slug in dict.fromkeys(slugs) if slug][:ROOM_FOR_TAGS]
    asked = [slug for slug in wanted if SLUG.fullmatch(slug)]
    if not asked:
        return [], wanted
    known = dict(FormerTagSlug.objects.filter(slug__in=asked).values_list("slug", "tag"))
    known |= dict(Tag.objects.filter(slug__in=asked).values_list("slug", "pk"))
    unknown = [slug for slug in wanted if slug not in known]
    return [known[slug] for slug in wanted if slug in known], unknown


def correct_spelling(
    groups: list[Group], counts: ranking.Counts
) -> tuple[list[Group], dict[str, str]]:
    """Take the nearest word for one that nobody wrote and nobody means; count what is new."""
    strange = [group.word for group in groups if is_strange(group, counts)][: ranking.MOST_GROUPS]
    meant = nearest_words(strange) if strange else {}
    kept = [make_group(meant[group.word]) if group.word in meant else group for group in groups]
    counts |= ranking.count_terms(all_terms(kept) - counts.keys()) if meant else {}
    return [known for group in kept if (known := known_part(group, counts))], meant


def is_strange(group: Group, counts: ranking.Counts) -> bool:
    """Whether a word is neither in any question nor in the synonyms' file."""
    return bool(group.word) and not group.kin and not is_known(group.own, counts)


def known_part(group: Group, counts: ranking.Counts) -> Group | None:
    """A group without the kin that nobody wrote; nothing, if there is nothing to find."""
    kin = tuple(run for run in group.kin if is_known(run, counts))
    return replace(group, kin=kin) if kin or is_known(group.own, counts) else None


def is_known(run: tuple[str, ...], counts: ranking.Counts) -> bool:
    """Whether a question may have this; stop words are not counted, so any may have them."""
    return all(term in counts or is_stop_word(term) for term in run)


def build_results(plan: QueryPlan, page: int) -> SearchResults:
    """One page, with only what readers may see now."""
    start = (min(page, LAST_PAGE) - 1) * PAGE_SIZE
    numbers = list(plan.ranked.questions)
    rows = published_questions(numbers[start : start + PAGE_SIZE])
    matched = {place for row in rows for place in plan.ranked.matched[row.pk]}
    # A word is not named unless a public question has it: a scheduled one may be its only place.
    meant = {typed: word for typed, (place, word) in plan.meant.items() if place in matched}
    return SearchResults(
        rows,
        plan.terms,
        meant,
        plan.unknown_tags,
        plan.ranked.is_bounded,
        has_more=len(numbers) > start + PAGE_SIZE,
    )


def published_questions(numbers: list[int]) -> list[Question]:
    """The published questions of these numbers, in their order, with what a result shows."""
    rows = Question.objects.published().for_search_results().in_bulk(numbers)
    return [rows[number] for number in numbers if number in rows]
