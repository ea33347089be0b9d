"""A worker that is killed in the middle of an import: another one ends it, and nothing is double.

Real processes and a real SIGKILL, while the file is read and while the letters are written.
"""

import json
import os
import signal
import sqlite3
from contextlib import closing

import psycopg
import pytest

from tests.backups.conftest import places
from tests.copies import WITHOUT_MODEL
from tests.transfer.sheets import WXR_HEAD, WXR_TAIL, wxr_item
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.database]
LETTERS = 400
ROUNDS = 30  # of ten seconds of work each; two are enough on an idle machine
UPLOAD = (
    "from pathlib import Path\n"
    "chunks = [Path({path!r}).read_bytes()]\n"
    "actions.import_uploads.receive_file(chunks, '.xml', {{}})"
)
START = "actions.import_entries.start_writing(ImportRun.objects.get())"
RELEASE = (  # the minute passes after which a process counts as gone
    "from datetime import timedelta\n"
    "from django.utils import timezone\n"
    "past = timezone.now() - timedelta(seconds=1)\n"
    "print(ImportRun.objects.exclude(lease=None).update(leased_until=past))"
)
FACTS = (
    "import json\n"
    "run = ImportRun.objects.get()\n"
    "numbers = list(run.entries.order_by('number').values_list('number', flat=True))\n"
    "keys = set(ImportedQuestion.objects.values_list('source_key', flat=True))\n"
    "headlines = set(Question.objects.values_list('headline', flat=True))\n"
    "facts = {'state': run.state, 'total': run.total, 'done': run.done, 'numbers': numbers,\n"
    "    'new': run.counts.get('new'), 'keys': len(keys), 'headlines': len(headlines),\n"
    "    'questions': Question.objects.count(), 'items': ImportedQuestion.objects.count(),\n"
    "    'written': run.entries.filter(is_written=True).exclude(question=None).count()}\n"
    "print(json.dumps(facts))"
)
COMMAND_FACTS = (
    "import json\n"
    "items = ImportedQuestion.objects.all()\n"
    "run = ImportRun.objects.exclude(finished_at=None).get()\n"
    "left = ImportRun.objects.filter(state='finished', finished_at=None).count()\n"
    "print(json.dumps({'items': items.count(), 'of_one_run': items.filter(run=run).count(),\n"
    "    'keys': len(set(items.values_list('question__slug', flat=True))), 'unfinished': left,\n"
    "    'vectors': QuestionVector.objects.count()}))"
)


@pytest.fixture
def column(tmp_path):
    """An empty column with a file that waits to be read."""
    items = (
        wxr_item(number=n, title=f"Letter {n}").replace(">how<", f">letter-{n}<")
        for n in range(1, LETTERS + 1)
    )
    path = tmp_path / "export.xml"
    path.write_text(WXR_HEAD + "".join(items) + WXR_TAIL, encoding="utf-8")
    with places(tmp_path) as make:
        place = make("column", "migrate", "--verbosity=0")
        place.ask(UPLOAD.format(path=str(path)))
        yield place


def facts_of(column):
    return json.loads(column.ask(FACTS).splitlines()[-1])


def ask_database(column, query):
    """The only value of a query, within milliseconds: a command would take a second or two."""
    if address := column.environment["DATABASE_URL"]:
        with psycopg.connect(address) as database:
            return database.execute(query).fetchone()[0]
    with closing(sqlite3.connect(column.folder / "column.sqlite3", timeout=30)) as database:
        return database.execute(query).fetchone()[0]


def kill_in_the_middle(column, name):
    """Kill a worker when it has kept some entries, but not all. Returns how many it had."""
    worker = column.start("worker")

    def has_begun():
        assert worker.poll() is None, worker.communicate()
        return ask_database(column, f"SELECT {name} FROM questions_importrun") > 0

    wait_until(has_begun)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.communicate()
    assert worker.returncode == -signal.SIGKILL
    assert column.ask(RELEASE).splitlines()[-1] == "1"  # it died with the import in its hands
    return facts_of(column)[name]


def test_a_killed_command_goes_on_when_it_is_started_again(column):
    path = column.folder.parent / "export.xml"
    query = "SELECT count(*) FROM questions_importedquestion"
    command = column.start("import", str(path))

    def has_begun():
        assert command.poll() is None, command.communicate()
        return ask_database(column, query) > 0

    wait_until(has_begun)
    os.killpg(command.pid, signal.SIGKILL)
    command.communicate()
    assert 0 < ask_database(column, query) < LETTERS
    assert "Another process" in column.manage_in_vain("import", str(path))
    assert column.ask(RELEASE).splitlines()[-1] == "1"
    column.manage("import", str(path))
    facts = json.loads(column.ask(COMMAND_FACTS).splitlines()[-1])
    names = ("items", "keys", "vectors", "of_one_run")
    assert facts == dict.fromkeys(names, LETTERS) | {"unfinished": 0}


def work_until(column, state):
    """Let other workers go on, each for one round."""
    for _ in range(ROUNDS):
        column.manage("worker", "--once")
        if (found := facts_of(column))["state"] == state:
            return found
    pytest.fail(f"It is {found['state']}.")


def test_a_killed_worker_leaves_nothing_double_and_nothing_out(column):
    column.environment |= WITHOUT_MODEL  # the other test counts the vectors
    assert 0 < kill_in_the_middle(column, "total") < LETTERS
    read = work_until(column, "ready")
    assert (read["total"], read["numbers"]) == (LETTERS, list(range(LETTERS)))
    column.ask(START)
    done = kill_in_the_middle(column, "done")
    assert 0 < done < LETTERS
    assert facts_of(column)["questions"] == done
    found = work_until(column, "finished")
    names = ("total", "done", "new", "questions", "items", "keys", "headlines", "written")
    assert {name: found[name] for name in names} == dict.fromkeys(names, LETTERS)
