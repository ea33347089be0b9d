"""Search's figures: processor time of searches by HTTP, of publishing, and of a rebuild.

    python -m bench.search --questions 1000 100000

measures on a SQLite file of its own, or in the empty PostgreSQL database that DATABASE_URL names.
The results are printed, and written to bench/results/ with the machine's description.
"""

import argparse
import gc
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
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from bench.column import make_environment
from bench.stopwatch import processor_clock

RESULTS = Path(__file__).with_name("results")
REPEATS = 100


def main() -> None:
    """Generate, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, nargs="+", default=[4_000, 40_000])
    parser.add_argument("--words", type=int, default=1_500, help="words in a question")
    parser.add_argument(
        "--encoded",
        type=int,
        default=1_000_000,
        help="letters that are encoded; all others have vectors drawn between two of these",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(
        prefix="bench-search-", dir=os.environ.get("TMPDIR")
    ) as folder:
        prepare_database(folder)
        for number in options.questions:
            record_figures(measure_column(number, options.words, options.encoded))


def on_both(questions: list[int]) -> None:
    """Measure in processes of their own, on a SQLite file and on a PostgreSQL that ends with it."""
    command = [sys.executable, "-m", "bench.search", "--questions", *map(str, questions)]
    subprocess.run(command, check=True)
    subprocess.run([sys.executable, "-m", "tests.postgres", "--", *command], check=True)


def prepare_database(folder: str) -> None:
    """Settings of our own: keys that seal nothing, and a database that is thrown away."""
    os.environ.update(make_environment(Path(folder), 8000))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advice.settings")
    import django
    from django.conf import settings

    django.setup()
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


def measure_column(number: int, words: int, encoded: int) -> dict[str, Any]:
    """All figures at one size.

    Args:
        number: of letters.
        words: in each.
        encoded: letters of which the vectors are worked out.
    """
    from django.core.management import call_command
    from django.db import connection

    from bench import generate
    from questions.models import Column

    call_command("migrate", verbosity=0)
    call_command("flush", verbosity=0, interactive=False)
    Column.objects.get_or_create(pk=Column.ONLY)  # which a migration made, and flush removed
    seconds = generate.generate_column(number, words, print_line)
    print_line(f"{number} letters of {words} words on {connection.vendor} in {seconds:.0f} s")
    return {
        "engine": connection.vendor,
        "questions": number,
        "words_in_a_question": words,
        "letters_encoded": min(number, encoded),
        "seconds_to_rebuild": measure_rebuilding(number, encoded),
        "bytes": database_bytes(),
        "bytes_of_index": index_bytes(),
        "machine": describe_machine(),
        "milliseconds_of_processor": {
            name: time_runs(run) for name, run in {**list_searches(), **list_writing()}.items()
        },
    }


def measure_rebuilding(number: int, encoded: int) -> dict[str, Any]:
    """Seconds of processor and by the clock to make all anew, as `reindex` does.

    Args:
        number: of letters.
        encoded: of these; with fewer than all nothing is related, and only the file is measured.
    """
    from bench.generate import draw_vectors
    from questions.models import CacheVersion
    from questions.search import rebuild

    fill_anew = partial(rebuild.fill_word_index, is_anew=True)
    processes, figures = rebuild.choose_processes(), dict[str, Any]()
    if encoded < number:
        draw_vectors(encoded)
        start = read_clocks()
        fill_anew()
        figures |= {"file": seconds_since(start)}
    else:
        start = read_clocks()
        rebuild.rebuild_index(processes=processes, meanwhile=fill_anew)
        figures |= {"all": seconds_since(start), "processes": processes}
    CacheVersion.bump()
    rebuild.fill_word_index()
    return figures | {"load": round(os.getloadavg()[0], 1)}


def read_clocks() -> tuple[float, float]:
    """Our processor time, with that of the processes that we waited for, and the clock's."""
    taken = os.times()
    return sum(taken[:4]), taken.elapsed


