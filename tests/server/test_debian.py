"""The Debian package, in a Debian of its own: installed, served, upgraded, removed and purged."""

import os
import shutil
import signal
import subprocess
import urllib.request

import pytest

from tests.browser.conftest import ROOT, free_port, wait_until_served
from tests.server.debian import ENVIRONMENT, make_debian, only_where_asked
from tests.waiting import PATIENCE

pytestmark = only_where_asked("dpkg-deb", "unshare")
HOME, SETTINGS = "var/lib/advice-column", "etc/advice-column.env"


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """Two versions of the package."""
    folder = tmp_path_factory.mktemp("packages")
    for version in ("1.0", "1.1"):
        build = [ROOT / "packaging/debian/build", folder]
        environment = os.environ | {"VERSION": version}
        subprocess.run(build, env=environment, check=True, capture_output=True)
    return sorted(folder.glob("*.deb"))


@pytest.fixture(scope="module")
def debian(tmp_path_factory):
    folder = tmp_path_factory.mktemp("debian") / "root"
    yield make_debian(folder, "adduser")
    shutil.rmtree(folder)


def serve(debian):
    """Serve as an operator would, by hand; return a page and what was said."""
    port = free_port()
    command = debian.command("advice-column", "serve", "--port", str(port))
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "start_new_session": True}
    process = subprocess.Popen(command, env=ENVIRONMENT, **options)
    try:
        wait_until_served(f"http://127.0.0.1:{port}", process)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ask/") as page:
            body = page.read().decode()
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        said = process.communicate(timeout=PATIENCE)[0].decode()
    return body, said


def test_a_package_from_its_installation_to_its_end(packages, debian):
    debian.install(packages[0])
    assert debian.state_of(HOME) == "advice-column advice-column 700"
    assert debian.state_of(SETTINGS) == "root advice-column 640"
    enabled = debian.folder / "etc/systemd/system/multi-user.target.wants/advice-column.service"
    assert enabled.is_symlink()

    body, said = serve(debian)
    assert "<form" in body
    assert "KEEP A COPY OF THEM SOMEWHERE ELSE" in said
    assert debian.state_of(f"{HOME}/keys/letter_keys") == "advice-column advice-column 600"
    keys = debian.read(f"{HOME}/keys/letter_keys")
    debian.run("advice-column", "backup")

    changed = debian.read(SETTINGS).replace("127.0.0.1:8000", "127.0.0.1:8001")
    (debian.folder / SETTINGS).write_text(changed)
    debian.install(packages[1])
    assert debian.read(SETTINGS) == changed
    assert debian.state_of(SETTINGS) == "root advice-column 640"
    assert debian.read(f"{HOME}/keys/letter_keys") == keys
    assert "<form" in serve(debian)[0]

    debian.run("apt-get", "remove", "-qq", "-y", "advice-column")
    assert not (debian.folder / "usr/lib/advice-column").exists()
    assert debian.read(f"{HOME}/keys/letter_keys") == keys
    assert "still in /var/lib/advice-column" in purge(debian)
    assert debian.read(f"{HOME}/keys/letter_keys") == keys
    assert not (debian.folder / SETTINGS).exists()

    debian.install(packages[1])
    yes = "advice-column advice-column/delete-letters boolean true"
    debian.run("debconf-set-selections", input=yes)
    purge(debian)
    assert not (debian.folder / HOME).exists()


def purge(debian):
    return debian.run("apt-get", "purge", "-qq", "-y", "advice-column")
