"""make run, make dev: from a clone to a column that answers on this machine."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from tools.keys import ensure_secrets
from tools.packages import PYTHON, ROOT, RUNTIME, ensure_packages, exit_with

HOST = "127.0.0.1"
NEW_KEY = """  Mind: {database} is older than the new key of the letters. If you have an older
  local.env, put it back before anybody writes: only its LETTER_KEYS can open older letters."""
NOT_PREPARED = """The column could not be prepared; the reason is above. What was there is kept,
and no server was started. When it is put right, start the same command again."""
ADDRESSES = """
The column      {site}/
Write a letter  {site}/ask/
The desk        {site}/admin/
Ctrl-C stops it; what was written is kept.
"""


def main() -> None:
    """Prepare whatever is missing, then become the server."""
    port = check_port(os.environ.get("PORT") or "8000")
    ensure_packages(RUNTIME)
    make_secrets(Path(os.environ.get("DATA_DIR") or ROOT / "var"))
    env = build_environment(port, is_dev="--dev" in sys.argv)
    if subprocess.run([PYTHON, "manage.py", "prepare"], cwd=ROOT, env=env).returncode:
        exit_with(NOT_PREPARED)
    print(ADDRESSES.format(site=env["SITE_URL"]), flush=True)
    exec_server(port, env)


def check_port(text: str) -> int:
    """The port that `text` names; the program ends unless it can be listened on."""
    port = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= port <= 65535:
        exit_with(f"PORT={text} is not a port: take a number from 1 to 65535, such as 8000.")
    with socket.socket() as probe:
        # As servers do: a port that was closed a moment ago counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            other = port + 1 if 1024 <= port < 65535 else 8000
            exit_with(f"Port {port} can't be used: {error.strerror}. Try: make run PORT={other}")
    return port


def make_secrets(folder: Path) -> None:
    """Make sure that the column has its folder and every secret, and say what was made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    older = sorted(folder.glob("*.sqlite3"))
    added = ensure_secrets(folder / "local.env")
    if added:
        print(f"• Secrets: {', '.join(added)} made, in {folder}/local.env", flush=True)
    if older and "LETTER_KEYS" in added:
        print(NEW_KEY.format(database=older[0].name), flush=True)


def build_environment(port: int, *, is_dev: bool) -> dict[str, str]:
    """The environment for manage.py: this one, and where the site lives."""
    site = os.environ.get("SITE_URL") or f"http://{HOST}:{port}"
    return {**os.environ, "SITE_URL": site, **({"DEBUG": "1"} if is_dev else {})}


def exec_server(port: int, env: dict[str, str]) -> NoReturn:
    """Become the server, so that Ctrl-C and SIGTERM reach it and nothing stands in between."""
    server = ["runserver", f"{HOST}:{port}"] if "DEBUG" in env else ["serve", "--port", str(port)]
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), "manage.py", *server], env)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main()