def seconds_since(start: tuple[float, float]) -> dict[str, float]:
    """Seconds since both clocks were read."""
    used, now = read_clocks()
    return {"processor": round(used - start[0], 1), "clock": round(now - start[1], 1)}


def list_searches() -> dict[str, Callable[[int], Any]]:
    """Searches by HTTP, each called with the number of the repetition: no two are alike."""
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1:8000"})
    common, rare = words_of(0, 60), words_of(400, 4000)

    def make_search(template: str) -> Callable[[int], Any]:
        def run_search(turn: int) -> Any:
            query = template.format(
                a=common[turn % len(common)],
                b=rare[turn % len(rare)],
                c=rare[(7 * turn + 3) % len(rare)],
                d=common[(3 * turn + 1) % len(common)],
            )
            response = client.get("/search/", {"q": query, "letters": "1"})
            assert response.status_code == 200
            return response

        return run_search

    return {
        "a question of eight words": make_search("{a} my {b} {d} with {c} and {a} {d}"),
        "two middling words": make_search("{b} {c}"),
        "a common word": make_search("{a}"),
        "a typing error": make_search("{b}x {c}"),
        "a phrase of common words": make_search('"{a} {d}"'),
    }


def list_writing() -> dict[str, Callable[[int], Any]]:
    """Letters like the one being written; and publishing one, with all that search does for it."""
    from bench import vocabulary
    from questions import actions, search
    from questions.models import Question

    draw = vocabulary.make_words(seed=2)

    def publish_one(turn: int) -> Any:
        question = Question.objects.create(consented=True)
        text = actions.history.working_text(question)
        text = replace(
            text,
            headline=" ".join(draw(9)),
            letter_text=" ".join(draw(225)),
            answer=" ".join(draw(1200)),
        )
        actions.questions.update(question, text)
        clocks[0] = processor()
        actions.questions.publish(question)
        return question

    clocks = [0.0]
    processor = both_clocks()
    publish_one.clocks = clocks  # type: ignore[attr-defined]
    return {
        "letters like the one being written": lambda turn: search.find_similar(" ".join(draw(225))),
        "publishing one letter": publish_one,
    }


def words_of(first: int, last: int) -> list[str]:
    """The words of these ranks, the commonest first."""
    from bench import vocabulary

    return vocabulary.read_vocabulary()[first:last]


def both_clocks() -> Callable[[], float]:
    """Our processor time, and that of PostgreSQL's process for us."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return time.process_time
    server = processor_clock()
    return lambda: time.process_time() + server()


def time_runs(run: Callable[[int], Any]) -> dict[str, float]:
    """Milliseconds of processor, the middle and the slowest of a hundred."""
    processor = both_clocks()
    clocks, taken = getattr(run, "clocks", [0.0]), []
    run(0)
    gc.collect()  # else what was loaded till now is looked through in the middle of the series
    for turn in range(1, REPEATS + 1):
        clocks[0] = processor()
        run(turn)
        taken.append(1000 * (processor() - clocks[0]))
    return {
        "median": round(statistics.median(taken), 1),
        "p99": round(statistics.quantiles(taken, n=100)[98], 1),
    }


def index_bytes() -> int:
    """How large the file with the words is."""
    from django.conf import settings

    return Path(settings.SEARCH_FILE).stat().st_size


def database_bytes() -> int:
    """How large the database is."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def describe_machine() -> dict[str, Any]:
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


def record_figures(figures: dict[str, Any]) -> None:
    """Write the figures down, and print them."""
    RESULTS.mkdir(exist_ok=True)
    name = "search-{engine}-{questions}x{words_in_a_question}.json".format(**figures)
    (RESULTS / name).write_text(json.dumps(figures, indent=2) + "\n")
    print_line(f"  rebuilt in {figures['seconds_to_rebuild']}")
    for label, values in figures["milliseconds_of_processor"].items():
        print_line(f"  {label:34}{values['median']:9.1f}{values['p99']:9.1f}")


def print_line(text: str) -> None:
    """Print at once."""
    print(text, file=sys.stdout, flush=True)


if __name__ == "__main__":
    main()
