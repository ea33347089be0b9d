"""Questions that are like a text, or like each other, by their meaning."""

from django.db import transaction

from questions.models import Question, RelatedQuestion
from questions.search.find import published_questions
from questions.search.vectors import encode_texts, find_nearest, saved_vector, saved_vectors
from questions.sentence_vectors import is_available as has_vectors

LIMIT = 3
KEPT = 6  # related questions kept for one, so that three are left when some are not public
FLOOR = 0.3


def find_similar(text: str, limit: int = LIMIT) -> list[Question]:
    """Published questions that are like a text, the likest first; none when none is.

    Nothing of the text is stored, remembered or logged.
    """
    if not has_vectors():
        return []
    matches = find_nearest(encode_texts([text])[0], limit, FLOOR)
    return published_questions([match.question_id for match in matches])


@transaction.atomic
def save_related(question: Question) -> None:
    """Keep which questions a published one is like."""
    RelatedQuestion.objects.filter(question=question).delete()
    vector = saved_vector(question.pk) if has_vectors() else None
    if vector is None:
        return
    without = [number for number in (question.pk, question.update_of_id) if number]
    without += question.updates.values_list("pk", flat=True)
    matches = find_nearest(vector, KEPT, FLOOR, without=without)
    # Memory is a moment behind the database: what another process has deleted is no neighbour.
    public = {one.pk for one in published_questions([match.question_id for match in matches])}
    matches = [match for match in matches if match.question_id in public]
    RelatedQuestion.objects.bulk_create(
        [
            RelatedQuestion(question=question, other_id=match.question_id, place=place)
            for place, match in enumerate(matches)
        ],
        ignore_conflicts=True,
    )
    for match in matches:
        offer_to_other(question, match.question_id)


def offer_to_other(question: Question, other: int) -> None:
    """Let a published question have its place among those that another one is like."""
    rows = RelatedQuestion.objects.filter(question=other).values_list("other", flat=True)
    vectors = saved_vectors({*rows, question.pk, other})
    own = vectors.pop(other, None)
    if own is None:
        vectors = {}
    ranked = sorted(vectors, key=lambda number: -float(own @ vectors[number]))[:KEPT]
    RelatedQuestion.objects.filter(question=other).delete()
    RelatedQuestion.objects.bulk_create(
        RelatedQuestion(question_id=other, other_id=number, place=place)
        for place, number in enumerate(ranked)
    )


@transaction.atomic
def forget_related(question: Question) -> None:
    """A question is like nothing any more, and nothing like it."""
    RelatedQuestion.objects.filter(other=question).delete()
    RelatedQuestion.objects.filter(question=question).delete()
