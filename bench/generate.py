"""Many pairs, quickly: words distributed as in a language (Zipf), with their index.

`bench.search` calls this on an empty database of its own. The pairs are written in bulk, past the
verbs, but with the index that the verbs would keep; likenesses are not worked out.
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

from questions import lifecycle
from questions.models import Question, Tag
from questions.search import index

DEMO = Path(__file__).resolve().parent.parent / "questions" / "demo" / "pairs"
SYLLABLES = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u", "an", "el", "or")]
VOCABULARY = 50_000
BATCH = 2_000
TAGS = 8
PARTS = {"headline": 0.04, "letter": 0.3, "answer": 0.66}


def vocabulary() -> list[str]:
    """The demo's words, the commonest first, then made-up ones."""
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted(DEMO.glob("*.md")))
    known = [word for word, _ in Counter(re.findall(r"[a-z]+", text.lower())).most_common()]
    made = ("".join(parts) for n in (2, 3) for parts in itertools.product(SYLLABLES, repeat=n))
    return list(itertools.islice(dict.fromkeys(itertools.chain(known, made)), VOCABULARY))


def sentences(seed: int = 1) -> Callable[[int], str]:
    """A function that makes texts of so many words."""
    chance = random.Random(seed)  # noqa: S311 - texts, not secrets
    every = vocabulary()
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(every))))
    return lambda number: " ".join(chance.choices(every, cum_weights=weights, k=number))


def pairs(number: int, words: int) -> Iterator[Question]:
    """Published pairs, from the oldest to the newest."""
    text, now = sentences(), timezone.now()
    lengths = {part: max(3, int(share * words)) for part, share in PARTS.items()}
    for place in range(1, number + 1):
        letter, answer = text(lengths["letter"]), text(lengths["answer"])
        yield Question(
            headline=text(lengths["headline"])[:200],
            slug=f"pair-{place}",
            letter_text=letter,
            answer=answer,
            answer_html=f"<p>{answer}</p>",
            letter_excerpt=letter[:200],
            answer_excerpt=answer[:200],
            consented=True,
            state=Question.State.PUBLISHED,
            publish_at=now - timedelta(seconds=number - place),
        )


def tags() -> list[Tag]:
    """Some tags."""
    made = [Tag(name=f"Tag {number}", slug=f"tag-{number}") for number in range(TAGS)]
    for tag in made:
        lifecycle.describe(tag)
    return made


def generate(number: int, words: int, say: Callable[[str], None]) -> float:
    """Write so many pairs with their index into an empty database; return the seconds it took."""
    start, counts, known = time.monotonic(), index.no_counts(), tags()
    source, done = pairs(number, words), 0
    without_gin()
    while batch := list(itertools.islice(source, BATCH)):
        write(batch, known, counts)
        done += len(batch)
        if done % 20_000 == 0:
            say(f"  {done} pairs after {time.monotonic() - start:.0f} s")
    index.count(counts)
    with_gin()
    settle()
    return time.monotonic() - start


@transaction.atomic
def write(batch: list[Question], known: list[Tag], counts: index.Counts) -> None:
    """A batch of pairs, each with two tags, and their index."""
    made = Question.objects.bulk_create(batch)
    through = Question.tags.through
    given = [(pair, known[(pair.pk + step) % TAGS]) for pair in made for step in (0, 3)]
    through.objects.bulk_create(through(question=pair, tag=tag) for pair, tag in given)
    numbered = {tag.pk: [] for tag in known}
    entries = []
    for pair in made:
        numbered = [known[(pair.pk + step) % TAGS].pk for step in (0, 3)]
        entries.append(index.entry(pair, numbered, counts))
    index.engine().put(entries)


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
