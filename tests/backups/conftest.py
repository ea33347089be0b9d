"""Columns of their own, each with a data directory, an empty database and commands to run there."""

import os
import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT, empty_database, free_port, wait_until_served
from tests.copies import copy_column, prepare_column
from tests.waiting import PATIENCE


class Place:
    """A column on a machine.

    Attributes:
        folder: its data directory.
        url: where it is served.
        environment: what its commands are started with.
    """

    def __init__(self, folder, database):
        self.folder, self.url = folder, f"http://127.0.0.1:{free_port()}"
        facts = {"DATA_DIR": str(folder), "SITE_URL": self.url, "DATABASE_URL": database}
        limits = {"LETTERS_AN_HOUR": "10000", "LETTERS_AN_HOUR_FROM_ALL": "1000000"}
        self.environment = os.environ | facts | limits

    def start(self, *words, **facts):
        """A command, on its way, in a process group of its own."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment | facts,
            stdout=pipe,
            stderr=pipe,
            text=True,
            start_new_session=True,
        )

    def manage(self, *words, **facts):
        """What a command printed."""
        command = self.start(*words, **facts)
        out, err = command.communicate()
        assert command.returncode == 0, err
        return out

    def manage_in_vain(self, *words, **facts):
        """What a command said when it failed."""
        command = self.start(*words, **facts)
        out, err = command.communicate()
        assert command.returncode == 1, out
        assert "Traceback" not in err
        return err

    def ask(self, code):
        """What some Python prints, with the models at hand."""
        models = "from questions.models import *\nfrom questions import actions\n"
        return self.manage("shell", "-v0", "-c", models + code).strip()

    def backup(self, *words):
        """A backup's path."""
        return Path(self.manage("backup", *words).splitlines()[0].rpartition("  ")[0])

    @contextmanager
    def served(self, *words):
        """The column, served as in production, until the end of the block; its log is a file."""
        port = self.url.rpartition(":")[2]
        command = [sys.executable, "manage.py", "serve", "--port", port, *words]
        with (self.folder / "server.log").open("wb") as out:
            server = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=out, stderr=out
            )
            try:
                wait_until_served(self.url, server)
                yield server
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(timeout=PATIENCE)


def browser():
    """A browser's cookies."""
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))


def fill(opener, url, *names, **fields):
    """Open a page with a form, and send it with the hidden fields of these names."""
    page = opener.open(url, timeout=PATIENCE).read().decode()
    names = ("csrfmiddlewaretoken", *names)
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in names}
    body = urllib.parse.urlencode(hidden | fields).encode()
    return opener.open(urllib.request.Request(url, body, {"Referer": url}), timeout=PATIENCE)


def send_letter(url, text):
    """A letter, as a reader sends it. Returns the receipt."""
    answer = fill(browser(), f"{url}/ask/", "token", text=text, consent="on").read().decode()
    return re.search(r'class="receipt"[^>]*>\s*([0-9A-Z-]+)', answer)[1]


@contextmanager
def places(folder):
    """Makes columns whose database is empty."""
    databases = []

    def make(name, *words, is_prepared=False):
        databases.append(empty_database())
        (folder / name).mkdir()
        place = Place(folder / name, next(databases[-1]))
        if words:
            place.manage(*words)
        place.said = prepare_column(place.environment) if is_prepared else ""
        return place

    yield make
    for database in databases:
        next(database, None)


@pytest.fixture
def new_place(tmp_path):
    """Makes columns whose database is empty."""
    with places(tmp_path) as make:
        yield make


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """A column with the demo for tests that leave it as it is."""
    with places(tmp_path_factory.mktemp("shared")) as make:
        yield make("column", is_prepared=True)


@pytest.fixture(scope="session")
def file(shared):
    """A backup of the shared column."""
    return shared.backup()


@pytest.fixture
def column(new_place, shared):
    """A column of one's own that is like the shared one."""
    place = new_place("column")
    copy_column(shared.environment, place.environment)
    return place
