"""Requests to others never reach a private address, and never take longer or more than they may."""

import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from advice import outgoing
from advice.outgoing import Bounds, OutgoingFailed, OutgoingRefused, Request, send_request

ANY_PORT = Bounds(ports=None, redirects=3)


class Handler(BaseHTTPRequestHandler):
    """Answers by the path, and notes what was asked."""

    def do_GET(self):
        self.server.asked.append((self.path, self.headers["Host"]))
        getattr(self, f"answer_{self.path.strip('/').partition('/')[0]}")()

    def answer_hello(self, body=b"hello"):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_near(self):
        self.redirect_to("/hello")

    def answer_round(self):
        self.redirect_to("/round")

    def answer_away(self):
        self.redirect_to(f"http://elsewhere.example:{self.server.server_port}/hello")

    def answer_broken(self):
        self.redirect_to("http://[")

    def redirect_to(self, place):
        self.send_response(302)
        self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer_short(self):
        self.send_response(200)
        self.send_header("Content-Length", "99")
        self.end_headers()
        self.wfile.write(b"half")

    def answer_drip(self):
        self.send_response(200)
        self.end_headers()
        while not self.server.is_over.wait(0.05):
            try:
                self.wfile.write(b".")
            except OSError:
                return

    def log_message(self, *words):
        pass


@contextmanager
def served(handler=Handler):
    """A server on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads, server.asked, server.is_over = True, [], threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.url = f"http://localhost:{server.server_port}"
    yield server
    server.is_over.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def server():
    with served() as found:
        yield found


@pytest.fixture
def open_machine(monkeypatch):
    """This machine counts as public, and every name is its own."""
    monkeypatch.setattr(outgoing, "is_public", lambda address: True)
    look_up = socket.getaddrinfo
    names = []

    def getaddrinfo(host, *args, **kwargs):
        names.append(host)
        return look_up("127.0.0.1", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return names


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.1"),
        *("100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1%eth0"),
        *("fd00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
    ],
)
def test_private_addresses_are_known_in_every_spelling(address):
    assert not outgoing.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111"])
def test_public_addresses_are_public(address):
    assert outgoing.is_public(address)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::ffff:127.0.0.1]", "2130706433"])
def test_a_private_host_is_never_asked(host, server):
    with pytest.raises(OutgoingRefused, match="private"):
        send_request(Request(f"http://{host}:{server.server_port}/hello"), ANY_PORT)
    assert server.asked == []


def test_one_private_address_among_others_is_enough(server, monkeypatch):
    found = [(2, 1, 6, "", (address, 80)) for address in ("8.8.8.8", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: found)
    with pytest.raises(OutgoingRefused, match="private"):
        send_request(Request("http://mixed.example/"), ANY_PORT)


def test_the_next_address_is_tried_where_the_first_leads_nowhere(server, monkeypatch):
    port, look_up = server.server_port, socket.getaddrinfo
    monkeypatch.setattr(outgoing, "is_public", lambda address: True)

    def getaddrinfo(host, *args, **kwargs):
        hosts = ("127.0.0.2", "127.0.0.1") if host == "old.example" else (host,)
        return [one for each in hosts for one in look_up(each, *args, **kwargs)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    answer = send_request(Request(f"http://old.example:{port}/hello"), ANY_PORT)
    assert (answer.status, len(server.asked)) == (200, 1)


def test_a_name_is_looked_up_once(server, open_machine):
    answer = send_request(
        Request(server.url.replace("localhost", "old.example") + "/hello"), ANY_PORT
    )
    assert (answer.status, answer.body) == (200, b"hello")
    assert server.asked == [("/hello", f"old.example:{server.server_port}")]
    assert open_machine.count("old.example") == 1


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "ftp://old.example/x", "//old.example/x", "old.example", ""),
        *("http://user@old.example/", "http://old.example:22/", "http://[::1/", "http:///x"),
    ],
)
def test_other_addresses_are_refused(url, open_machine):
    with pytest.raises(OutgoingRefused):
        send_request(Request(url), Bounds())
    assert open_machine == []


def test_redirects_stay_where_they_are_allowed(server, open_machine):
    own = Request(f"{server.url}/near", is_host_allowed=lambda host: host == "localhost")
    assert send_request(own, ANY_PORT).body == b"hello"
    away = Request(f"{server.url}/away", is_host_allowed=lambda host: host == "localhost")
    with pytest.raises(OutgoingRefused, match="host"):
        send_request(away, ANY_PORT)
    with pytest.raises(OutgoingRefused, match="too often"):
        send_request(Request(f"{server.url}/round"), ANY_PORT)


def test_a_redirect_to_no_address_is_refused(server, open_machine):
    with pytest.raises(OutgoingRefused, match="not an address"):
        send_request(Request(f"{server.url}/broken"), ANY_PORT)


def test_without_leave_a_redirect_is_only_an_answer(server, open_machine):
    assert send_request(Request(f"{server.url}/near"), Bounds(ports=None)).status == 302


def test_what_is_too_large_is_not_taken(server, open_machine):
    with pytest.raises(OutgoingRefused, match="larger"):
        send_request(Request(f"{server.url}/hello"), Bounds(ports=None, max_bytes=4))


def test_half_an_answer_is_none(server, open_machine):
    with pytest.raises(OutgoingFailed):
        send_request(Request(f"{server.url}/short"), ANY_PORT)


def test_who_drips_is_cut_off(server, open_machine):
    begun = time.monotonic()
    with pytest.raises(OutgoingFailed):
        send_request(Request(f"{server.url}/drip"), Bounds(seconds=0.5, ports=None))
    assert time.monotonic() - begun < 30


def test_who_is_not_there_is_said_not_to_be(open_machine):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        with pytest.raises(OutgoingFailed):
            send_request(Request(f"http://localhost:{port}/"), ANY_PORT)
