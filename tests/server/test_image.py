"""The image: built for real and started for real, where no container engine runs.

For arm64 too, where the kernel hands arm64's programs to an emulator (CONTRIBUTING.md).
"""

import json
import os
import re
import shutil
import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT, free_port, wait_until_served
from tests.server.debian import make_debian, only_where_asked
from tests.waiting import PATIENCE

pytestmark = only_where_asked("buildah")
MOST_BYTES = {"amd64": 330_000_000, "arm64": 400_000_000}  # with a newer C library beside
EMULATED_SECONDS = 600  # an emulator takes ten times as long
USER = 10001
NOT_IN_A_SLIM_BASE = (
    "usr/share/doc",
    "usr/share/locale",
    "usr/share/man",
    "var/cache/apt",
    "var/lib/apt/lists",
)


EMULATOR = Path("/proc/sys/fs/binfmt_misc/qemu-aarch64")
ARCHITECTURES = [
    "amd64",
    pytest.param("arm64", marks=pytest.mark.skipif(not EMULATOR.exists(), reason="no emulator")),
]


class Builder:
    """buildah, with everything it keeps in a folder; chroot is all that it asks of the kernel."""

    def __init__(self, folder, architecture):
        self.architecture = architecture
        places = ["--root", folder / "images", "--runroot", folder / "run"]
        self.command = ["buildah", *map(str, places), "--storage-driver", "vfs"]

    def run(self, *words):
        done = subprocess.run([*self.command, *words], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def build(self, context, name):
        shared = [f"--volume={path}:{path}:ro" for path in list_pip_places() if Path(path).is_dir()]
        options = ["--isolation=chroot", "--network=host", "--build-arg=BASE=localhost/base"]
        options += ["--format=docker", f"--arch={self.architecture}"]
        options += [*shared, f"--tag=localhost/{name}", f"--file={context}/Containerfile"]
        self.run("build", *options, str(context))


def list_pip_places():
    """The folders and files from which this machine's pip takes packages, if it has its own."""
    told = subprocess.run(["pip", "config", "list"], capture_output=True, text=True).stdout
    return sorted({path for path in re.findall(r"/[\w./-]+", told) if Path(path).exists()})


@pytest.fixture(scope="module", params=ARCHITECTURES)
def builder(tmp_path_factory, request):
    folder = tmp_path_factory.mktemp("image")
    options = [f"--arch={request.param}"]
    base = make_debian(folder / "base", "python3-venv", "ca-certificates", options=options).folder
    for path in ("/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt"):
        if Path(path).exists():
            shutil.copy(path, base / path[1:])
    for path in NOT_IN_A_SLIM_BASE:
        shutil.rmtree(base / path)
    # The mirror that is near may be an older copy of a Debian that still changes.
    (base / "etc/apt/apt.conf.d/90old-mirror").write_text('Acquire::Check-Valid-Until "false";\n')
    builder = Builder(folder, request.param)
    container = builder.run("from", f"--arch={request.param}", "scratch")
    builder.run("add", "--quiet", container, str(base), "/")
    builder.run("commit", "--quiet", container, "localhost/base")
    builder.build(ROOT, "advice-column")
    yield builder
    shutil.rmtree(folder)


@pytest.fixture
def container(builder):
    container = builder.run("from", "localhost/advice-column")
    yield container
    builder.run("rm", container)


def test_the_image_is_small(builder):
    found = json.loads(builder.run("images", "--json", "localhost/advice-column"))
    size = float(re.match(r"[\d.]+", found[0]["size"])[0]) * 1_000_000
    assert size <= MOST_BYTES[builder.architecture]


def test_a_column_from_the_image_alone(builder, container, tmp_path):
    data, port = tmp_path / "data", free_port()
    data.mkdir(mode=0o700)
    os.chown(data, USER, USER)
    # buildah keeps a volume of the image's own at /data, whatever is mounted there.
    options = ["--isolation=chroot", "--network=host", f"--volume={data}:/kept"]
    options += ["--env=DATA_DIR=/kept"]
    words = ["/opt/column/bin/python", "-m", "advice", "serve", "--port", str(port)]
    inside = [*builder.command, "run", *options, container, "--"]
    process = subprocess.Popen(
        [*inside, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        wait_until_served(f"http://127.0.0.1:{port}", process, EMULATED_SECONDS)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/search/?q=he+left+me") as page:
            assert "<main" in page.read().decode()
        asked = [word.replace("8000", str(port)) for word in read_health_check(builder)]
        subprocess.run([*inside, *asked], check=True)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        said = process.communicate(timeout=PATIENCE)[0].decode()
    assert "KEEP A COPY OF THEM SOMEWHERE ELSE" in said
    assert "Without sentence vectors" not in said
    assert "questions.W" not in said  # SQLite is sound, too
    kept = [path.stat() for path in (data / "keys").iterdir()]
    assert {(one.st_uid, one.st_mode & 0o777) for one in kept} == {(USER, 0o600)}
    assert list_written(builder, container) == []


def test_postgresqls_own_programs_are_there_for_backups(builder, container):
    for name in ("pg_dump", "pg_restore", "psql"):
        words = ["sh", "-c", f"/usr/lib/postgresql/*/bin/{name} --version"]
        assert builder.run("run", "--isolation=chroot", container, "--", *words).startswith(name)


def test_where_there_is_no_pysqlite3_as_on_arm64_another_sound_sqlite_is_found(builder, tmp_path):
    if builder.architecture == "arm64":
        pytest.skip("There it is so anyway.")
    for folder in ("advice", "questions", "static", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in ("Containerfile", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    write_lock_without_pysqlite3(tmp_path)
    builder.build(tmp_path, "without-pysqlite3")  # which checks its own SQLite


def test_every_other_locked_package_has_a_wheel_for_arm64(tmp_path):
    lock = write_lock_without_pysqlite3(tmp_path)
    platforms = [f"--platform=manylinux_2_{minor}_aarch64" for minor in range(17, 37)]
    words = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--dest", tmp_path / "wheels"]
    command = ["pip", "download", "--quiet", *words, *platforms, "--requirement", lock]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def write_lock_without_pysqlite3(folder):
    locked = (ROOT / "requirements.txt").read_text()
    locked, times = re.subn(r"(?ms)^pysqlite3==.*?(?=^\w)", "", locked)
    assert times == 1
    (folder / "requirements.txt").write_text(locked)
    return folder / "requirements.txt"


def read_health_check(builder):
    """The words of the command by which an engine asks for health."""
    inspected = builder.run("inspect", "--type=image", "localhost/advice-column")
    return json.loads(inspected)["Docker"]["config"]["Healthcheck"]["Test"][1:]


def list_written(builder, container):
    """What the column's user wrote into the image; where it really runs, that is read-only."""
    root = Path(builder.run("mount", container))
    files = (path for path in root.rglob("*") if not path.is_symlink())
    written = (str(path.relative_to(root)) for path in files if path.lstat().st_uid == USER)
    return [path for path in written if not path.startswith(("data", "tmp/"))]
