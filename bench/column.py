"""The demo column as production runs it, and nginx beside it, for the length of a measurement."""

import contextlib
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
START_SECONDS = 120


@dataclass(frozen=True)
class Running:
    """A column that is being served.

    Attributes:
        url: where it is.
        data: its DATA_DIR.
        pid: granian's main process.
        first_page_seconds: from the start of the command to the first page.
        password: the columnist's.
    """

    url: str
    data: Path
    pid: int
    first_page_seconds: float
    password: str


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_environment(data: Path, port: int) -> dict[str, str]:
    """Settings of production, with secrets of its own."""
    return os.environ | {
        "DATA_DIR": str(data),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "RECEIPT_KEY": secrets.token_urlsafe(50),
        "LETTER_KEYS": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "DEBUG": "0",
    }


@contextlib.contextmanager
def serve_demo(data: Path, **more: str) -> Iterator[Running]:
    """Prepare the demo and serve it until the measurement is done.

    Args:
        data: its DATA_DIR.
        more: settings beside those of `make_environment`.
    """
    port = free_port()
    facts = make_environment(data, port) | more
    manage = [sys.executable, "manage.py"]
    done = subprocess.run(
        [*manage, "prepare"], cwd=ROOT, env=facts, check=True, capture_output=True, text=True
    )
    password = re.search(r"^ +password +(\S+)$", done.stdout, re.MULTILINE)
    began = time.monotonic()
    server = subprocess.Popen([*manage, "serve", "--port", str(port)], cwd=ROOT, env=facts)
    try:
        wait_for(f"{facts['SITE_URL']}/about/")
        first_page = time.monotonic() - began
        yield Running(
            facts["SITE_URL"], data, server.pid, first_page, password[1] if password else ""
        )
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def in_a_process_of_its_own(module: str) -> dict[str, Any]:
    """What a module of the bench prints as JSON, on a demo column that is gone afterwards.

    Django is set up once in a process, so that each measure needs one.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        facts = make_environment(Path(place), 8000)
        for command in (["manage.py", "prepare"], ["-m", module]):
            done = subprocess.run(
                [sys.executable, *command], cwd=ROOT, env=facts, check=True, capture_output=True
            )
        return dict(json.loads(done.stdout))


def wait_for(url: str) -> None:
    """Until an address answers."""
    for _ in range(START_SECONDS * 100):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:  # refused, or too slow on a busy machine
            time.sleep(0.01)
        else:
            return
    raise TimeoutError(url)


def fetch_page(url: str, **headers: str) -> bytes:
    """An address's bytes as they travel."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as got:
        return bytes(got.read())


def memory_mib(pid: int) -> float:
    """The proportional share of a process and its children, after Linux."""
    pids = [pid, *children_of(pid)]
    rollups = [Path(f"/proc/{one}/smaps_rollup").read_text(encoding="utf-8") for one in pids]
    lines = [line for text in rollups for line in text.splitlines() if line.startswith("Pss:")]
    return round(sum(int(line.split()[1]) for line in lines) / 1024, 1)


def children_of(pid: int) -> list[int]:
    """The processes that a process started."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
    return [int(word) for word in text.split()]
