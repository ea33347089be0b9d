"""A disk on which nothing more fits: a real one, small, filled while the column is served."""

import http.cookiejar
import os
import re
import signal
import sqlite3
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.browser.conftest import empty_database, free_port, wait_until_served
from tests.copies import WITHOUT_MODEL, prepare_column
from tests.server.conftest import start_serving
from tests.waiting import wait_until

LETTER = "I do not know how to tell my sister that I cannot come to her wedding. " * 30
IS_SQLITE = not os.environ.get("DATABASE_URL", "").startswith("postgres")


class Browser:
    """Keeps cookies, and takes any answer."""

    def __init__(self, url):
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def open(self, path, fields=None, **headers):
        body = urllib.parse.urlencode(fields).encode() if fields else None
        request = urllib.request.Request(self.url + path, body, {"Origin": self.url} | headers)
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def send(self, path, fields, form_at=None, **headers):
        """Send a form with its page's tokens."""
        page = self.open(form_at or path)[1]
        names = ("csrfmiddlewaretoken", "token")
        found = {name: re.search(rf'name="{name}" value="([^"]+)"', page) for name in names}
        tokens = {name: match[1] for name, match in found.items() if match}
        return self.open(path, tokens | fields, **headers)


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    """A file system of 48 MB of its own."""
    folder = tmp_path_factory.mktemp("disk")
    command = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("Nobody but root can mount a small disk.")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture(scope="module")
def column(disk):
    """A column on that disk, with a letter and a signed-in columnist."""
    port = free_port()
    for database in empty_database():
        environment = os.environ | {
            "DATA_DIR": str(disk),
            "SITE_URL": f"http://127.0.0.1:{port}",
            "DATABASE_URL": database,
            "LETTERS_AN_HOUR": "1000",
            "PORT": str(port),
        }
        said = prepare_column(environment, "--no-demo")
        server = start_serving(environment | WITHOUT_MODEL)
        try:
            wait_until_served(environment["SITE_URL"], server)
            yield Column(
                environment["SITE_URL"], disk, re.search(r"^ +password +(\S+)$", said, re.M)[1]
            )
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.communicate()


class Column:
    """What the tests need of it."""

    def __init__(self, url, disk, password):
        self.url, self.disk, self.password = url, disk, password
        self.receipt, self.kept_receipt = self.send_letter(), self.send_letter()
        wait_until(lambda: not IS_SQLITE or (disk / "reserve").exists())
        self.john = Browser(url)
        assert "Sign out" in self.sign_in(self.john)[1]

    def send_letter(self):
        said = Browser(self.url).send("/ask/", {"text": LETTER, "consent": "on"})[1]
        return re.search(r'class="receipt"[^>]*>\s*([0-9A-Z-]+)', said)[1]

    def sign_in(self, browser):
        fields = {"login": "john", "password": self.password}
        return browser.send("/admin/login/", fields)


@pytest.fixture
def full(column):
    """The disk without a byte left; SQLite's log is empty, so that it cannot use its room again."""
    if IS_SQLITE:
        with sqlite3.connect(column.disk / "column.sqlite3", timeout=10) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
    filler = column.disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    yield
    filler.unlink()


def test_readers_go_on_and_the_form_is_shown(column, full):
    for path in ("/", "/ask/", "/reply/", "/help/", "/privacy/"):
        assert column.john.open(path)[0] == 200, path
        assert Browser(column.url).open(path)[0] == 200, path


def test_watchers_are_told(column, full):
    status, said = Browser(column.url).open("/readyz")
    assert status == 503
    assert "disk: The disk is nearly full: 0 MB are free." in said


def test_a_letter_opens(column, full):
    status, said = Browser(column.url).send("/reply/", {"receipt": column.receipt})
    assert status == 200
    assert "tell my sister" in said


@pytest.mark.skipif(not IS_SQLITE, reason="The database is on another disk.")
def test_a_new_letter_is_given_back(column, full):
    status, said = Browser(column.url).send("/ask/", {"text": LETTER, "consent": "on"})
    assert status == 503
    assert LETTER.strip()[:500] in said


@pytest.mark.skipif(not IS_SQLITE, reason="The database is on another disk.")
def test_signing_in_says_what_to_do(column, full):
    status, said = column.sign_in(Browser(column.url))
    assert status == 503
    assert "Nothing can be saved at the moment" in said
    assert column.password not in said


@pytest.mark.skipif(not IS_SQLITE, reason="The database is on another disk.")
def test_the_desk_gives_back_what_was_written(column, full):
    text = "A passage that took half an hour to write."
    path = "/admin/questions/passage/add/"
    status, said = column.john.send(path, {"name": "one", "text": text}, form_at="/ask/")
    assert status == 503
    assert "Nothing can be saved at the moment" in said
    assert text in said
    status, said = column.john.send(
        path, {"name": "one", "text": text}, form_at="/ask/", Accept="application/json"
    )
    assert (status, said) == (503, '{"error": "Nothing can be saved at the moment."}')


def test_a_letter_can_be_withdrawn_and_erased(column, full):
    """Only SQLite needs room for it, and finds what the worker has kept."""
    assert send_choice(column, "withdraw")[0] == 200
    again = Browser(column.url).send("/reply/", {"receipt": column.receipt})[1]
    assert "/reply/erase/" in again
    assert "/reply/withdraw/" not in again
    assert send_choice(column, "erase")[0] == 200
    assert (
        "tell my sister" not in Browser(column.url).send("/reply/", {"receipt": column.receipt})[1]
    )


@pytest.mark.skipif(not IS_SQLITE, reason="The database is on another disk.")
def test_without_the_room_that_is_kept_it_says_so(column, full):
    assert not (column.disk / "reserve").exists()
    status, said = send_choice(column, "erase", column.kept_receipt)
    assert status == 503
    assert "Nothing can be saved at the moment" in said
    assert column.kept_receipt not in said


def test_all_goes_on_when_there_is_room_again(column):
    assert Browser(column.url).send("/ask/", {"text": LETTER, "consent": "on"})[0] == 200
    assert send_choice(column, "erase", column.kept_receipt)[0] == 200


def send_choice(column, what, receipt=None):
    fields = {"receipt": receipt or column.receipt, "sure": "1"}
    return Browser(column.url).send(f"/reply/{what}/", fields, form_at="/reply/")
