"""Slow, huge and broken bodies, over real sockets: they are refused, and reading goes on."""

import io
import re
import select
import socket
import urllib.request

import pytest
from django.utils.datastructures import CaseInsensitiveMapping

from advice.server.bodies import MAX_BODY_BYTES, MAX_UPLOAD_BYTES, UPLOAD_PATH, BodyReader
from tests.test_web import assert_guarded
from tests.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.pure
SLOW = 24


def connect(environment, head, body=b"", seconds=PATIENCE):
    """A connection on which the head of a POST, and as much of its body, was sent."""
    connection = socket.create_connection(("127.0.0.1", int(environment["PORT"])), timeout=seconds)
    site = environment["SITE_URL"].removeprefix("http://")
    lines = ["POST /reply/ HTTP/1.1", f"Host: {site}", *head, "", ""]
    connection.sendall("\r\n".join(lines).encode() + body)
    return connection


def read_answer(connection):
    """The status, the headers and what was said, up to the end of the body."""
    said = b""
    with connection:
        while not is_whole(said):
            said += connection.recv(65536)
    head, _, body = said.decode().partition("\r\n\r\n")
    status, *lines = head.split("\r\n")
    names = (line.partition(": ") for line in lines)
    return int(status.split()[1]), CaseInsensitiveMapping({a: b for a, _, b in names}), body


def is_whole(said):
    """Whether all that the answer announces has come."""
    head, _, body = said.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    return length is not None and len(body) >= int(length[1])


def read_page(environment, path="/"):
    with urllib.request.urlopen(environment["SITE_URL"] + path, timeout=PATIENCE) as answer:
        assert answer.status == 200


def has_answer(connection):
    """Whether the server said something on a connection."""
    return bool(select.select([connection], [], [], 0)[0])


def test_slow_heads_and_bodies_stop_nobody_and_are_refused(environment, server):
    read_page(environment)
    head = socket.create_connection(("127.0.0.1", int(environment["PORT"])), timeout=PATIENCE)
    head.sendall(b"GET / HTTP/1.1\r\nHost: ")
    form = ["Content-Length: 1000", "Content-Type: application/x-www-form-urlencoded"]
    slow = [connect(environment, form, b"receipt=") for _ in range(SLOW)]
    for path in ("/", "/search/?q=love"):
        read_page(environment, path)
        assert not any(map(has_answer, slow))  # they are all still being waited for
    whole = connect(environment, ["Content-Length: 3", "Connection: close"], b"a=b")
    assert read_answer(whole)[0] == 403  # taken in, and refused by Django: it has no cookie
    assert slow[0].recv(12) == b"HTTP/1.1 408"
    assert head.recv(100) == b""  # cut off
    for each in (head, *slow):
        each.close()


def test_a_body_too_large_is_refused_before_it_is_read(environment, server):
    connection = connect(environment, [f"Content-Length: {MAX_BODY_BYTES + 1}"])
    status, headers, said = read_answer(connection)
    assert status == 413
    assert "too large" in said
    assert_guarded(headers)


def test_a_body_that_says_no_size_is_counted(environment, server):
    piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    connection = connect(environment, ["Transfer-Encoding: chunked"])
    for _ in range(MAX_BODY_BYTES // 0x100000):
        connection.sendall(piece)
    connection.sendall(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")
    assert read_answer(connection)[0] == 413


def test_half_a_body_is_not_taken_for_a_whole_one(environment, server):
    connection = connect(environment, ["Content-Length: 30"], b"receipt=0000")
    connection.shutdown(socket.SHUT_WR)
    assert read_answer(connection)[0] == 400


class SilentStream:
    """A client that sends nothing until it is told to go."""

    def __init__(self, event):
        self.event = event

    def read(self, _size):
        self.event.wait()
        return b""


def test_one_body_too_many_is_refused_at_once():
    from threading import Event, Thread

    gone, statuses = Event(), []
    reader = BodyReader(None, [], at_once=2, piece_seconds=0.2)

    def send():
        environ = {"CONTENT_LENGTH": "9", "wsgi.input": SilentStream(gone)}
        reader(environ, lambda status, _headers: statuses.append(int(status[:3])))

    senders = [Thread(target=send) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(statuses) == [408, 408, 503]
    assert reader.is_exhausted
    gone.set()
    wait_until(lambda: not reader.is_exhausted)


@pytest.mark.parametrize("length", ["0", ""])
def test_a_request_without_a_body_passes_through(length):
    reader = BodyReader(lambda environ, _start: [environ["wsgi.input"]], [])
    environ = {"CONTENT_LENGTH": length, "wsgi.input": b"untouched"}
    assert reader(environ, None) == [b"untouched"]


def test_a_whole_column_may_be_larger_and_only_where_it_comes_in():
    def hold(environ, start_response):
        start_response("200 OK", [])
        with environ["wsgi.input"] as content:
            return [str(len(content.read())).encode()]

    def ask(path, length, announced=None):
        said = []
        environ = {"PATH_INFO": path, "CONTENT_LENGTH": str(announced or length)}
        environ["wsgi.input"] = io.BytesIO(b"x" * length)
        body = BodyReader(hold, [])(environ, lambda status, headers: said.append(status[:3]))
        return said[0], b"".join(body)

    length = MAX_BODY_BYTES + 1
    assert ask(UPLOAD_PATH, length) == ("200", str(length).encode())
    assert ask("/reply/", length)[0] == "413"
    assert ask(UPLOAD_PATH, 10, MAX_UPLOAD_BYTES + 1)[0] == "413"
