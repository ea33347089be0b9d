"""Many questions, quickly: words distributed as in a language (Zipf).

`bench.search` calls this on an empty database of its own. The questions are written in bulk, past
the verbs; `search.rebuild_index` makes what search needs.
"""

import itertools
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from bench.list_pages import RARE
from bench.vocabulary import make_words
from questions import actions
from questions.models import Question, QuestionVector, Tag, TagEntry
from questions.search import rebuild
from questions.sentence_vectors import MODEL, pack_vector

BATCH = 2_000
TAGS = 8
SHARES = (0.007, 0.15, 0.843)  # of headline, letter and answer


def make_questions(number: int, length: int) -> Iterator[Question]:
    """Published questions, from the oldest to the newest."""
    draw, now = make_words(), timezone.now()
    lengths = [max(3, int(share * length)) for share in SHARES]
    for place in range(1, number + 1):
        headline, letter, answer = (" ".join(draw(each)) for each in lengths)
        yield Question(
            headline=headline[:200],
            slug=f"question-{place}",
            letter_text=letter,
            answer=answer,
            answer_html=f"<p>{answer}</p>",
            letter_excerpt=letter[:200],
            answer_excerpt=answer[:200],
            consented=True,
            state=Question.State.PUBLISHED,
            publish_at=now - timedelta(seconds=number - place),
        )


def make_tags() -> list[Tag]:
    """Some common tags, and at the end a rare one."""
    made = [Tag(name=f"Tag {number}", slug=f"tag-{number}") for number in range(TAGS)]
    made.append(Tag(name="Rare", slug="rare"))
    for tag in made:
        actions.tags.update_tag(tag)
    return made


def generate_column(number: int, length: int, say: Callable[[str], None]) -> float:
    """Write so many questions into an empty database; return the seconds."""
    start, known = time.monotonic(), make_tags()
    source, done = make_questions(number, length), 0
    while batch := list(itertools.islice(source, BATCH)):
        write_batch(batch, known)
        done += len(batch)
        if done % 20_000 == 0:
            say(f"  {done} questions after {time.monotonic() - start:.0f} s")
    settle_column()
    return time.monotonic() - start


@transaction.atomic
def write_batch(batch: list[Question], known: list[Tag]) -> None:
    """A batch of questions, each with two tags or three."""
    made = Question.objects.bulk_create(batch)
    through = Question.tags.through
    rows = [(question, tag) for question in made for tag in given_to(question.pk, known)]
    through.objects.bulk_create(
        through(question_id=question.pk, tag_id=tag) for question, tag in rows
    )
    TagEntry.objects.bulk_create(
        TagEntry(question=question, tag_id=tag, publish_at=question.publish_at)
        for question, tag in rows
    )


def given_to(question: int, known: list[Tag]) -> list[int]:
    """The numbers of a question's tags."""
    common = [known[(question + step) % TAGS].pk for step in (0, 3)]
    return common if question % RARE else [*common, known[-1].pk]


def settle_column() -> None:
    """What a database does by itself after a while: statistics."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def draw_vectors(encoded: int) -> None:
    """Encode some letters, and give every other one a vector between two of theirs.

    Args:
        encoded: how many.
    """
    chance = np.random.default_rng(1)
    numbers = list(Question.objects.order_by("pk").values_list("pk", flat=True))
    rebuild.save_batch(numbers[:encoded])
    values = QuestionVector.objects.values_list("values", flat=True)
    known = np.array([np.frombuffer(bytes(one), np.int8) for one in values], np.float32)
    for start in range(encoded, len(numbers), encoded):
        some = numbers[start : start + encoded]
        made = known[: len(some)] + known[chance.permutation(encoded)[: len(some)]]
        QuestionVector.objects.bulk_create(
            QuestionVector(question_id=at, model=MODEL, values=pack_vector(row), fingerprint=at)
            for at, row in zip(some, made, strict=True)
        )
