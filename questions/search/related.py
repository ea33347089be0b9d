"""Questions that are like a text, or like each other, by their meaning."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count

from questions.models import NEEDS_CARE, ContentNote, Question, QuestionVector, RelatedQuestion
from questions.search.find import linked_questions, read_in_order
from questions.search.vectors import encode_texts, find_nearest, saved_vector, saved_vectors
from questions.sentence_vectors import is_available as has_vectors

if TYPE_CHECKING:
    import numpy as np

LIMIT = 3
KEPT = 6  # related questions kept for one, so that three are left when some are not public
LOOKED_AT = 4 * KEPT  # the nearest, of which some may not stand beside a question
FLOOR = 0.3
LARGEST_SHARE = 0.05  # of all questions: how many of them one may stand beside


def find_similar(text: str, limit: int = LIMIT, kinds: Collection[str] = ()) -> list[Question]:
    """Published questions that are like a text, the likest first; none when none is.

    Nothing of the text is stored, remembered or logged.

    Args:
        text: A letter, or its beginning.
        limit: How many at most.
        kinds: The kinds of danger that were heard in it, out of `risk.KINDS`: questions about
            danger are found for no other text.
    """
    if not has_vectors():
        return []
    near = find_nearest(encode_texts([text])[0], LOOKED_AT, FLOOR)
    found = read_notes([match.question_id for match in near])
    fitting = [one.pk for one in found if is_danger_heard(one, kinds)]
    return linked_questions(fitting[:limit])


def is_danger_heard(question: Question, kinds: Collection[str]) -> bool:
    """Whether a question is about no danger, or about one that was heard."""
    notes = set(question.content_notes) & set(NEEDS_CARE)
    return not notes or any(NOTES_OF_KINDS.get(kind, set()) & notes for kind in kinds)


NOTES_OF_KINDS = {
    "self-harm": {ContentNote.SELF_HARM},
    "violence": {ContentNote.VIOLENCE, ContentNote.ABUSE},
    "minor": {ContentNote.ABUSE},
}


def may_stand_beside(other: Question, question: Question) -> bool:
    """Whether one question may be proposed to the readers of another.

    What readers are warned of, and may have hidden, comes only beside its like.

    Args:
        other: The one that would be proposed.
        question: The one whose page it is.
    """
    notes, care = set(other.content_notes), set(NEEDS_CARE)
    shared = notes & set(question.content_notes)
    return not notes or bool(shared & care if notes & care else shared)


@transaction.atomic
def save_related(question: Question) -> None:
    """A question is published or changed: keep which ones it is like, and offer it to them."""
    former = RelatedQuestion.objects.filter(other=question).values_list("question", flat=True)
    offered = set(former)
    forget_related(question)
    near = find_near(question)
    save_chosen(question, choose_related(question, near))
    asked = near[:KEPT] + [other for other in near[KEPT:] if other.pk in offered]
    fitting = [other.pk for other in asked if may_stand_beside(question, other)]
    offer_to_others(question, fitting[: most_places()])


@transaction.atomic
def relate_again(question: Question) -> None:
    """Choose once more what stands beside a question; for when that is done for all of them."""
    RelatedQuestion.objects.filter(question=question).delete()
    save_chosen(question, choose_related(question, find_near(question)))


def find_near(question: Question) -> list[Question]:
    """The public questions that a published one is like, but for its updates."""
    vector = saved_vector(question.pk) if has_vectors() else None
    if vector is None:
        return []
    without = [number for number in (question.pk, question.update_of_id) if number]
    without += question.updates.values_list("pk", flat=True)
    near = find_nearest(vector, LOOKED_AT, FLOOR, without=without)
    return read_notes([match.question_id for match in near])


def read_notes(numbers: list[int]) -> list[Question]:
    """The published questions of these numbers, in their order, with their content notes alone."""
    return read_in_order(numbers, Question.objects.only("content_notes"))


def choose_related(question: Question, near: list[Question]) -> list[Question]:
    """Of what is near to a question those that may stand beside it."""
    fitting = [other for other in near if may_stand_beside(other, question)]
    everywhere = find_overused(other.pk for other in fitting)
    return [other for other in fitting if other.pk not in everywhere][:KEPT]


def save_chosen(question: Question, chosen: list[Question]) -> None:
    """Keep which questions stand beside one, the likest first."""
    RelatedQuestion.objects.bulk_create(
        [
            RelatedQuestion(question=question, other=other, place=place)
            for place, other in enumerate(chosen)
        ],
        ignore_conflicts=True,
    )


def find_overused(numbers: Iterable[int]) -> set[int]:
    """The questions that stand beside so many others that they may stand beside no more."""
    most = most_places()
    rows = RelatedQuestion.objects.filter(other__in=list(numbers)).order_by().values("other")
    counted = rows.annotate(count=Count("*")).values_list("other", "count")
    return {number for number, count in counted if count >= most}


def most_places() -> int:
    """Beside how many others a question may stand."""
    return max(KEPT, int(LARGEST_SHARE * (QuestionVector.objects.count() - 1)))


def offer_to_others(question: Question, others: list[int]) -> None:
    """Let a published question have its place among those that each of some others is like."""
    beside = {number: {question.pk} for number in others}
    rows = RelatedQuestion.objects.filter(question__in=others)
    for number, other in rows.values_list("question", "other"):
        beside[number].add(other)
    vectors = saved_vectors({*others}.union(*beside.values()))
    RelatedQuestion.objects.filter(question__in=others).delete()
    RelatedQuestion.objects.bulk_create(
        RelatedQuestion(question_id=number, other_id=other, place=place)
        for number in others
        for place, other in enumerate(rank_by_likeness(number, beside[number], vectors)[:KEPT])
    )


def rank_by_likeness(
    number: int, others: Iterable[int], vectors: "dict[int, np.ndarray]"
) -> list[int]:
    """Some questions by how like they are to another one.

    Args:
        number: the other one.
        others: those to be ranked.
        vectors: of all of them, as far as they have one.
    """
    known = [other for other in others if other in vectors and number in vectors]
    return sorted(known, key=lambda other: -float(vectors[number] @ vectors[other]))


@transaction.atomic
def forget_related(question: Question) -> None:
    """A question is like nothing any more, and nothing like it."""
    RelatedQuestion.objects.filter(other=question).delete()
    RelatedQuestion.objects.filter(question=question).delete()
