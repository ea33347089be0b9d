"""The pages as files, for a proxy that serves them by itself."""

import brotli
import pytest

from questions import actions
from questions.page_cache.files import PageFiles
from tests.factories import published_question
from tests.page_cache.client import Process


@pytest.fixture
def process(db, tmp_path):
    process = Process()
    process.cache.shelf.files = PageFiles(tmp_path / "pages")
    return process


@pytest.fixture
def live(tmp_path):
    return tmp_path / "pages" / "live"


def test_a_page_that_was_read_is_a_file_of_the_same_bytes(process, live):
    published_question("One")
    got = process.get("/questions/one/", accept_encoding="br")
    file = live / "questions" / "one" / "index.html.br"
    assert file.read_bytes() == got.body
    assert b"One" in brotli.decompress(file.read_bytes())
    process.get("/", accept_encoding="gzip")
    assert (live / "index.html.gz").is_file()


def test_a_change_leaves_no_file_of_the_old_edition(process, live):
    question = published_question("One")
    process.get("/questions/one/")
    actions.questions.unpublish(question)
    process.half_a_second_later()
    process.look()
    assert list(live.iterdir()) == []
    folders = [path for path in live.parent.iterdir() if not path.is_symlink()]
    assert len(folders) == 1


def test_only_pages_for_browsers_without_a_query_become_files(process, live):
    published_question("One")
    for address in ("/feed/", "/feed.json", "/robots.txt", "/ask/", "/nothing/"):
        process.get(address)
    process.get("/", query="utm_source=x")
    assert list(live.iterdir()) == []


def test_a_start_forgets_what_other_templates_made(process, live):
    process.get("/")
    assert list(live.iterdir()) != []
    PageFiles(live.parent)
    assert list(live.iterdir()) == []


@pytest.mark.parametrize("path", ["/../x/", "/a//b/", "//", "/.x/", "/a", "/ü/", "/a/b/c/d/e/"])
def test_a_path_that_is_not_a_page_of_ours_is_not_written(tmp_path, path):
    files = PageFiles(tmp_path / "pages")
    files.start_version("one")
    files.write_page("one", path, "br", b"x")
    assert [found for found in tmp_path.rglob("*") if found.is_file()] == []


def test_the_disk_has_a_bound(tmp_path):
    files = PageFiles(tmp_path / "pages", most_bytes=5)
    files.start_version("one")
    for path in ("/a/", "/b/"):
        files.write_page("one", path, "br", b"four")
    assert [found.parent.name for found in tmp_path.rglob("index*")] == ["a"]


def test_a_full_disk_costs_nothing_but_speed(process, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("questions.page_cache.files.os.replace", full)
    assert process.get("/").status == 200
