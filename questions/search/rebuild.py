"""Making everything that search keeps anew, in the background of a column that runs."""

import logging
import time
from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.models import QuerySet

from questions.models import CacheVersion, Question, QuestionVector
from questions.search.related import relate_again
from questions.search.vectors import forget_version, save_vectors
from questions.search.word_search import get_word_index
from questions.sentence_vectors import MODEL
from questions.sentence_vectors import is_available as has_vectors

BATCH = 400  # letters between two comparisons
READ_AT_ONCE = 50  # whole letters in memory
MOST_FAILURES = 3  # files that could not be written, before it is left to the next time
log = logging.getLogger(__name__)
Report = Callable[[str, int], None]


def rebuild_index(report: Report = lambda step, done: None) -> int:
    """Make vectors and related questions anew, in batches, while readers search on.

    The caller bumps the cache version at its end; then each node brings its file in line.

    Args:
        report: is told after each batch what is done, and how many questions are.

    Returns:
        How many questions there are.
    """
    done = make_vectors(report)
    forget_version()
    for number, question in enumerate(all_published(), start=1):
        relate_again(question)
        report("related to others", number)
    return done


def make_vectors(report: Report = lambda step, done: None) -> int:
    """Make the vectors of all published questions anew. Returns how many there are.

    Args:
        report: is told after each batch.
    """
    done = 0
    for questions in published_batches():
        with transaction.atomic():
            save_vectors(questions)
        done += len(questions)
        report("vectors", done)
    return done


def fill_word_index(report: Report = lambda step, done: None, *, is_anew: bool = False) -> None:
    """Bring this node's file in line, in batches.

    Args:
        report: is told after each batch.
        is_anew: whether to begin with an empty file.
    """
    index = get_word_index()
    if is_anew:
        index.remove_file()
    done, most_failures = 0, index.failures + MOST_FAILURES
    while not index.bring_in_line(CacheVersion.current_key(), BATCH):
        if index.failures >= most_failures:
            log.error("The index of words cannot be written; search goes on by meaning.")
            return
        done = index.count_letters()
        report("in the index of words", done)
        time.sleep(0.01)  # somebody else may be writing
    if is_anew or done:
        index.merge_parts()


def published_batches() -> Iterator[list[Question]]:
    """All questions that are published or scheduled, by their number, which bounds each query."""
    questions = Question.objects.filter(state=Question.State.PUBLISHED).order_by("pk")
    last = 0
    while batch := list(questions.filter(pk__gt=last)[:READ_AT_ONCE]):
        yield batch
        last = batch[-1].pk


def all_published() -> Iterator[Question]:
    """The same, one by one."""
    return (question for batch in published_batches() for question in batch)


def without_vector() -> QuerySet[Question]:
    """The published questions that lack a vector, or have one of another model."""
    published = Question.objects.filter(state=Question.State.PUBLISHED).order_by("pk")
    usable = QuestionVector.objects.filter(model=MODEL if has_vectors() else "")
    return published.exclude(pk__in=usable.values("pk"))


def is_missing() -> bool:
    """Whether a published question lacks its vector, or has one of another model."""
    return without_vector().exists()


def save_missing_vectors() -> None:
    """Make the vectors of questions that another version of the column published."""
    while questions := list(without_vector()[:BATCH]):
        with transaction.atomic():
            save_vectors(questions)
            CacheVersion.bump()
