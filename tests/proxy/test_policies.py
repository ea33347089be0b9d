"""Every answer carries the policies once, whoever makes it; and the files start as they stand."""

import http.client
import os
import re
import shutil
import socket
import subprocess

import pytest

from bench.nginx import DOCUMENTED
from tests.test_web import EXPECTED

pytestmark = pytest.mark.pure
OTHERS = ("Content-Security-Policy", "Permissions-Policy")
TRANSPORT = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains; preload")
PAGES = {
    "/": 200,
    "/about/": 200,
    "/ask/": 200,
    "/search/?q=phone": 200,
    "/feed/": 200,
    "/questions/she-says-she-needs-space/": 200,
    "/static/site/none.css": 404,
    "/media/none.jpg": 404,
    "/nothing/": 404,
    "/?before=x": 404,
    "/tags": 301,
    "/admin/": 302,
    "/readyz": 503,  # no worker runs here
}


def assert_guarded_once(headers):
    """Each policy is there, and no second one that would be read together with it."""
    for name, value in [*EXPECTED.items(), TRANSPORT]:
        assert headers.get_all(name) == [value], name
    for name in OTHERS:
        assert len(headers.get_all(name, [])) == 1, name
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def raw_answer(port, request, wrap=None):
    """What comes back for bytes that are no good request."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(request)
        response = http.client.HTTPResponse(client)
        response.begin()
        return response


def test_what_the_column_answers_carries_them_once(column, in_front):
    front = in_front(column.nodes, column.host)
    for path, status in PAGES.items():
        for turn in ("from the column", "from the cache"):
            response = front.ask(path)
            assert response.status in {status, 200}, (path, turn)
            assert_guarded_once(response.headers)
    hashed = re.search(r'href="(/static/[^"]+)"', front.ask("/").text)[1]
    assert front.ask(hashed).status == 200
    assert_guarded_once(front.ask(hashed).headers)
    assert_guarded_once(front.ask("/ask/", "POST", b"text=x").headers)
    assert_guarded_once(front.ask("/", "DELETE").headers)


def test_what_nginx_answers_itself_carries_them_too(in_front):
    front = in_front(["127.0.0.1:9"])
    away = front.ask("/about/")
    assert (away.status, away.headers["Cache-Control"]) == (503, "no-store")
    assert "Leave this page" in away.text
    large = front.ask("/ask/", "POST", b"x" * 1_100_000)
    assert large.status == 413
    with front.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n")
        bad = http.client.HTTPResponse(client)
        bad.begin()
    with front.connect() as client:
        client.sendall(b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        long = http.client.HTTPResponse(client)
        long.begin()
    plain = raw_answer(front.port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert (bad.status, long.status, plain.status) == (400, 414, 400)
    for response in (away, large, bad, long, plain):
        assert_guarded_once(response.headers)
        assert "nginx/" not in response.headers["Server"]


ILL_FORMED = {
    b"\x00\x01\r\n\r\n": 400,
    b"f\xff / HTTP/1.1\r\nHost: a\r\n\r\n": 400,
    b"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n": 400,
    b"GET /../../etc HTTP/1.1\r\nHost: a\r\n\r\n": 400,
    b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n": 400,
    b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n": 400,
    b"GET / HTTP/1.1\r\n\r\n": 400,
    b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 40_000 + b"\r\n\r\n": 400,
    b"POST /ask/ HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n": 400,
    b"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n": 405,
    b"POST /ask/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x\r\n\r\n": 501,
    b"GET / HTTP/3.0\r\nHost: a\r\n\r\n": 505,
}


def test_what_is_no_request_is_the_clients_fault(in_front):
    front = in_front(["127.0.0.1:9"])
    for request, status in ILL_FORMED.items():
        with front.connect() as client:
            client.sendall(request)
            secure = http.client.HTTPResponse(client)
            secure.begin()
        for response in (secure, raw_answer(front.redirect_port, request)):
            assert response.status == status, request[:60]
            assert_guarded_once(response.headers)
    with front.connect() as client:  # found only when the column has been chosen already
        head = b"POST /ask/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        client.sendall(head + b"no size\r\n")
        broken = http.client.HTTPResponse(client)
        broken.begin()
    assert broken.status == 400
    assert_guarded_once(broken.headers)


def test_the_redirect_to_https_carries_them(in_front):
    front = in_front(["127.0.0.1:9"])
    request = b"GET /ask/?a=b HTTP/1.1\r\nHost: evil.example\r\n\r\n"
    response = raw_answer(front.redirect_port, request)
    assert (response.status, response.headers["Location"]) == (
        301,
        "https://column.example/ask/?a=b",
    )
    assert_guarded_once(response.headers)


def test_the_files_start_as_they_stand(certificate, tmp_path):
    shutil.copytree(DOCUMENTED.parent / "nginx", tmp_path / "column")
    for name in ("certificate.pem", "key.pem"):
        shutil.copy(certificate / name, tmp_path / "column")
    main = f"daemon off;\npid {tmp_path}/pid;\nevents {{ }}\nhttp {{ include {DOCUMENTED}; }}\n"
    (tmp_path / "nginx.conf").write_text("user root;\n" + main)
    # In namespaces of its own: ports 80 and 443 are free there, and what is written is not ours.
    script = (
        "mount -t tmpfs none /run && mount -t tmpfs none /var/log/nginx && "
        "mount -t tmpfs none /var/lib/nginx && ip link set lo up && "
        f"timeout 2 nginx -c {tmp_path}/nginx.conf -e stderr"
    )
    command = ["unshare", *(["-r"] if os.geteuid() else []), "-m", "-n", "sh", "-c"]
    if subprocess.run([*command, "true"], check=False).returncode:
        pytest.skip("This machine lets nobody make namespaces.")
    done = subprocess.run([*command, script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (124, "")  # it ran until it was told to stop
