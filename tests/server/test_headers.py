"""Odd headers, over real sockets: what the server takes and what it refuses."""

import socket

import pytest

from tests.server.test_bodies import is_whole
from tests.waiting import PATIENCE

pytestmark = pytest.mark.pure


def ask(environment, *lines, verb="GET", path="/", body=b""):
    """The status and the rest of what the server answers to a head as it is."""
    address = ("127.0.0.1", int(environment["PORT"]))
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        head = [f"{verb} {path} HTTP/1.1".encode(), *lines, b"", b""]
        connection.sendall(b"\r\n".join(head) + body)
        said = b""
        while not is_whole(said) and (piece := connection.recv(65536)):
            said += piece
    return int(said.split(b" ", 2)[1]), said


def host(environment):
    return b"Host: " + environment["SITE_URL"].removeprefix("http://").encode()


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([b"X-A: 1"], 200),
        ([b"X-A: 1", b" folded: 2"], 400),
        ([b"X-A: 1\0002"], 400),
        ([b"X-A\0: 1"], 400),
        ([b"X-A : 1"], 400),
        ([b"X A: 1"], 400),
        ([b": 1"], 400),
        ([b"X-A: \x01"], 400),
        ([b"X-A: " + b"a" * 1_000_000], 431),
        ([b"X-%d: 1" % number for number in range(200)], 431),
        ([b"Content-Length: 1", b"Content-Length: 2"], 400),
        ([b"Content-Length: -1"], 400),
        ([b"Content-Length: 1_0"], 400),
        ([b"X-A: \xff\xfe"], 200),
        ([b"Cookie: sessionid=\xff\xfe; csrftoken=\xc3\x28"], 200),
        ([b"Accept-Encoding: \xff;q=\xfe"], 200),
    ],
)
def test_a_head_is_taken_or_refused(environment, server, lines, status):
    assert ask(environment, host(environment), *lines)[0] == status


@pytest.mark.parametrize("second", [b"Host: evil.example", b"HOST: other", b"Host:"])
def test_a_second_host_is_refused(environment, server, second):
    status, said = ask(environment, host(environment), second)
    assert status == 400
    assert b"evil" not in said


def test_no_host_is_refused(environment, server):
    assert ask(environment)[0] == 400


def test_a_length_by_another_name_is_none(environment, server):
    """Otherwise somebody between us and the client would see another end of the request."""
    lines = [host(environment), b"Content_Length: 5", b"Connection: close"]
    status, said = ask(environment, *lines, verb="POST", path="/reply/", body=b"GET /")
    assert status == 403
    assert said.count(b"HTTP/1.1") == 1
