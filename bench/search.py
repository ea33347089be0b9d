"""Search's figures: latency for rare, middling and very common words, and recall.

    python -m bench.search --questions 1000 100000

measures on a SQLite file of its own, or in the empty PostgreSQL database that DATABASE_URL names.
The results are printed, and written to bench/results/ with the machine's description.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.column import environment
from bench.stopwatch import stopwatch

RESULTS = Path(__file__).with_name("results")
COLUMNS = [f"{kind}{of}" for kind in ("database_cpu_", "database_", "") for of in ("median", "p99")]
REPEATS = 200


def main() -> None:
    """Generate, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--words", type=int, default=150, help="words in a question")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(
        prefix="bench-search-", dir=os.environ.get("TMPDIR")
    ) as folder:
        prepare(folder)
        for number in options.questions:
            record(measured(number, options.words))


def on_both(questions: list[int]) -> None:
    """Measure in processes of their own, on a SQLite file and on a PostgreSQL that ends with it."""
    command = [sys.executable, "-m", "bench.search", "--questions", *map(str, questions)]
    subprocess.run(command, check=True)
    subprocess.run([sys.executable, "-m", "tests.postgres", "--", *command], check=True)


def prepare(folder: str) -> None:
    """Settings of our own: keys that seal nothing, and a database that is thrown away."""
    os.environ.update(environment(Path(folder), 8000))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advice.settings")
    import django

    django.setup()


def measured(number: int, words: int) -> dict[str, Any]:
    """All figures at one size."""
    from django.core.management import call_command
    from django.db import connection

    from bench import generate

    call_command("migrate", verbosity=0)
    call_command("flush", verbosity=0, interactive=False)
    empty_index()
    seconds = generate.generate(number, words, say)
    say(f"{number} questions of {words} words on {connection.vendor} in {seconds:.0f} s")
    return {
        "engine": connection.vendor,
        "questions": number,
        "words_in_a_question": words,
        "seconds_to_generate": round(seconds),
        "bytes": database_bytes(),
        "machine": machine(),
        "milliseconds": {name: timed(run) for name, run in runs().items()},
    }


def empty_index() -> None:
    """Flush knows only Django's own tables."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM questions_searchentry")


def runs() -> dict[str, Callable[[int], Any]]:
    """What is measured, each called with the number of the repetition."""
    from bench import lists
    from questions import search
    from questions.search.finding import LAST_PAGE

    rare, middling, common = (words_of(share) for share in (0.0001, 0.01, 1.0))
    letter = letter_of(400)

    def cold(words: list[str], number: int = 1, **options: Any) -> Callable[[int], Any]:
        def run(turn: int) -> Any:
            forget()
            chosen = [words[(turn + step) % len(words)] for step in range(number)]
            return search.find_questions(" ".join(chosen), **options)

        return run

    mixed = [word for words in zip(rare, middling, common, strict=False) for word in words]
    return {
        "rare word": cold(rare),
        "middling word": cold(middling),
        "very common word": cold(common),
        "very common word in a tag": cold(common, tag="tag-1"),
        "two middling words": cold(middling, 2),
        "question of eight words": cold(mixed, 8),
        "phrase of common words": lambda turn: cold([f'"{common[0]} {common[1]}"'])(turn),
        "typing error": cold([typo(word) for word in middling]),
        "nothing like it": cold(["qqzzxxqq"]),
        "deepest page, cold": cold(common, page=LAST_PAGE),
        "deepest page, ranked before": lambda turn: search.find_questions(
            common[0], page=LAST_PAGE
        ),
        "questions like a letter of 400 words": lambda turn: search.find_similar(letter),
        **lists.runs(),
    }


def forget() -> None:
    """Let nothing be remembered from the last search."""
    from django.core.cache import cache

    cache.clear()


def words_of(share: float) -> list[str]:
    """Ten words of which each is in the answers of about this share of the questions."""
    from django.db.models import F
    from django.db.models.functions import Abs

    from questions.models import Question, Word

    often = int(share * Question.objects.count())
    near = Word.objects.filter(answers__gt=0).order_by(Abs(F("answers") - often), "word")
    return list(near.values_list("word", flat=True)[:10])


def letter_of(words: int) -> str:
    """A letter as somebody might be writing it."""
    from bench import generate

    return " ".join(generate.words(seed=2)(words))


def typo(word: str) -> str:
    """A word with a letter doubled."""
    return word[:2] + word[1] + word[2:]


def timed(run: Callable[[int], Any]) -> dict[str, float]:
    """Milliseconds of the whole call, and of the database in it: by the clock and of processor."""
    taken: dict[str, list[float]] = {"": [], "database_": [], "database_cpu_": []}
    rows = 0
    run(0)
    with stopwatch() as spent:
        for turn in range(REPEATS):
            spent[:] = [0.0, 0.0]
            start = time.perf_counter()
            found = run(turn)
            for kind, seconds in zip(taken, (time.perf_counter() - start, *spent), strict=True):
                taken[kind].append(1000 * seconds)
            rows = max(rows, len(getattr(found, "questions", found)))
    figures: dict[str, float] = {"questions_found": rows}
    for kind, values in taken.items():
        figures[f"{kind}median"] = round(statistics.median(values), 2)
        figures[f"{kind}p99"] = round(statistics.quantiles(values, n=100)[98], 2)
    return figures


def database_bytes() -> int:
    """How large the database is."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def machine() -> dict[str, Any]:
    """What it was measured on."""
    from django.db import connection

    with connection.cursor() as cursor:
        query = (
            "SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version"
        )
        cursor.execute(query)
        version = cursor.fetchone()[0]
    facts = {"python": platform.python_version(), "cores": os.cpu_count(), "database": version}
    with suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        facts["processor"] = next(line.split(": ")[1] for line in lines if "model name" in line)
    return facts | {"load": round(os.getloadavg()[0], 1)}


def record(figures: dict[str, Any]) -> None:
    """Write the figures down, and print them."""
    RESULTS.mkdir(exist_ok=True)
    name = "search-{engine}-{questions}x{words_in_a_question}.json".format(**figures)
    (RESULTS / name).write_text(json.dumps(figures, indent=2) + "\n")
    say(" " * 36 + "median, p99 of database's CPU, database, whole call (ms)")
    for label, values in figures["milliseconds"].items():
        shown = (values[key] for key in COLUMNS)
        say(f"  {label:34}" + "".join(f"{value:9.2f}" for value in shown))


def say(text: str) -> None:
    """Print at once."""
    print(text, file=sys.stdout, flush=True)


if __name__ == "__main__":
    main()
