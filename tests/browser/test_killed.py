"""The whole server is killed, hard, between an autosave and a save by hand: nothing is lost."""

import os
import re
import signal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, empty_database, free_port, wait_until_served
from tests.browser.test_desk import begin_answer, saved
from tests.browser.test_whole_way import sign_in
from tests.copies import WITHOUT_MODEL, prepare_column
from tests.test_durability import start

pytestmark = [pytest.mark.browser, pytest.mark.database]


class Server:
    """A server that can be killed and started again on the same database."""

    def __init__(self, environment, port):
        self.environment, self.port, self.process = environment, port, None

    def start(self):
        self.process = start(self.environment, self.port)
        wait_until_served(self.environment["SITE_URL"], self.process)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="module")
def database():
    """Not the other browser tests' database: they go on while this server is dead."""
    yield from empty_database()


@pytest.fixture(scope="module")
def server(tmp_path_factory, database):
    port = free_port()
    facts = {
        "DATA_DIR": str(tmp_path_factory.mktemp("killed")),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": database,
        "DEBUG": "",
    }
    one = Server(os.environ | facts, port)
    yield one
    one.kill()


@pytest.fixture(scope="module")
def site(server):
    """The same column, on the server that this test kills."""
    said = prepare_column(server.environment)
    password = re.search(r"^ +password +(\S+)$", said, re.MULTILINE)[1]
    server.environment |= WITHOUT_MODEL
    server.start()
    folder = server.environment["DATA_DIR"]
    return Site(server.environment["SITE_URL"], password, server.environment, folder, None)


def test_what_was_written_outlives_the_server(site, server, open_browser):
    john = open_browser(forgives="net::ERR_")
    sign_in(john, site)
    begin_answer(john, 1)
    editor = john.get_by_label("Answer:")
    editor.fill("Saved by itself.")
    saved(john)
    server.kill()
    server.start()
    john.goto(john.url)
    expect(editor).to_have_value("Saved by itself.")

    server.kill()
    editor.fill("Saved by itself. Written while the server was dead.")
    john.locator("#saved[data-kind=away]").wait_for()
    server.start()
    saved(john)
    john.get_by_role("button", name="Save", exact=True).click()
    john.get_by_text("Saved.", exact=True).first.wait_for()
    john.goto(john.url)
    expect(editor).to_have_value("Saved by itself. Written while the server was dead.")
