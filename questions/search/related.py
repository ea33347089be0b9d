"""Questions that are like a text, or like each other, by their meaning."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Q

from questions.models import NEEDS_CARE, CacheVersion, ContentNote, Question, RelatedQuestion
from questions.search.results import read_links, read_notes
from questions.search.vectors import (
    count_vectors,
    encode_texts,
    find_nearest,
    find_nearest_to_each,
    held_vectors,
    saved_vectors,
)
from questions.sentence_vectors import is_available as has_vectors

if TYPE_CHECKING:
    import numpy as np

    Vectors = dict[int, np.ndarray]

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
    return read_links(fitting[:limit])


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


def save_related(question: Question, saved: "Vectors") -> None:
    """Keep which ones a question is like, and offer it to them, in the verb's transaction.

    Args:
        question: it is scheduled or published.
        saved: its vector by its number, if it has one.
    """
    forget_related(question)
    near = find_near([question], saved)[question.pk]
    save_chosen([question], {question.pk: near})
    fitting = [other.pk for other in near[:KEPT] if may_stand_beside(question, other)]
    if fitting:
        offer_to_others(question, fitting, saved)


def relate_again(questions: list[Question]) -> None:
    """Choose once more what stands beside some questions; for when that is done for all of them."""
    saved = saved_vectors([question.pk for question in questions]) if has_vectors() else {}
    near = find_near(questions, saved)  # before the transaction, in which nobody else can write
    with transaction.atomic():
        CacheVersion.lock_row()
        RelatedQuestion.objects.filter(question__in=questions).delete()
        save_chosen(questions, near)


def find_near(questions: list[Question], vectors: "Vectors") -> dict[int, list[Question]]:
    """The public questions that each of some published ones is like, but for its updates.

    Args:
        questions: the ones.
        vectors: those of them that have one, by their numbers.
    """
    apart = list_updates(questions)
    rows = find_rows_near(vectors, LOOKED_AT + max(map(len, apart.values()), default=0))
    known = Question.objects.only("content_notes").published().order_by()
    found = known.in_bulk({number for row in rows.values() for number in row})
    return {
        number: [
            found[other] for other in rows.get(number, []) if other in found and other not in others
        ]
        for number, others in apart.items()
    }


def find_rows_near(vectors: "Vectors", limit: int) -> dict[int, list[int]]:
    """The numbers of what is near to each of some questions, of which these are the vectors."""
    near = find_nearest_to_each([*vectors.values()], limit, FLOOR) if vectors else []
    return {
        number: [match.question_id for match in row]
        for number, row in zip(vectors, near, strict=True)
    }


def list_updates(questions: list[Question]) -> dict[int, set[int]]:
    """For each of some questions its number, and those of what it follows and what follows it."""
    apart = {question.pk: {question.pk, question.update_of_id or 0} for question in questions}
    later = Question.objects.filter(update_of__in=apart).order_by()
    for number, other in later.values_list("update_of_id", "pk"):
        apart[number].add(other)
    return apart


def save_chosen(questions: list[Question], near: dict[int, list[Question]]) -> None:
    """Keep which questions stand beside some, the likest first, of those that may.

    Args:
        questions: the ones beside which they stand.
        near: for each of these, by its number, what it is like.
    """
    uses = count_uses({other.pk for others in near.values() for other in others})
    most = most_places()
    chosen = {one.pk: choose_related(one, near[one.pk], uses, most) for one in questions}
    save_places(chosen)


def save_places(beside: dict[int, list[int]]) -> None:
    """Keep which questions stand beside some, the likest first, all by their numbers."""
    rows = [
        RelatedQuestion(question_id=number, other_id=other, place=place)
        for number, others in beside.items()
        for place, other in enumerate(others)
    ]
    RelatedQuestion.objects.bulk_create(rows, ignore_conflicts=True)


def choose_related(
    question: Question, near: list[Question], uses: Counter[int], most: int
) -> list[int]:
    """Of what is near to a question those that may stand beside it.

    Args:
        question: the one.
        near: what is near, the likest first.
        uses: beside how many others each of these stands, to which this one is added.
        most: beside how many it may stand.
    """
    fitting = [other.pk for other in near if may_stand_beside(other, question)]
    chosen = [number for number in fitting if uses[number] < most][:KEPT]
    uses.update(chosen)
    return chosen


def count_uses(numbers: Collection[int]) -> Counter[int]:
    """Beside how many others each of some questions stands."""
    rows = RelatedQuestion.objects.filter(other__in=numbers).order_by().values("other")
    return Counter(dict(rows.annotate(count=Count("*")).values_list("other", "count")))


def most_places() -> int:
    """Beside how many others a question may stand."""
    return max(KEPT, int(LARGEST_SHARE * (count_vectors() - 1)))


def offer_to_others(question: Question, others: list[int], saved: "Vectors") -> None:
    """Let a published question have its place among those that each of some others is like.

    Args:
        question: the one.
        others: the numbers of the others.
        saved: the vector of the one by its number.
    """
    beside = {number: {question.pk} for number in others}
    kept = RelatedQuestion.objects.filter(question__in=others)
    for number, other in kept.values_list("question", "other"):
        beside[number].add(other)
    vectors = find_vectors({*others}.union(*beside.values()) - {question.pk}) | saved
    kept.delete()
    ranked = {number: rank_by_likeness(number, beside[number], vectors) for number in others}
    save_places({number: found[:KEPT] for number, found in ranked.items()})


def find_vectors(numbers: set[int]) -> "Vectors":
    """The vectors of some questions, those too that another node has saved in this moment."""
    held = held_vectors(numbers)
    missing = numbers - held.keys()
    return held | saved_vectors(missing) if missing else held


def rank_by_likeness(number: int, others: Iterable[int], vectors: "Vectors") -> list[int]:
    """Some questions by how like they are to another one.

    Args:
        number: the other one.
        others: those to be ranked.
        vectors: of all of them, as far as they have one.
    """
    known = [other for other in others if other in vectors and number in vectors]
    return sorted(known, key=lambda other: -float(vectors[number] @ vectors[other]))


def forget_related(question: Question) -> None:
    """A question is like nothing any more, and nothing like it."""
    RelatedQuestion.objects.filter(Q(question=question) | Q(other=question)).delete()
