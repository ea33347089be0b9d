"""Questions that are like a text, or like each other, by their meaning."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Count

from questions.models import NEEDS_CARE, ContentNote, Question, QuestionVector, RelatedQuestion
from questions.search.find import published_questions
from questions.search.matrix import Match
from questions.search.vectors import encode_texts, find_nearest, saved_vector, saved_vectors
from questions.sentence_vectors import is_available as has_vectors

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
    near = read_notes(find_nearest(encode_texts([text])[0], LOOKED_AT, FLOOR))
    fitting = [one.pk for one in near if is_danger_heard(one, kinds)]
    return published_questions(fitting[:limit])


def read_notes(matches: list[Match]) -> list[Question]:
    """The questions of some matches with their content notes alone, in the same order.

    Memory is a moment behind the database: what another process has deleted is left out.
    """
    rows = Question.objects.published().only("content_notes")
    found = rows.in_bulk([match.question_id for match in matches])
    return [found[match.question_id] for match in matches if match.question_id in found]


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
    for place, other in enumerate(near):
        if place < KEPT or other.pk in offered:
            offer_to_other(question, other)


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
    return read_notes(find_nearest(vector, LOOKED_AT, FLOOR, without=without))


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
    most = max(KEPT, int(LARGEST_SHARE * (QuestionVector.objects.count() - 1)))
    rows = RelatedQuestion.objects.filter(other__in=list(numbers)).order_by().values("other")
    counted = rows.annotate(count=Count("*")).values_list("other", "count")
    return {number for number, count in counted if count >= most}


def offer_to_other(question: Question, other: Question) -> None:
    """Let a published question have its place among those that another one is like."""
    if not may_stand_beside(question, other) or find_overused([question.pk]):
        return
    rows = RelatedQuestion.objects.filter(question=other).values_list("other", flat=True)
    ranked = rank_by_likeness(other, {*rows, question.pk})[:KEPT]
    RelatedQuestion.objects.filter(question=other).delete()
    RelatedQuestion.objects.bulk_create(
        RelatedQuestion(question=other, other_id=match.question_id, place=place)
        for place, match in enumerate(ranked)
    )


def rank_by_likeness(question: Question, others: Collection[int]) -> list[Match]:
    """Some questions by how like they are to another one, the likest first."""
    vectors = saved_vectors({*others, question.pk})
    own = vectors.pop(question.pk, None)
    if own is None:
        return []
    scores = [Match(number, float(own @ vector)) for number, vector in vectors.items()]
    return sorted(scores, key=lambda match: -match.score)


@transaction.atomic
def forget_related(question: Question) -> None:
    """A question is like nothing any more, and nothing like it."""
    RelatedQuestion.objects.filter(other=question).delete()
    RelatedQuestion.objects.filter(question=question).delete()
