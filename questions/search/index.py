"""Keeping the index: what goes in when a question is published, and out when it is not any more.

The verbs call this in their transaction. A scheduled question is in the index before its time;
whoever asks the index joins what it says with `published()`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from types import ModuleType

from django.db import connection, transaction

from questions.models import Question, RelatedQuestion, Spelling, Word
from questions.search import postgres, spelling, sqlite
from questions.search.shape import ANSWER, HEADLINE, LETTER, PARTS, Entry, in_part, tag_run
from questions.search.words import is_stop_word, split_words, to_term

ENGINES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgres}
BATCH = 500
TAG_MARK = re.compile(r"<[^>]*>")
IN_A_LINE = re.compile(r"</?(?:a|code|del|em|s|strong|sup)(?: [^>]*)?>")  # no space stands for them
COUNT = """
INSERT INTO questions_word (word, stem, headlines, letters, answers) VALUES {rows}
ON CONFLICT (word) DO UPDATE SET headlines = questions_word.headlines + excluded.headlines,
letters = questions_word.letters + excluded.letters,
answers = questions_word.answers + excluded.answers
"""

Counts = dict[str, Counter[str]]
"""For each part of a question, its words and the number of questions that have them."""

# Only words that are published come here, so remembering them tells nobody anything.
published_term = lru_cache(maxsize=20_000)(to_term)


def get_engine() -> ModuleType:
    """The index of the database that the column is on."""
    return ENGINES[connection.vendor]


def plain_answer(question: Question) -> str:
    """The answer's words, from its HTML, which is much quicker than from its Markdown."""
    words = TAG_MARK.sub(" ", IN_A_LINE.sub("", question.answer_html))
    return " ".join(unescape(words).split())


def public_texts(question: Question) -> dict[str, str]:
    """The public words of a question, part by part."""
    return {
        HEADLINE: question.headline,
        LETTER: " ".join([question.letter_text, question.sign_off, *question.content_notes]),
        ANSWER: plain_answer(question),
    }


def build_entry(question: Question, tags: Iterable[int], counts: Counts) -> Entry:
    """A question as the index keeps it; its words are counted on the way."""
    parts = [[token for tag in tags for token in tag_run(tag)]]
    for part, text in public_texts(question).items():
        found = list(split_words(text))
        counts[part].update({word for word in found if not is_stop_word(word)})
        parts.append(list(in_part(part, tuple(map(published_term, found)))))
    return Entry(question.pk, parts)


def empty_counts() -> Counts:
    """Nothing counted yet."""
    return {part: Counter() for part in PARTS}


@transaction.atomic
def add_questions(questions: Iterable[Question], counts: Counts | None = None) -> None:
    """Write questions into the index and their words into the vocabulary.

    Args:
        questions: they are published, perhaps at a time to come, and not in the index.
        counts: where to count the words; the caller writes them into the vocabulary at the end.
            None to write them now.
    """
    kept = empty_counts() if counts is None else counts
    found = list(questions)
    get_engine().write_entries(
        [build_entry(question, tag_numbers(question), kept) for question in found]
    )
    if counts is None:
        update_counts(kept)


def tag_numbers(question: Question) -> list[int]:
    """The numbers of a question's tags."""
    return [tag.pk for tag in question.tags.all()]


@transaction.atomic
def remove_question(question: Question) -> None:
    """Take a question out, with the text that it had when put in, and all that it is like."""
    if not get_engine().indexed_ids([question.pk]):
        return
    get_engine().delete_entries([question.pk])
    counts = empty_counts()
    build_entry(question, (), counts)
    update_counts(counts, sign=-1)
    RelatedQuestion.objects.filter(other=question).delete()
    RelatedQuestion.objects.filter(question=question).delete()


def update_counts(counts: Counts, sign: int = 1) -> None:
    """Add to the vocabulary, or with `sign=-1` take away; words that nobody has any more go."""
    found = sorted(set().union(*counts.values()))  # in order, so that two writers never lock
    for batch in split_batches(found):
        rows: list[tuple[str | int, ...]] = [
            (word, to_term(word), *(sign * counts[part][word] for part in PARTS)) for word in batch
        ]
        write_counts(rows)
        if sign < 0:
            gone = Word.objects.filter(word__in=batch, headlines__lte=0)
            gone.filter(letters__lte=0, answers__lte=0).delete()
        else:
            learn_spellings(batch)


def write_counts(rows: list[tuple[str | int, ...]]) -> None:
    """Add numbers to words, new or known."""
    marks = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(rows=marks), [value for row in rows for value in row])


def learn_spellings(batch: list[str]) -> None:
    """Note where typing errors would meet words that are new."""
    new = Word.objects.filter(word__in=batch, spellings=None)
    Spelling.objects.bulk_create(
        [Spelling(key=key, word=word) for word in new for key in spelling.spelling_keys(word.word)],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def split_batches(items: list[str], size: int = BATCH) -> Iterator[list[str]]:
    """A list in pieces."""
    return (items[start : start + size] for start in range(0, len(items), size))


@transaction.atomic
def clear_index() -> None:
    """Empty index, vocabulary and likenesses."""
    get_engine().clear_entries()
    for model in (Spelling, Word, RelatedQuestion):
        model.objects.all()._raw_delete(connection.alias)


def scrub_index() -> None:
    """After an erasure: let nothing of the text remain in the index's own pages."""
    get_engine().scrub_entries()


def published_batches() -> Iterator[list[Question]]:
    """All questions that are published or scheduled, by their number, which bounds each query."""
    questions = Question.objects.filter(state=Question.State.PUBLISHED).order_by("pk")
    last = 0
    while batch := list(questions.filter(pk__gt=last).prefetch_related("tags")[:BATCH]):
        yield batch
        last = batch[-1].pk


def all_published() -> Iterator[Question]:
    """The same, one by one."""
    return (question for batch in published_batches() for question in batch)


def is_missing() -> bool:
    """Whether there are published questions and the index has none of the newest of them."""
    newest = Question.objects.filter(state=Question.State.PUBLISHED).order_by("-pk")
    numbers = list(newest.values_list("pk", flat=True)[:BATCH])
    return bool(numbers) and not get_engine().indexed_ids(numbers)
