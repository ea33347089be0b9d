"""A small Debian in a folder, for what is installed or built into one.

Making it takes a minute, and what is tried in it some more: `PACKAGES=1` asks for it.
"""

import os
import shutil
import subprocess

import pytest

# What is mounted goes with the process, however it ends.
INSIDE = 'mount -t proc proc "$0/proc"; mount --rbind /dev "$0/dev"; exec chroot "$0" "$@"'
ENVIRONMENT = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "DEBIAN_FRONTEND": "noninteractive",
    "LC_ALL": "C.UTF-8",
}


def only_where_asked(*programs):
    """The marks of a test that needs a Debian, root, and these programs."""
    missing = [name for name in ("debootstrap", *programs) if not shutil.which(name)]
    return [
        pytest.mark.slow,
        pytest.mark.skipif("PACKAGES" not in os.environ, reason="PACKAGES=1 asks for it"),
        pytest.mark.skipif(bool(missing), reason=f"{' and '.join(missing)} must be installed"),
        pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a Debian"),
    ]


def make_debian(folder, *packages, options=()):
    """Fetch a Debian with Python and some packages into a folder."""
    options = ["--variant=minbase", f"--include={','.join(('python3', *packages))}", *options]
    subprocess.run(["debootstrap", *options, "bookworm", folder], check=True, capture_output=True)
    return Debian(folder)


class Debian:
    """What is done in it."""

    def __init__(self, folder):
        self.folder = folder

    def command(self, *words):
        return ["unshare", "--mount", "sh", "-c", INSIDE, str(self.folder), *words]

    def run(self, *words, **options):
        """Run a command to its end; return what it said, and fail when it failed."""
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        done = subprocess.run(self.command(*words), env=ENVIRONMENT, **output, **options)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def install(self, package):
        shutil.copy(package, self.folder / "root")
        options = ["-o", "Dpkg::Options::=--force-confold", "--no-install-recommends"]
        return self.run("apt-get", "install", "-qq", "-y", *options, f"/root/{package.name}")

    def read(self, path):
        return (self.folder / path).read_text()

    def state_of(self, path):
        """Owner, group and mode, as it names them."""
        return self.run("stat", "--format", "%U %G %a", f"/{path}").strip()
