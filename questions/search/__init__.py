"""What is found: published questions by their words and by their meaning.

For the doors: `look_up_words` and `rank_questions` for readers, who are listened to in between,
`find_questions` for the desk, which does both, and `find_similar` for whoever writes.

For whoever builds on meaning (related letters, letters like the one being written, danger):

- `has_vectors()`: whether numpy and the model are installed. Without them nothing below may be
  called; do without.
- `encode_texts(texts)`: one row of 512 numbers and length 1 for each text, in any of 16 languages.
  The scalar product of two rows says how alike they are: the same sentence in two languages 0.6 to
  0.9, unrelated ones less than 0.1. About 1 ms for a sentence and 5 ms for a letter. Nothing is
  kept. A vector can be turned back into words: one of a private text is thrown away or sealed.
- `find_nearest(vector, limit, floor, among=None, without=())`: the public questions that are likest
  to a vector, as `Match(question_id, score)`, the likest first; never one that is scheduled,
  withdrawn or over. It compares with the matrix that this process holds in memory, which is brought
  in line first when the cache version has changed; inside the transaction of a verb, before
  `CacheVersion.bump`, it answers from the state before the verb.
- `saved_vector(question_id)`: the vector of a published question as it is stored (in int8, so with
  a small error), or None. Its row (`QuestionVector`) is written by `index_question` in the verb's
  transaction and removed by `unindex_question`.

The verbs keep all of it with `index_question` and `unindex_question`.
"""

from questions.models import Question
from questions.search import related, vectors
from questions.search.find import (
    LAST_PAGE,
    Lookup,
    SearchResults,
    find_questions,
    look_up_words,
    rank_questions,
)
from questions.search.highlights import Highlighter
from questions.search.keeper import catch_up, keep_in_line
from questions.search.matrix import Match
from questions.search.rebuild import (
    choose_processes,
    fill_word_index,
    is_missing,
    rebuild_index,
)
from questions.search.related import find_similar
from questions.search.suggestions import list_offered
from questions.search.vectors import encode_texts, find_nearest, saved_vector
from questions.search.word_search import close_index, scrub_index
from questions.sentence_vectors import is_available as has_vectors

__all__ = [
    "LAST_PAGE",
    "Highlighter",
    "Lookup",
    "Match",
    "SearchResults",
    "catch_up",
    "choose_processes",
    "close_index",
    "encode_texts",
    "fill_word_index",
    "find_nearest",
    "find_questions",
    "find_similar",
    "has_vectors",
    "index_question",
    "is_missing",
    "keep_in_line",
    "list_offered",
    "look_up_words",
    "rank_questions",
    "rebuild_index",
    "saved_vector",
    "scrub_index",
    "unindex_question",
]


def index_question(question: Question) -> None:
    """A question is published or was changed: let it be found and related as it is now."""
    saved = vectors.save_vectors([question])
    related.save_related(question, saved)


def unindex_question(question: Question) -> None:
    """A question is taken down: let it be found and related no more."""
    vectors.remove_vector(question)
    related.forget_related(question)
