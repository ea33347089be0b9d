"""`manage.py doctor` looks over two nodes that are really served, through nginx as documented."""

import json
import subprocess
import sys

import pytest

from tests.browser.conftest import ROOT, free_port

pytestmark = pytest.mark.pure
PARTS = ["outside.reached", "outside.headers", "outside.scheme", "outside.client", "outside.clock"]


@pytest.fixture(autouse=True)
def trust(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "certificate.pem"))
    return str(certificate / "certificate.pem")


def examine(column, url, trust, *words):
    """The findings from outside, and how the command ended."""
    command = [sys.executable, "manage.py", "doctor", "--json", "--only", "outside", "--url", url]
    done = subprocess.run(
        [*command, *words],
        cwd=ROOT,
        env=column.environment | {"SSL_CERT_FILE": trust},
        capture_output=True,
        text=True,
    )
    assert done.stdout, done.stderr
    return {one["name"]: one for one in json.loads(done.stdout)}, done.returncode


def test_the_documented_nginx_in_front_of_two_nodes(column, in_front, trust):
    front = in_front(column.nodes, column.host)
    found, code = examine(column, f"https://127.0.0.1:{front.port}", trust)
    assert [name for name in PARTS if found[name]["level"] != "ok"] == []
    assert code == 0


def test_a_node_that_is_reached_without_its_proxy(column, trust):
    """A client that comes past the proxy can say whatever it likes."""
    found, code = examine(column, f"http://{column.nodes[0]}", trust)
    assert "X-Forwarded-For, X_Forwarded_For, Forwarded" in found["outside.client"]["words"]
    assert "redirect for ever" in found["outside.scheme"]["words"]
    assert code == 1


def test_nobody_there(column, trust):
    found, code = examine(column, f"https://127.0.0.1:{free_port()}", trust)
    assert (list(found), code) == (["outside.reached"], 1)
