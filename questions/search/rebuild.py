"""Making everything that search keeps anew, in the background of a column that runs."""

import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from multiprocessing.pool import Pool

from django.db import connections, transaction
from django.db.models import QuerySet

from questions.models import CacheVersion, Question, QuestionVector
from questions.search.related import relate_again
from questions.search.vectors import bring_in_line, forget_version, save_vectors
from questions.search.word_search import get_word_index
from questions.sentence_vectors import MODEL, load_model
from questions.sentence_vectors import is_available as has_vectors

BATCH = 400  # letters between two comparisons
AT_ONCE = 50  # whole letters in memory
LEAST_FOR_ANOTHER = 1000  # letters for which another process is worth its start
MOST_PROCESSES = 4
MOST_FAILURES = 3  # files that could not be written, before it is left to the next time
log = logging.getLogger(__name__)
Report = Callable[[str, int], None]
Job = Callable[[list[int]], int]
Deed = Callable[[], None]


def report_nothing(step: str, done: int) -> None:
    """Where nobody wants to know."""


def do_nothing() -> None:
    """Where there is nothing to do meanwhile."""


def rebuild_index(
    report: Report = report_nothing, processes: int = 1, meanwhile: Deed = do_nothing
) -> int:
    """Make vectors and related questions anew, in batches, while readers search on.

    The caller bumps the cache version at its end; then each node brings its file in line.

    Args:
        report: is told after each batch what is done, and how many questions are.
        processes: how many share the work; one in a transaction and beside other threads.
        meanwhile: what this process does while others relate, when all vectors are made.

    Returns:
        How many questions there are.
    """
    make_vectors(report, processes)
    forget_version()
    bring_in_line()
    return do_in_batches(relate_batch, "related to others", report, processes, meanwhile)


def make_vectors(report: Report = report_nothing, processes: int = 1) -> None:
    """Make the vectors of all published questions anew; see `rebuild_index`."""
    load_model()
    do_in_batches(save_batch, "vectors", report, processes)


def choose_processes() -> int:
    """As many as there are processors and enough letters for; each takes some 40 MiB."""
    enough = Question.objects.filter(state=Question.State.PUBLISHED).count() // LEAST_FOR_ANOTHER
    return max(1, min(len(os.sched_getaffinity(0)), enough, MOST_PROCESSES))


def do_in_batches(
    job: Job, step: str, report: Report, processes: int, meanwhile: Deed = do_nothing
) -> int:
    """Do a job for all published questions, some at a time; returns how many these are.

    Args:
        job: takes the numbers of some questions, and says how many of them are still there.
        step: what it does, for the report.
        report: is told after each batch.
        processes: how many do it.
        meanwhile: what this process does when the others have begun; first, if there are none.
    """
    done, batches = 0, list_batches()
    with ExitStack() as stack:
        each = stack.enter_context(open_pool(processes)).imap_unordered if processes > 1 else map
        counts = each(job, batches)
        meanwhile()
        for count in counts:
            done += count
            report(step, done)
    return done


def open_pool(processes: int) -> Pool:
    """Processes that share what is loaded here; whoever stops this one stops them."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    return context.Pool(processes, take_signals)


def take_signals() -> None:
    """End by SIGTERM, whatever a worker does at it, and leave Ctrl-C to the process before."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def list_batches() -> list[list[int]]:
    """The numbers of all questions that are published or scheduled, some at a time."""
    published = Question.objects.filter(state=Question.State.PUBLISHED).order_by("pk")
    numbers = list(published.values_list("pk", flat=True))
    return [numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE)]


def read_batch(numbers: list[int]) -> list[Question]:
    """Those of some questions that are still published or scheduled."""
    return list(Question.objects.filter(pk__in=numbers, state=Question.State.PUBLISHED))


def save_batch(numbers: list[int]) -> int:
    """Make the vectors of some questions."""
    questions = read_batch(numbers)
    save_vectors(questions)
    return len(questions)


def relate_batch(numbers: list[int]) -> int:
    """Relate some questions to others."""
    questions = read_batch(numbers)
    relate_again(questions)
    return len(questions)


def fill_word_index(report: Report = report_nothing, *, is_anew: bool = False) -> None:
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
        report("in the index of words", done := index.count_letters())
        time.sleep(0.01)  # somebody else may be writing
    if is_anew or done:
        index.merge_parts()


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
