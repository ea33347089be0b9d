"""Questions that are like a text: for the end of a question's page, and for somebody who writes."""

from collections import Counter

from django.db import transaction

from questions.models import Question, RelatedQuestion
from questions.search import index, ranking
from questions.search.finding import published_questions
from questions.search.query import Group
from questions.search.shape import ANSWER, HEADLINE, LETTER
from questions.search.words import is_stop_word, split_words, to_term

MOST_WORDS = 2000  # of a text; a letter has no more
SIGNIFICANT_TERMS = 20  # terms that stand for a text
LEAST_SHARED = 3  # terms that a question must have to be like a text
RELATED_KEPT = 6  # likenesses kept for a question, so that three are left when some are not public
CANDIDATES = 30
SAME_TAG = 0.5  # how much more a shared tag makes of a likeness
LIMIT = 3
MOST_REPEATED = 3  # a word that is said ten times does not say more
# What a letter is like is said by other letters; an answer has words about everything.
WEIGHTS = {HEADLINE: 2.0, LETTER: 2.0, ANSWER: 0.3}


def find_similar(text: str, limit: int = LIMIT) -> list[Question]:
    """Published questions that are like a text, the likest first; none when none is.

    Nothing of the text is stored, remembered or logged.
    """
    return published_questions(list(rank_by_similarity(text, 4 * limit)))[:limit]


def rank_by_similarity(text: str, limit: int, least_often: int = 1) -> dict[int, float]:
    """The likest questions by their number, with how like they are; some may not be public yet.

    Args:
        text: a letter, or what somebody has written of it so far.
        limit: how many at most.
        least_often: how many questions must have a term for it to count.
    """
    often = significant_terms(text)
    counts = ranking.count_terms(set(often))
    search = ranking.Search(
        [], ranking.Conditions(), counts, ranking.highest_question_id(), WEIGHTS
    )
    known = [Group((found,)) for found in often if highest_count(counts, found) >= least_often]
    known.sort(key=lambda group: -search.rarity_of(group) * min(often[group.own[0]], MOST_REPEATED))
    search.groups = known[:SIGNIFICANT_TERMS]
    ranked = ranking.rank_questions(search)
    least = min(LEAST_SHARED, len(often))
    alike = [one for one in ranked.questions.items() if len(ranked.matched[one[0]]) >= least]
    return dict(alike[:limit])


def highest_count(counts: ranking.Counts, term: str) -> int:
    """The number of questions that have a term in the part where it is commonest."""
    return max(counts.get(term, {"": 0}).values())


def significant_terms(text: str) -> Counter[str]:
    """The terms of a text that say something, with how often they stand in it."""
    found = list(split_words(text[: 20 * MOST_WORDS]))[:MOST_WORDS]
    return Counter(to_term(word) for word in found if not is_stop_word(word))


@transaction.atomic
def save_related(question: Question, *, both_ways: bool = True) -> None:
    """Keep what a published question is like; the questions found may be like it in turn."""
    found = find_related(question)
    RelatedQuestion.objects.filter(question=question).delete()
    RelatedQuestion.objects.bulk_create(
        [
            RelatedQuestion(question=question, other=other, place=place)
            for place, other in enumerate(found)
        ],
        ignore_conflicts=True,  # another question may be related to the same one just now
    )
    if both_ways:
        for other in sorted(found, key=lambda one: one.pk):
            save_related(other, both_ways=False)


def find_related(question: Question) -> list[Question]:
    """The questions most like one in words and tags; an update has its own place on the page."""
    # A term of its own finds nothing but itself.
    worth = rank_by_similarity(representative_text(question), CANDIDATES, least_often=2)
    others = Question.objects.filter(pk__in=worth.keys() - {question.pk, question.update_of_id})
    tags = {tag.pk for tag in question.tags.all()}

    def rank(other: Question) -> tuple[float, int]:
        shared = sum(tag.pk in tags for tag in other.tags.all())
        return -worth[other.pk] * (1 + SAME_TAG * shared), -other.pk

    kept = [one for one in others.prefetch_related("tags") if one.update_of_id != question.pk]
    return sorted(kept, key=rank)[:RELATED_KEPT]


def representative_text(question: Question) -> str:
    """What a question is about: the headline most of all, the letter, and how the answer begins."""
    answer = index.plain_answer(question)
    return f"{question.headline} {question.headline} {question.letter_text} {answer[:1000]}"
