"""The disaster drill: a backup, then the server is killed and its data deleted, then it comes back.

The column has questions of 1,500 words and letters that wait. The keys are kept apart, as an
operator keeps them; everything else is gone but the copy of the backup. On both engines.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.column import ROOT, free_port, make_environment, wait_for

QUESTIONS, WORDS, LETTERS = 1_000, 1_500, 300
FILL = """
import django
django.setup()
from bench import generate
from questions import actions, crypto, search
generate.generate_column({questions}, {words}, lambda line: None)
search.rebuild_index()
for number in range({letters}):
    actions.letters.receive(
        text="word " * 200, receipt=crypto.make_receipt(str(number)), consented=True
    )
"""


def measure_drill() -> dict[str, Any]:
    """On both engines, one after the other."""
    return {name: drill_engine(name) for name in ("sqlite", "postgresql")}


def drill_engine(engine: str) -> dict[str, float]:
    """Seconds of each step, and the size of the backup."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        facts = make_environment(Path(place, "data"), free_port())
        facts["DATABASE_URL"] = ""
        if engine == "postgresql":
            from tests.postgres import start_server

            facts["DATABASE_URL"] = start_server()
        Path(facts["DATA_DIR"]).mkdir(mode=0o700)
        fill_column(facts)
        return run_drill(facts, Path(place))


def fill_column(facts: dict[str, str]) -> None:
    """A column of some years."""
    run_python(facts, "manage.py", "prepare", "--no-demo")
    text = FILL.format(questions=QUESTIONS, words=WORDS, letters=LETTERS)
    run_python(facts | {"DJANGO_SETTINGS_MODULE": "advice.settings"}, "-c", text)


def run_drill(facts: dict[str, str], place: Path) -> dict[str, float]:
    """Back up while it runs, lose it, bring it back, serve it."""
    found: dict[str, float] = {}
    copy = place / "elsewhere"
    with serving(facts) as server:
        found["backup"] = time_python(facts, "manage.py", "backup", "--to", str(copy))
        os.killpg(server.pid, signal.SIGKILL)
    lose_everything(facts)
    (file,) = copy.glob("column-*.zip")
    found["megabytes"] = round(file.stat().st_size / 1e6, 1)
    began = time.monotonic()
    found["restore"] = time_python(facts, "manage.py", "restore", str(file))
    found["prepare"] = time_python(facts, "manage.py", "prepare", "--no-demo")
    started = time.monotonic()
    with serving(facts) as server:
        found["first_page"] = round(time.monotonic() - started, 1)
        found["down"] = round(time.monotonic() - began, 1)
        os.killpg(server.pid, signal.SIGTERM)
    return found


@contextmanager
def serving(facts: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The column, from its first page on; whoever uses it ends it."""
    port = facts["SITE_URL"].rpartition(":")[2]
    command = [sys.executable, "manage.py", "serve", "--port", port]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(
        command, cwd=ROOT, env=facts, stdout=quiet, stderr=quiet, start_new_session=True
    )
    wait_for(facts["SITE_URL"] + "/")
    try:
        yield server
    finally:
        server.wait(timeout=30)


def lose_everything(facts: dict[str, str]) -> None:
    """No data folder, and no database."""
    shutil.rmtree(facts["DATA_DIR"])
    Path(facts["DATA_DIR"]).mkdir(mode=0o700)
    if not facts["DATABASE_URL"]:
        return
    import psycopg

    url = facts["DATABASE_URL"]
    admin = urlsplit(url)._replace(path="/template1").geturl()
    name = urlsplit(url).path[1:]
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')


def time_python(facts: dict[str, str], *words: str) -> float:
    """Seconds that a command takes, its start included."""
    began = time.monotonic()
    run_python(facts, *words)
    return round(time.monotonic() - began, 1)


def run_python(facts: dict[str, str], *words: str) -> None:
    """Run a command of the column."""
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=facts, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def format_lines(result: dict[str, Any]) -> list[str]:
    """A line for each engine."""
    lines = [f"{QUESTIONS} answers of {WORDS} words and {LETTERS} letters; seconds"]
    for name, one in result.items():
        steps = ", ".join(f"{step} {value}" for step, value in one.items())
        lines.append(f"  {name:10} {steps}")
    return lines
