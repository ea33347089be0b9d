"""The column works through PgBouncer in transaction mode, which gives sessions to others."""

import os
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from cryptography.fernet import Fernet

from tests.backups.conftest import places, send_letter
from tests.browser.conftest import free_port
from tests.copies import WITHOUT_MODEL, prepare_column
from tests.postgres import USER, as_server_user
from tests.waiting import PATIENCE, wait_until

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
# Each transaction goes to another session, so that whatever is left in one is missed or found.
SETTINGS = """
[databases]
* = host={server.hostname} port={server.port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 8
min_pool_size = 4
server_round_robin = 1
max_client_conn = 200
logfile = {folder}/log
"""
ANSWER = """
from tests import factories
letter = Letter.objects.get()
question = actions.letters.start_answer(letter)
factories.change_text(question, headline="Through the pooler", answer="Say it today.")
question.refresh_from_db()
actions.questions.publish(question)
print(question.get_absolute_url())
"""
CHOICES = """
from django.forms import ModelChoiceField
print(len(list(ModelChoiceField(Letter.objects.all()).choices)))
"""
ERASE = """
actions.erasure.erase(Letter.objects.get())
import time
while PendingScrub.objects.exists() and not actions.scrub.finish_pending(): time.sleep(0.1)
"""

if not PGBOUNCER:
    pytest.skip("pgbouncer was not found: install that package.", allow_module_level=True)


@contextmanager
def running_pooler(server):
    """PgBouncer in front of a server. Yields its port."""
    folder = Path(tempfile.mkdtemp(prefix="pgbouncer-", dir="/tmp"))
    port = free_port()
    (folder / "settings").write_text(SETTINGS.format(**locals() | {"user": USER}))
    if os.geteuid() == 0:
        for path in (folder, folder / "settings"):
            shutil.chown(path, USER, USER)
    with subprocess.Popen(
        [*as_server_user(), PGBOUNCER, "-q", folder / "settings"], cwd="/"
    ) as pooler:
        try:
            yield port
        finally:
            pooler.terminate()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def column(tmp_path_factory):
    """A column without letters whose DATABASE_URL leads through the pooler."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        pytest.skip("This is about PostgreSQL.")
    with places(tmp_path_factory.mktemp("pooled")) as make:
        place = make("column")
        prepare_column(place.environment, "--no-demo")
        place.direct = urlsplit(place.environment["DATABASE_URL"])
        with running_pooler(place.direct) as port:
            pooled = place.direct._replace(netloc=f"{USER}@127.0.0.1:{port}").geturl()
            place.environment |= WITHOUT_MODEL | {"DATABASE_URL": pooled}
            wait_until(lambda: is_answering(pooled))
            fill_pool(pooled)
            yield place


def is_answering(url):
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def fill_pool(url):
    """Open several sessions, so that there is another one for each transaction."""
    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(psycopg.connect(url)).execute("SELECT 1")


def count_locks(place):
    """How many advisory locks are held in the column's database."""
    query = """SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
        WHERE locktype = 'advisory' AND datname = current_database()"""
    with psycopg.connect(place.direct.geturl()) as server:
        return server.execute(query).fetchone()[0]


def read_page(column, path):
    with urllib.request.urlopen(f"{column.url}{path}", timeout=PATIENCE) as response:
        return response.read().decode()


def test_a_letter_goes_all_its_way(column):
    with column.served("--workers", "1"):
        send_letter(column.url, "My sister never rings me.\n\nShould I ring her?")
        path = column.ask(ANSWER)
        wait_until(lambda: "Say it today" in read_page(column, path))
        wait_until(lambda: path in read_page(column, "/search/?q=my+sister+never+rings"))
        wait_until(lambda: "worker" not in read_readiness(column))
        column.ask(ERASE)
    log = (column.folder / "server.log").read_text()
    assert "ERROR" not in log
    assert count_locks(column) == 0


def read_readiness(column):
    try:
        return read_page(column, "/readyz")
    except urllib.error.HTTPError as error:
        return error.read().decode()


def test_keys_are_rotated(column):
    column.ask("actions.letters.receive(text='Sealed', consented=True, receipt='TEST-9')")
    new, old = Fernet.generate_key().decode(), column.environment["LETTER_KEYS"]
    column.manage("reseal", LETTER_KEYS=f"{new},{old}")
    column.environment["LETTER_KEYS"] = new
    assert column.ask("print(Letter.objects.get().text)") == "Sealed"
    assert column.ask(CHOICES) == "2"  # forms read by cursors of the server's, if they may


def test_preparing_again_waits_for_nobody_who_has_finished(column):
    column.manage("prepare", "--no-demo")
    column.manage("prepare", "--no-demo")
    assert count_locks(column) == 0


def test_a_backup_refuses_to_go_through_it(column):
    assert "set DATABASE_URL to the server itself" in column.manage_in_vain("backup")
    assert column.manage("backup", DATABASE_URL=column.direct.geturl())
