"""What nginx writes and passes on: no letter, no address, nothing that a client made up."""

import contextlib
import re
import socket
import threading
import time

import pytest

pytestmark = pytest.mark.pure
CANARY = b"canary%F0%9F%90%A6"
LETTER = b"text=" + CANARY * 13_000  # 234 kB: the longest letter there can be, as a form sends it


@contextlib.contextmanager
def recorder(answer=b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"):
    """A node that notes what it was sent. Yields its address and the notes."""
    requests = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def reply(client):
            with client, contextlib.suppress(OSError):
                requests.append(client.recv(65536))
                client.sendall(answer)

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    client, _ = server.accept()
                    threading.Thread(target=reply, args=(client,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}", requests
        server.shutdown(socket.SHUT_RDWR)


def head(front, path, *lines):
    """The first part of a form, as bytes."""
    first = [f"POST {path} HTTP/1.1", f"Host: {front.host}", *lines]
    return "\r\n".join([*first, "Content-Type: application/x-www-form-urlencoded", "", ""]).encode()


@pytest.mark.parametrize("path", ["/ask/", "/admin/questions/question/1/autosave/", "/anything"])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_no_letter_is_written_to_a_file_on_its_way(in_front, path, is_chunked):
    front = in_front(["127.0.0.1:9"])
    sent = f"{len(LETTER):x}\r\n".encode() + LETTER if is_chunked else LETTER
    length = "Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {len(LETTER)}"
    with front.connect() as client:
        client.sendall(head(front, path, length) + sent[:-1])
        time.sleep(0.5)  # all but the last byte has arrived: a file would be there now
        assert CANARY not in front.written_bytes()
        client.sendall(sent[-1:] + b"\r\n0\r\n\r\n" * is_chunked)
        assert b" 503 " in client.recv(100)
    assert CANARY not in front.written_bytes()


def test_no_page_with_a_letter_is_written_to_a_file_on_its_way(in_front):
    page = CANARY * 600_000  # more than the system takes for a client that does not read
    answer = b"HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Length: %d\r\n\r\n" % len(page)
    with recorder(answer + page) as (node, requests):
        front = in_front([node])
        for path in (b"/reply/", b"/elsewhere/"):
            with front.connect() as client:
                client.sendall(b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % path)
                time.sleep(1)
                assert CANARY not in front.written_bytes()
        assert len(requests) == 2


def test_only_what_nginx_knows_itself_is_passed_on(in_front):
    forged = {
        "X-Forwarded-For": "203.0.113.7",
        "X_Forwarded_For": "203.0.113.7",
        "X-Forwarded-Proto": "http",
        "X_Forwarded_Proto": "http",
        "Forwarded": "for=203.0.113.7",
        "X-Request-Id": "203.0.113.7",
    }
    with recorder() as (node, requests):
        assert in_front([node]).ask("/ask/", **forged).text == "ok"
    found = requests[0].decode().lower()
    assert re.findall(r"x-forwarded-for: (\S+)", found) == ["127.0.0.1"]
    assert re.findall(r"x-forwarded-proto: (\S+)", found) == ["https"]
    assert len(re.findall(r"x-request-id: ([0-9a-f]{32})", found)) == 1
    assert "203.0.113.7" not in found
    assert "x_forwarded" not in found


def test_logs_have_no_address_no_path_and_no_hour(in_front):
    front = in_front(["127.0.0.1:9"])
    front.ask("/subscribe/leave/a-secret/")
    front.ask("/ask/", "POST", b"x" * 2_000_000)
    for garbage in (b"GET / HTTP/9\r\n\r\n", b"\x16\x03\x01\x00\x05hello", b"\0" * 9_000):
        with socket.create_connection(("127.0.0.1", front.port)) as client:
            client.sendall(garbage)
            client.recv(1000)
    lines = (front.home / "access").read_text().splitlines()
    assert len(lines) >= 2
    for line in lines:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d{3} \S+ [\d.]+", line)
    said = (front.home / "errors").read_text()
    assert "client:" not in said
    assert "a-secret" not in said
