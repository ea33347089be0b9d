"""A column of its own for tests that start, stop and torment the server."""

import os
import signal
import subprocess
import sys

import pytest

from tests.browser.conftest import ROOT, empty_database, free_port, wait_until_served
from tests.copies import WITHOUT_MODEL, prepare_column


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A column with nothing in it, ready to be served."""
    port = free_port()
    for database in empty_database():
        found = os.environ | {
            "DATA_DIR": str(tmp_path_factory.mktemp("served")),
            "SITE_URL": f"http://127.0.0.1:{port}",
            "DATABASE_URL": database,
            "LETTERS_AN_HOUR": "10000",
            "LETTERS_AN_HOUR_FROM_ALL": "1000000",
            "PORT": str(port),
        }
        prepare_column(found, "--no-demo")
        yield found | WITHOUT_MODEL


def start_serving(environment, *words):
    """`serve` in a process group of its own, with what it says."""
    command = [sys.executable, "manage.py", "serve", "--port", environment["PORT"], *words]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


@pytest.fixture(scope="module")
def server(environment):
    """The column, served until the module's tests are over."""
    process = start_serving(environment)
    try:
        wait_until_served(environment["SITE_URL"], process)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
