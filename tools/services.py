"""What the tests need from the system: PostgreSQL, and a Chromium to open the pages with."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools import postgres
from tools.talk import print_now


@dataclass(frozen=True)
class Service:
    """A program, how to find it, and the system's packages that may bring it (first one wins)."""

    name: str
    found: Callable[[], bool]
    packages: tuple[str, ...]


def find_chromium() -> str:
    """Return the path of a Chromium that starts, "" when there is none."""
    named = os.environ.get("CHROMIUM")
    for name in (named,) if named else ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        # Ubuntu's package is a note that points to snap: it is there, and it does not start.
        if path and run_quietly(path, "--version").returncode == 0:
            return path
    return ""


SERVICES = (
    Service("PostgreSQL", lambda: postgres.find_binaries() is not None, ("postgresql",)),
    Service("Chromium", lambda: bool(find_chromium()), ("chromium", "chromium-browser")),
)


def ensure_services() -> list[str]:
    """Install what is missing where that is possible; return the names of what still is."""
    absent = [service for service in SERVICES if not service.found()]
    prefix = root_prefix()
    if absent and prefix is not None and has_apt():
        print_now("• System packages: looking what there is")
        print(run_apt(prefix, "update", "-qq").stderr, end="", file=sys.stderr, flush=True)
        for service in absent:
            install_service(prefix, service)
    return [service.name for service in absent if not service.found()]


def has_apt() -> bool:
    """Say whether this is Debian, Ubuntu or one of their kin."""
    release = Path("/etc/os-release")
    return release.exists() and is_debian(release.read_text())


def is_debian(release: str) -> bool:
    """Say whether `release`, the text of /etc/os-release, is of Debian or Ubuntu or their kin."""
    fields = dict(line.split("=", 1) for line in release.splitlines() if "=" in line)
    kin = f"{fields.get('ID', '')} {fields.get('ID_LIKE', '')}".replace('"', "").split()
    return bool({"debian", "ubuntu"} & set(kin))


def root_prefix() -> list[str] | None:
    """Return how to run a command as root without asking anybody, None when that is not to be."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and run_quietly("sudo", "-n", "true").returncode == 0:
        return ["sudo", "-n"]
    return None


def install_service(prefix: list[str], service: Service) -> None:
    """Install the first package that brings the service; print what apt says of one that fails."""
    for package in service.packages:
        print_now(f"• System packages: installing {package}")
        done = run_apt(prefix, "install", "-y", "-qq", "--no-install-recommends", package)
        if service.found():
            return
        print(f"{done.stdout}{done.stderr}".strip(), file=sys.stderr, flush=True)


def run_apt(prefix: list[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run apt-get as root, with no questions asked."""
    return run_quietly(*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *arguments)


def run_quietly(*command: str) -> subprocess.CompletedProcess[str]:
    """Run `command` to its end, keeping what it prints."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
