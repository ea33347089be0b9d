"""What the services of compose.yaml run makes a column that is in order."""

import subprocess
import sys
import urllib.request

from tests.browser.conftest import ROOT
from tests.test_container import OURS, image_words
from tests.waiting import PATIENCE, wait_until


def is_ready(url):
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=PATIENCE) as response:
            return response.status == 200
    except OSError:  # refused, or 503
        return False


def test_the_services_of_a_profile_make_a_column_that_is_ready(environment):
    profile = "postgres" if environment["DATABASE_URL"] else "alone"
    services = [one for one in OURS.values() if one["profiles"] == [profile]]
    running = []
    for service in services:
        words = service.get("command") or image_words()
        port = ["--port", environment["PORT"]] if words[0] == "serve" else []
        command = [sys.executable, "-m", "advice", *words, *port]
        running.append(subprocess.Popen(command, cwd=ROOT, env=environment))
    try:
        wait_until(lambda: is_ready(environment["SITE_URL"]))
    finally:
        for one in running:
            one.terminate()
    assert {one.wait(timeout=PATIENCE) for one in running} == {0}
