"""Pictures in a bucket that several nodes share, on a real S3 server that the tests start."""

import io
import os
import re
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from PIL import Image

from advice.storage import get_picture_storage
from questions import actions
from questions.answering.answers.pictures import store_imported, store_picture
from tests.browser.conftest import ROOT
from tests.buckets import SECRET, make_bucket, s3_server
from tests.factories import published_question

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server():
    with s3_server() as place:
        yield place


@pytest.fixture
def bucket_url(server, request):
    return make_bucket(server, request.node.name)


@pytest.fixture
def bucket(bucket_url, settings, monkeypatch):
    """The column keeps its pictures in a bucket."""
    with use_storage(bucket_url, settings, monkeypatch):
        yield bucket_url


def use_storage(url, settings, monkeypatch):
    monkeypatch.setenv("STORAGE_URL", url)
    found = get_picture_storage("STORAGE_URL")
    return override_settings(STORAGES=settings.STORAGES | {"default": found})


def make_picture():
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(drawn, "PNG")
    return SimpleUploadedFile("boat.png", drawn.getvalue(), content_type="image/png")


def read_picture(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.django_db
def test_a_picture_stored_by_one_node_is_shown_by_all(bucket, client):
    address = store_picture(make_picture())
    assert default_storage.exists(address.removeprefix("/media/"))
    assert client.get(address).status_code == 404
    question = published_question(answer=f"![A boat]({address})")
    assert Image.open(io.BytesIO(read_picture(client, address))).size == (40, 30)
    actions.questions.unpublish(question)
    assert client.get(address).status_code == 404
    unknown = reverse("picture", args=["0" * 32 + ".png"])
    assert client.get(unknown).status_code == 404


def test_an_imported_picture_that_is_there_is_stored_again(bucket, tmp_path):
    """So it counts as new, and no round deletes it before the text around it is saved."""
    file = tmp_path / "boat.png"
    file.write_bytes(make_picture().read())
    name = store_imported(file).removeprefix("/media/")
    default_storage._save(name, ContentFile(b"earlier"))
    assert store_imported(file) == f"/media/{name}"
    with default_storage.open(name) as stored:
        assert stored.read(4) == b"\x89PNG"


@pytest.mark.django_db
def test_a_bucket_that_is_away_is_like_a_disk_that_is_full(
    bucket, settings, monkeypatch, john, caplog
):
    address = store_picture(make_picture())
    gone = re.sub(r":\d+/", ":9/", bucket)
    with use_storage(gone, settings, monkeypatch):
        refused = john.post(reverse("markdown-picture"), {"image": make_picture()})
        shown = john.get(address)
    assert refused.status_code == 400
    assert "Nothing was kept" in refused.json()["image"][0]
    assert (shown.status_code, shown["Cache-Control"]) == (503, "no-store")
    assert SECRET not in caplog.text


@pytest.mark.pure
def test_the_settings_read_it_at_the_start(bucket_url):
    """As a node does: a process of its own, with nothing but its environment."""
    program = "import django; django.setup();" + (
        "from django.core.files.storage import default_storage as s; print(s.exists('x.png'))"
    )
    environment = os.environ | {
        "STORAGE_URL": bucket_url,
        "DJANGO_SETTINGS_MODULE": "advice.settings",
    }
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr


@pytest.mark.pure
@pytest.mark.parametrize(
    "url",
    [
        "s3://host/bucket",
        "s3://key:secret@host",
        "s3://key:secret@host/a/b",
        "file://host/folder",
        "folder",
    ],
)
def test_nonsense_is_refused_at_the_start(url, monkeypatch):
    monkeypatch.setenv("STORAGE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL names neither"):
        get_picture_storage("STORAGE_URL")


@pytest.mark.pure
def test_a_folder_that_nodes_share(monkeypatch, tmp_path):
    monkeypatch.setenv("STORAGE_URL", f"file://{tmp_path}/pictures")
    found = get_picture_storage("STORAGE_URL")
    assert FileSystemStorage(**found["OPTIONS"]).location == f"{tmp_path}/pictures"
