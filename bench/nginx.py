"""nginx, twice: with the block of docs/nginx.conf, and with the same bytes as plain files."""

import contextlib
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bench.column import ROOT, WORKERS, Running, free_port, wait_for

MAIN = """
worker_processes {workers};
daemon off;
pid {home}/pid;
error_log {home}/errors;
{user}
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 10000000;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    server {{
        listen 127.0.0.1:{plain} reuseport;
        root {home}/plain;
        default_type text/html;
        charset utf-8;
        {headers}
    }}
    {block}
}}
"""


@contextlib.contextmanager
def beside(column: Running, files: dict[str, bytes], home: Path) -> Iterator[tuple[str, str]]:
    """Serve `files` as they are and the column as documented.

    Yields:
        Where the plain files are, and where the documented block listens.
    """
    plain, documented = free_port(), free_port()
    for path, body in files.items():
        place = home / "plain" / path.strip("/") / "index.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)
    block = documented_block(column, documented)
    user = "user root;" if Path.home() == Path("/root") else ""
    facts = {"home": home, "plain": plain, "block": block, "workers": WORKERS, "user": user}
    text = MAIN.format(**facts, headers=the_same_headers(block))
    (home / "nginx.conf").write_text(text, encoding="utf-8")
    server = subprocess.Popen(["nginx", "-c", home / "nginx.conf", "-e", home / "errors"])
    try:
        wait_for(f"http://127.0.0.1:{plain}/")
        yield f"http://127.0.0.1:{plain}", f"http://127.0.0.1:{documented}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def the_same_headers(block: str) -> str:
    """What the documented block adds to every page: half of an answer's bytes are policies."""
    added = re.findall(r"add_header .*;", block)
    return "\n        ".join(line.replace("$page_encoding", "br") for line in added)


def documented_block(column: Running, port: int) -> str:
    """docs/nginx.conf with this machine's names in it, without the certificate."""
    text = (ROOT / "docs" / "nginx.conf").read_text(encoding="utf-8")
    host = column.url.partition("//")[2]
    for old, new in {
        "listen 443 ssl;": f"listen 127.0.0.1:{port} reuseport;",
        "http2 on;": "",
        "/srv/column/var": str(column.data),
        "127.0.0.1:8000": host,
        "Host $host": f"Host {host}",
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    return re.sub(r"add_header Strict-Transport-Security .*", "", text)
