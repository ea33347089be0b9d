"""The real server and the real browser.

The server is what production runs: `manage.py prepare` and `manage.py serve` with DEBUG off, on a
database of its own beside the one that the other tests use. The browser is the system's Chromium.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path

import environ
import psycopg
import pytest
from playwright.sync_api import expect, sync_playwright

from tests.copies import prepare_column
from tests.postgres import find_free_port as free_port
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
METRICS_TOKEN = "a-token-of-the-browser-tests-alone"
CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)
expect.set_options(timeout=PATIENCE * 1000)  # five seconds are little on a busy machine
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@dataclass(frozen=True)
class Site:
    """A running column.

    Attributes:
        url: where it is.
        password: what `prepare` printed for John.
        environment: what it was started with.
        folder: its data directory.
        log: everything that it printed.
    """

    url: str
    password: str
    environment: dict
    folder: Path
    log: Path


@pytest.fixture(scope="session")
def database_of_its_own():
    """An empty database for the servers of these tests."""
    yield from empty_database()


def empty_database():
    """An address of an empty database on the engine that the tests run on, dropped at the end."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield ""
        return
    name = f"browser_{uuid.uuid4().hex}"
    facts = environ.Env.db_url_config(address)
    names = {
        "host": "HOST",
        "port": "PORT",
        "user": "USER",
        "password": "PASSWORD",
        "dbname": "NAME",
    }
    given = {name: facts[key] for name, key in names.items() if facts.get(key)}
    with psycopg.connect(**given, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield re.sub(r"/[^/?]*(\?|$)", rf"/{name}\1", address)
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def site(tmp_path_factory, database_of_its_own):
    """The demo column, served."""
    port = free_port()
    facts = {
        "DATA_DIR": str(tmp_path_factory.mktemp("column")),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": database_of_its_own,
        "LETTERS_AN_HOUR": "1000",
        "LOG_FORMAT": "json",  # with the most lines that there can be: none may tell anything
        "LOG_LEVEL": "DEBUG",
        "METRICS_TOKEN": METRICS_TOKEN,
        "LEAVE_URL": f"http://127.0.0.1:{port}/privacy/",  # no test goes elsewhere
    }
    environment = os.environ | facts
    said = prepare_column(environment)
    password = re.search(r"^ +password +(\S+)$", said, re.MULTILINE)[1]
    folder, log = Path(facts["DATA_DIR"]), tmp_path_factory.mktemp("log") / "server.log"
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            wait_until_served(facts["SITE_URL"], server)
            yield Site(facts["SITE_URL"], password, facts, folder, log)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=PATIENCE)


def manage(environment, *words):
    """What a command printed."""
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return done.stdout.decode()


def wait_until_served(url, server, seconds=START_SECONDS):
    """Until the first page comes."""
    for _ in range(seconds * 10):
        assert server.poll() is None, "The server ended."
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:  # also a socket that a killed server left behind
            time.sleep(0.1)
        else:
            return
    pytest.fail("The server did not start.")


def require_chromium():
    """Leave a test out on a developer's machine without Chromium; in CI it is a fault."""
    if not CHROMIUM:
        missing = "Chromium was not found: install it from the system's packages."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)


@pytest.fixture(scope="package")
def playwright():
    """What drives browsers: there can be but one, until the worker leaves this folder's tests."""
    require_chromium()
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def chromium(playwright):
    """The system's Chromium, started once."""
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=QUIET, chromium_sandbox=os.geteuid() != 0
    )
    yield browser
    browser.close()


@pytest.fixture
def open_browser(chromium, site):
    """Open fresh profiles; at the end, count what their pages complained of: it must be nothing.

    With `forgives`, complaints with these words are what the test is about: a lost network.
    """
    profiles, complaints = [], []

    def open_one(forgives=None, **options):
        profile = chromium.new_context(base_url=site.url, **options)
        profile.set_default_timeout(PATIENCE * 1000)
        profile.on("console", lambda message: note(message, complaints, forgives))
        profile.on("weberror", lambda error: complaints.append(str(error.error)))
        profile.on("request", lambda request: note_foreign(request, site, complaints))
        profiles.append(profile)
        return profile.new_page()

    yield open_one
    for profile in profiles:
        profile.close()
    assert complaints == []


def note(message, complaints, forgives):
    """Errors and policy violations that a page reports."""
    if forgives and (
        forgives in message.text or not message.text
    ):  # markdownx complains wordlessly
        return
    if message.type in {"error", "warning"}:
        complaints.append(f"{message.type}: {message.text}")


def note_foreign(request, site, complaints):
    """Requests to anybody but ourselves."""
    if not request.url.startswith((site.url, "data:")):
        complaints.append(f"foreign: {request.url}")
