"""make run, make dev: from a clone to a column that answers on this machine."""

import argparse
import os
import platform
import socket
import subprocess
from pathlib import Path
from typing import NoReturn

from tools import keys, packages
from tools.packages import PYTHON, ROOT
from tools.talk import Problem, print_now, run_main

HOST = "127.0.0.1"
VAR = ROOT / "var"
SECRETS_UNCHANGED = "• Secrets: kept as they are"
NEW_KEY = """\
  Mind: {database} is older than the new key of the letters. If there is an older local.env, put
  it back before anybody writes: the letters from before can be read with its LETTER_KEYS only."""
ADDRESSES = """
The column      {site}/
Write a letter  {site}/ask/
John's desk     {site}/admin/
Ctrl-C stops it; what was written is kept.
"""


def main() -> int:
    """Prepare whatever is missing, then become the server. Raises Problem."""
    parser = argparse.ArgumentParser(description="Run the column on this machine.")
    parser.add_argument("--dev", action="store_true", help="debug pages, reload on change")
    dev = parser.parse_args().dev
    port = free_port(os.environ.get("PORT") or "8000")
    print_now(f"• Python {platform.python_version()}, port {port} is free")
    packages.ensure_packages(packages.RUNTIME)
    ensure_keys()
    env = build_environment(port, dev)
    prepare_column(env)
    print_now(ADDRESSES.format(site=env["SITE_URL"].rstrip("/")))
    exec_server(port, dev, env)


def free_port(text: str) -> int:
    """Return the port that `text` names. Raises Problem unless it can be listened on."""
    port = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= port <= 65535:
        raise Problem(
            f"PORT={text} is not a port: take a number from 1 to 65535. {other_port_advice(8000)}"
        )
    with socket.socket() as probe:
        # As servers do: a port that was closed a moment ago counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise Problem(f"Port {port} is kept for root. {other_port_advice(8000)}") from None
        except OSError:
            wish = port + 1 if port < 65535 else 8000
            raise Problem(
                f"Port {port} is taken by another program. {other_port_advice(wish)}"
            ) from None
    return port


def other_port_advice(port: int) -> str:
    """Return the sentence that says how to choose `port`."""
    return f"Nothing was changed; choose another port: make run PORT={port}"


def ensure_keys() -> None:
    """Make sure that the column has its folder and every secret, and say what was done."""
    folder = Path(os.environ.get("DATA_DIR") or VAR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder == VAR:  # a folder that somebody chose keeps the mode that they chose
        folder.chmod(0o700)
    older = sorted(folder.glob("*.sqlite3"))
    added = keys.ensure_secrets(folder / "local.env")
    print_now(
        f"• Secrets: {', '.join(added)} made, in {display_path(folder)}/local.env"
        if added
        else SECRETS_UNCHANGED
    )
    if older and "LETTER_KEYS" in added:
        print_now(NEW_KEY.format(database=older[0].name))


def display_path(folder: Path) -> str:
    """Return the folder as it can be found from here: short inside the clone, whole elsewhere."""
    whole = folder.absolute()
    return str(whole.relative_to(ROOT) if whole.is_relative_to(ROOT) else whole)


def build_environment(port: int, dev: bool) -> dict[str, str]:
    """Return the environment for manage.py: this one, and where the site lives."""
    site = os.environ.get("SITE_URL") or f"http://{HOST}:{port}"
    return {**os.environ, "SITE_URL": site, **({"DEBUG": "1"} if dev else {})}


def prepare_column(env: dict[str, str]) -> None:
    """Let manage.py bring database, account and static files up to date. Raises Problem."""
    done = subprocess.run([PYTHON, "manage.py", "prepare"], cwd=ROOT, env=env)
    if done.returncode:
        raise Problem(
            "The column could not be prepared; the reason is above. What was there is kept,"
            "\nand no server was started. When it is mended, start the same command again."
        )


def exec_server(port: int, dev: bool, env: dict[str, str]) -> NoReturn:
    """Become the server, so that Ctrl-C and SIGTERM reach it and nothing stands in between."""
    arguments = ["runserver", f"{HOST}:{port}"] if dev else ["serve", "--port", str(port)]
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), "manage.py", *arguments], env)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    run_main(main)
