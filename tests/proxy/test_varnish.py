"""A real Varnish with docs/varnish/column.vcl as it is: changes are purged, nothing is stale."""

import http.client
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.backups.conftest import places
from tests.browser.conftest import ROOT, free_port
from tests.copies import WITHOUT_MODEL, prepare_column
from tests.waiting import PATIENCE, wait_until

VARNISHD = shutil.which("varnishd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
TOKEN = "a-token-of-these-tests"
HOUR = "3600"  # so long that only a purge can be the reason when a page goes
PUBLISH = """
from tests import factories
factories.numbers = iter([{number}])
question = factories.published_question("{headline}")
print(question.slug, question.letters.get().pk)
"""
DUE = """
from django.utils import timezone
print(OutgoingCall.objects.filter(happened_at__lte=timezone.now()).count())
"""
WITHDRAW = 'actions.erasure.withdraw(Letter.objects.get(pk="{pk}"))'

if not VARNISHD:
    pytest.skip(
        "varnishd was not found: install the system's package varnish (7.1 or later).",
        allow_module_level=True,
    )


class Varnish:
    """A Varnish in front of a column.

    Attributes:
        port: where it listens.
        host: what the site is called.
    """

    def __init__(self, port, host):
        self.port, self.host = port, host

    def ask(self, path, method="GET", **headers):
        """An answer, with its body read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, headers={"Host": self.host} | headers)
        response = connection.getresponse()
        response.text = response.read().decode(errors="replace")
        connection.close()
        return response

    def has_kept(self, path):
        """Whether it answers with a copy that is at least a second old."""
        answer = self.ask(path)
        return answer.status == 200 and int(answer.headers["Age"]) >= 1

    @contextmanager
    def running(self, backend):
        """Serve what a column makes."""
        with tempfile.TemporaryDirectory(prefix="varnish-") as folder:
            place = Path(folder)
            shutil.copy(ROOT / "docs/varnish/column.vcl", place)
            site = (ROOT / "docs/varnish/site.vcl").read_text()
            assert '"8000"' in site
            site = site.replace('"8000"', f'"{backend}"').replace("the-value-of-CDN_TOKEN", TOKEN)
            (place / "site.vcl").write_text(site)
            command = [VARNISHD, "-F", "-j", "none", "-n", place / "run", "-s", "malloc,16m"]
            command += ["-a", f"127.0.0.1:{self.port}", "-f", place / "column.vcl", "-T", "none"]
            log = place / "log"
            with log.open("wb") as out:
                varnish = subprocess.Popen(command, stdout=out, stderr=out)
            try:
                wait_until(lambda: self.is_up(varnish, log))
                yield self
            finally:
                varnish.terminate()
                varnish.wait(timeout=PATIENCE)

    def is_up(self, process, log):
        """Whether it listens; it says why when it cannot."""
        assert process.poll() is None, log.read_text()
        try:
            self.ask("/livez")
        except OSError:
            return False
        return True


@pytest.fixture(scope="module")
def column(tmp_path_factory):
    """A column that purges a Varnish."""
    with places(tmp_path_factory.mktemp("columns")) as make:
        place = make("column")
        place.varnish_port = free_port()
        place.environment |= {
            "CDN": f"varnish:http://127.0.0.1:{place.varnish_port}",
            "CDN_TOKEN": TOKEN,
            "CDN_SECONDS": HOUR,
        }
        prepare_column(place.environment)
        place.environment |= WITHOUT_MODEL
        yield place


@pytest.fixture(scope="module")
def front(column):
    """The column, served with its worker, and Varnish in front of it."""
    host, port = column.url.partition("//")[2], column.url.rpartition(":")[2]
    varnish = Varnish(column.varnish_port, host)
    with column.served("--workers", "1") as varnish.server, varnish.running(port):
        yield varnish


def publish(column, number, headline):
    """The path of a published letter, and the letter's number."""
    slug, pk = column.ask(PUBLISH.format(number=number, headline=headline)).split()
    return f"/questions/{slug}/", pk


def test_a_withdrawn_letter_goes_from_every_page_by_a_purge(column, front):
    path, pk = publish(column, 1, "Gone from Varnish")
    pages = [path, "/", "/feed/", "/api/v1/letters", "/sitemap-letters.xml"]
    wait_until(lambda: front.ask(path).status == 200)
    for page in pages[:4]:
        wait_until(
            lambda page=page: front.has_kept(page) and "Gone from Varn" in front.ask(page).text
        )
    answer = front.ask(path)
    assert not {"Surrogate-Key", "Surrogate-Control", "Via", "Set-Cookie"} & set(answer.headers)
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=1, must-revalidate"

    column.ask(WITHDRAW.format(pk=pk))
    wait_until(lambda: front.ask(path).status == 410)
    for page in pages[1:4]:
        wait_until(lambda page=page: "Gone from Varnish" not in front.ask(page).text)
    # Both purges are over: from now on it is kept anew, and never shown again.
    wait_until(lambda: column.ask(DUE) == "0")
    wait_until(lambda: front.has_kept("/"))
    assert front.ask(path).status == 410
    assert "Gone from Varnish" not in front.ask("/").text


def test_what_is_not_public_is_asked_for_each_time(column, front):
    for path in ("/nothing/", "/ask/", "/admin/login/", "/search/?q=love", "/readyz"):
        for _ in range(2):
            answer = front.ask(path)
            assert answer.headers["Age"] == "0", path


def test_nothing_stale_is_shown_when_the_column_is_away(column, front):
    """The last test of the file: it stops the column."""
    path, _pk = publish(column, 2, "Kept while away")
    wait_until(lambda: front.has_kept(path))
    assert front.ask("/ask/").headers["Cache-Control"].endswith("private")
    front.server.terminate()
    front.server.wait(timeout=PATIENCE)
    assert front.ask(path).status == 200
    unknown = front.ask("/tags/")
    assert (unknown.status, unknown.headers["X-Frame-Options"]) == (503, "DENY")

    purge = {"Surrogate-Key": "column"}
    assert front.ask("/", "PURGE", **purge).status == 403
    assert front.ask("/", "PURGE", Authorization="Bearer wrong", **purge).status == 403
    assert front.ask(path).status == 200
    assert front.ask("/", "PURGE", Authorization=f"Bearer {TOKEN}", **purge).status == 200
    assert front.ask(path).status == 503
