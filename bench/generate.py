"""Many questions, quickly: words distributed as in a language (Zipf), with their index.

`bench.search` calls this on an empty database of its own. The questions are written in bulk, past
the verbs, but with the index that the verbs would keep; likenesses are not worked out.
"""

import itertools
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from bench.lists import RARE
from questions import actions
from questions.models import Question, Tag, TagEntry
from questions.search import index
from questions.search.shape import ANSWER, HEADLINE, LETTER, Entry, tag_run
from questions.search.words import is_stop_word

DEMO = Path(__file__).resolve().parent.parent / "questions" / "demo" / "questions"
SYLLABLES = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u", "an", "el", "or")]
VOCABULARY = 50_000
BATCH = 2_000
TAGS = 8
ROW = 3_000_000
PARTS = {HEADLINE: 0.04, LETTER: 0.3, ANSWER: 0.66}

Words = dict[str, list[str]]
Drawn = tuple[Question, Words]


def vocabulary() -> list[str]:
    """The demo's words, the commonest first, then made-up ones."""
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted(DEMO.glob("*.md")))
    known = [word for word, _ in Counter(re.findall(r"[a-z]+", text.lower())).most_common()]
    made = ("".join(parts) for n in (2, 3) for parts in itertools.product(SYLLABLES, repeat=n))
    return list(itertools.islice(dict.fromkeys(itertools.chain(known, made)), VOCABULARY))


def words(seed: int = 1) -> Callable[[int], list[str]]:
    """A function that draws so many words, from a long row of them that is drawn once."""
    chance = random.Random(seed)  # noqa: S311 - texts, not secrets
    every = vocabulary()
    weights = [1 / (rank + 2.7) for rank in range(len(every))]
    row = chance.choices(every, weights, k=ROW)

    def draw(number: int) -> list[str]:
        start = int(chance.random() * (ROW - number))
        return row[start : start + number]

    return draw


def questions(number: int, length: int) -> Iterator[Drawn]:
    """Published questions, from the oldest to the newest, with their words part by part."""
    draw, now = words(), timezone.now()
    lengths = [max(3, int(share * length)) for share in PARTS.values()]
    for place in range(1, number + 1):
        drawn = [draw(each) for each in lengths]
        headline, letter, answer = map(" ".join, drawn)
        question = Question(
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
        yield question, dict(zip(PARTS, drawn, strict=True))


def tags() -> list[Tag]:
    """Some common tags, and at the end a rare one."""
    made = [Tag(name=f"Tag {number}", slug=f"tag-{number}") for number in range(TAGS)]
    made.append(Tag(name="Rare", slug="rare"))
    for tag in made:
        actions.tags.update_tag(tag)
    return made


def generate(number: int, length: int, say: Callable[[str], None]) -> float:
    """Write so many questions, with their index, into an empty database; return the seconds."""
    start, counts, known = time.monotonic(), index.empty_counts(), tags()
    source, done = questions(number, length), 0
    without_gin()
    while batch := list(itertools.islice(source, BATCH)):
        write(batch, known, counts)
        done += len(batch)
        if done % 20_000 == 0:
            say(f"  {done} questions after {time.monotonic() - start:.0f} s")
    index.update_counts(counts)
    with_gin()
    settle()
    return time.monotonic() - start


@transaction.atomic
def write(batch: list[Drawn], known: list[Tag], counts: index.Counts) -> None:
    """A batch of questions, each with two tags or three, and their index."""
    made = Question.objects.bulk_create([question for question, _ in batch])
    through = Question.tags.through
    given = {question.pk: given_to(question.pk, known) for question in made}
    rows = [(question, tag) for question in made for tag in given[question.pk]]
    through.objects.bulk_create(
        through(question_id=question.pk, tag_id=tag) for question, tag in rows
    )
    TagEntry.objects.bulk_create(
        TagEntry(question=question, tag_id=tag, publish_at=question.publish_at)
        for question, tag in rows
    )
    drawn = zip(made, (words for _, words in batch), strict=True)
    index.get_engine().write_entries(
        [entry(question.pk, words, given[question.pk], counts) for question, words in drawn]
    )


def given_to(question: int, known: list[Tag]) -> list[int]:
    """The numbers of a question's tags."""
    common = [known[(question + step) % TAGS].pk for step in (0, 3)]
    return common if question % RARE else [*common, known[-1].pk]


def entry(question: int, drawn: Words, tags: list[int], counts: index.Counts) -> Entry:
    """What `index.entry` would make: our words are folded already."""
    parts = [[token for tag in tags for token in tag_run(tag)]]
    for part, found in drawn.items():
        counts[part].update(word for word in set(found) if not is_stop_word(word))
        parts.append([part + index.published_term(word) for word in found])
    return Entry(question, parts)


def without_gin() -> None:
    """PostgreSQL builds an index of many rows much more quickly at the end."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX questions_searchentry_words")


def with_gin() -> None:
    """The index that the migration makes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute(
                "CREATE INDEX questions_searchentry_words ON questions_searchentry"
                " USING gin (words) WITH (fastupdate = off)"
            )


def settle() -> None:
    """What a database does by itself after a while: statistics, and merged parts of the index."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
