"""One question: which published questions match?

`find` for readers, `similar` for whoever writes. The verbs keep the index with `enter` and `leave`.
"""

from collections.abc import Callable

from questions.models import Question
from questions.search import alike, index
from questions.search.alike import find_similar
from questions.search.finding import LAST_PAGE, SearchResults, find_questions
from questions.search.index import is_missing, scrub_index
from questions.search.snippets import highlight_headline, highlight_snippet

__all__ = [
    "LAST_PAGE",
    "SearchResults",
    "find_questions",
    "find_similar",
    "highlight_headline",
    "highlight_snippet",
    "index_question",
    "is_missing",
    "rebuild_index",
    "scrub_index",
    "unindex_question",
]


def index_question(question: Question) -> None:
    """A question is published, or was changed and has left: let it be found and related."""
    index.add_questions([question])
    alike.save_related(question)


def unindex_question(question: Question) -> None:
    """A question, with the text that it has had till now, is to be found no more."""
    index.remove_question(question)


def rebuild_index(report: Callable[[str, int], None] = lambda step, done: None) -> int:
    """Make everything anew from the published questions, in batches, and return their number.

    Args:
        report: is told after each batch what is being done, and how many questions are.
    """
    index.clear_index()
    counts, done = index.empty_counts(), 0
    for questions in index.published_batches():
        index.add_questions(questions, counts)
        done += len(questions)
        report("in the index", done)
    index.update_counts(counts)
    for related, question in enumerate(index.all_published(), start=1):
        alike.save_related(question, both_ways=False)
        report("related to others", related)
    return done
