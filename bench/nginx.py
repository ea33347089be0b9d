"""nginx with docs/nginx.conf as it is, and beside it the same bytes as plain files."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bench.column import ROOT, WORKERS, Running, free_port

DOCUMENTED = ROOT / "docs" / "nginx.conf"
MAIN = """
worker_processes {workers};
daemon off;
pid {home}/pid;
error_log {home}/errors;
{user}
events {{ worker_connections 1024; }}
http {{
    sendfile on;
    tcp_nopush on;
    keepalive_requests 10000000;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    {beside}
    include {documented};
}}
"""
PLAIN = """
server {{
    listen 127.0.0.1:{port} reuseport;
    access_log off;
    root {home}/plain;
    default_type text/html;
    charset utf-8;
    {headers}
}}
"""
CACHE = "proxy_cache_path {home}/cache keys_zone=column:2m inactive=2s use_temp_path=off;"
HEADERS_OF_A_FILE = {"content-length", "content-type", "date", "server", "etag", "connection"}


@contextlib.contextmanager
def serve_with_nginx(
    column: Running, files: dict[str, bytes], headers: dict[str, str], home: Path
) -> Iterator[tuple[str, str]]:
    """Serve `files` as they are, and the column as documented.

    Args:
        column: what nginx passes requests on to.
        files: the bytes of each path, compressed.
        headers: those of a page, half of whose bytes are policies; the files are sent with them.
        home: an empty folder.

    Yields:
        Where the plain files are, and where the documented site listens.
    """
    plain, documented = free_port(), free_port()
    for path, body in files.items():
        place = home / "plain" / path.strip("/") / "index.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)
    added = "\n    ".join(
        f'add_header {name} "{value}";'
        for name, value in headers.items()
        if name.lower() not in HEADERS_OF_A_FILE
    )
    static = PLAIN.format(port=plain, home=home, headers=added)
    site = f"listen 127.0.0.1:{documented} reuseport; access_log off;"
    with run_nginx(home, [column.url.partition("//")[2]], site, beside=static):
        yield f"http://127.0.0.1:{plain}", f"http://127.0.0.1:{documented}"


@contextlib.contextmanager
def run_nginx(
    home: Path, nodes: list[str], site: str, redirect: str = "", beside: str = ""
) -> Iterator[int]:
    """Run nginx with docs/nginx.conf and a folder `column` of our own.

    Args:
        home: an empty folder for the configuration and all that nginx writes.
        nodes: host and port of each node.
        site: what `column/site.conf` says.
        redirect: what `column/redirect.conf` says.
        beside: more servers in the same nginx.

    Yields:
        The process's number.
    """
    write_configuration(home, nodes, site, redirect, beside)
    with run_configured(home) as pid:
        yield pid


@contextlib.contextmanager
def run_configured(home: Path) -> Iterator[int]:
    """Run nginx with the `nginx.conf` of a folder. Yields the process's number."""
    command = ["nginx", "-c", home / "nginx.conf", "-e", home / "errors"]
    with (home / "errors").open("ab") as errors:
        server = subprocess.Popen(command, stderr=errors)
    try:
        wait_until_it_listens(server, home)
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def write_configuration(
    home: Path, nodes: list[str], site: str, redirect: str = "", beside: str = ""
) -> None:
    """Write the main file and the four that docs/nginx.conf includes; for the words see above."""
    redirect = redirect or f"listen 127.0.0.1:{free_port()};"
    texts = {
        "cache": CACHE.format(home=home),
        "nodes": "\n".join(f"server {node} max_fails=0;" for node in nodes),
        "redirect": redirect,
        "site": site,
    }
    (home / "column").mkdir(exist_ok=True)
    for name, text in texts.items():
        (home / "column" / f"{name}.conf").write_text(text + "\n", encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""  # who made the folder that nginx reads
    facts = {"home": home, "workers": WORKERS, "user": user, "beside": beside}
    main = MAIN.format(**facts, documented=DOCUMENTED)
    (home / "nginx.conf").write_text(main, encoding="utf-8")


def wait_until_it_listens(server: subprocess.Popen[bytes], home: Path) -> None:
    """Until nginx has written its number, which it does when its sockets are open."""
    for _ in range(1000):
        if server.poll() is not None:
            raise RuntimeError((home / "errors").read_text(encoding="utf-8"))
        if (home / "pid").exists():
            return
        time.sleep(0.01)
    raise TimeoutError("nginx")
