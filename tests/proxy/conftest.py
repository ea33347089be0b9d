"""Two nodes of one column, and nginx in front of them with docs/nginx.conf as it is."""

import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from bench import nginx
from bench.column import children_of
from tests.backups.conftest import places
from tests.browser.conftest import ROOT, free_port, wait_until_served
from tests.copies import WITHOUT_MODEL, prepare_column
from tests.waiting import PATIENCE

SITE = """
listen 127.0.0.1:{port} ssl http2;
server_name 127.0.0.1;
ssl_certificate column/certificate.pem;
ssl_certificate_key column/key.pem;
access_log {home}/access column;
"""


class Front:
    """nginx in front of some nodes.

    Attributes:
        home: where it writes whatever it writes.
        host: what the site is called.
        port: where it speaks TLS.
        redirect_port: where it sends people to https.
    """

    def __init__(self, home, host, certificate):
        self.home, self.host, self.certificate = home, host, certificate
        self.port, self.redirect_port = free_port(), free_port()

    @contextmanager
    def running(self, nodes):
        """Serve until the end of the block."""
        redirect = f"listen 127.0.0.1:{self.redirect_port}; server_name column.example;"
        shutil.copytree(self.certificate, self.home / "column")
        with nginx.run_nginx(self.home, nodes, SITE.format(**vars(self)), redirect) as self.pid:
            yield self

    def connect(self):
        """A connection of a client that trusts the certificate."""
        trust = ssl.create_default_context(cafile=self.certificate / "certificate.pem")
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        return trust.wrap_socket(raw, server_hostname="127.0.0.1")

    def ask(self, path, method="GET", body=None, **headers):
        """An answer, with its body read."""
        connection = http.client.HTTPConnection("127.0.0.1")
        connection.sock = self.connect()
        connection.request(method, path, body, {"Host": self.host} | headers)
        response = connection.getresponse()
        response.text = response.read().decode(errors="replace")
        connection.close()
        return response

    def written_bytes(self):
        """Every byte that nginx has written anywhere, in files that it removed at once too."""
        files = [path for path in self.home.rglob("*") if path.is_file()]
        for pid in [self.pid, *children_of(self.pid)]:
            files += [path for path in Path(f"/proc/{pid}/fd").iterdir() if path.is_file()]
        return b"".join(path.read_bytes() for path in files)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A folder with a certificate that nobody signed, and its key."""
    if not (shutil.which("nginx") and shutil.which("openssl")):
        pytest.skip("nginx or openssl was not found: install them from the system's packages.")
    folder = tmp_path_factory.mktemp("certificate")
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1,DNS:column.example"]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    files = ["-keyout", folder / "key.pem", "-out", folder / "certificate.pem"]
    command = ["openssl", "req", "-x509", *curve, "-nodes", "-days", "2", *names, *files]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="package")
def column(tmp_path_factory):
    """The demo column at an https address, served by two nodes on one database.

    All tests of this folder share it: what one takes away, it puts back.
    """
    with ExitStack() as stack:
        make = stack.enter_context(places(tmp_path_factory.mktemp("columns")))
        place = make("column")
        place.environment |= {
            "SITE_URL": place.url.replace("http:", "https:"),
            "TRUSTED_PROXY_HOPS": "1",
        }
        prepare_column(place.environment)
        place.environment |= WITHOUT_MODEL
        place.host = place.url.partition("//")[2]
        place.nodes = [f"127.0.0.1:{free_port()}" for _ in range(2)]
        place.running = {}
        stack.callback(stop_nodes, place)
        for address in place.nodes:
            start_node(place, address)
        yield place


def start_node(place, address):
    """Let one more machine serve the column at a host and port."""
    command = [sys.executable, "manage.py", "serve", "--port", address.rpartition(":")[2]]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(
        [*command, "--no-worker"], cwd=ROOT, env=place.environment, stdout=quiet, stderr=quiet
    )
    place.running[address] = server
    wait_until_served(f"http://{address}/livez", server)


def stop_node(place, address):
    """Stop one of them as an operator does."""
    server = place.running.pop(address)
    server.send_signal(signal.SIGTERM)
    server.wait(timeout=PATIENCE)


def stop_nodes(place):
    """Stop all of them."""
    for address in list(place.running):
        stop_node(place, address)


@pytest.fixture
def in_front(certificate):
    """Starts nginx in front of nodes, each time with a folder of its own."""
    with ExitStack() as stack:

        def start(nodes, host="127.0.0.1"):
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nginx-")))
            if os.geteuid() == 0:
                home.chmod(0o755)
            return stack.enter_context(Front(home, host, certificate).running(nodes))

        yield start
