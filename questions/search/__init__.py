"""One question: which published pairs match?

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


def index_question(pair: Question) -> None:
    """A pair is published, or was changed and has left: let it be found, and related to others."""
    index.add_questions([pair])
    alike.save_related(pair)


def unindex_question(pair: Question) -> None:
    """A pair, with the text that it has had till now, is to be found no more."""
    index.remove_question(pair)


def rebuild_index(report: Callable[[str, int], None] = lambda step, done: None) -> int:
    """Make everything anew from the published pairs, in batches, and return their number.

    Args:
        report: is told after each batch what is being done, and how many pairs are.
    """
    index.clear_index()
    counts, done = index.empty_counts(), 0
    for pairs in index.published_batches():
        index.add_questions(pairs, counts)
        done += len(pairs)
        report("in the index", done)
    index.update_counts(counts)
    for related, pair in enumerate(index.all_published(), start=1):
        alike.save_related(pair, both_ways=False)
        report("related to others", related)
    return done
