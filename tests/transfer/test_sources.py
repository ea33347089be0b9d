"""Files, folders and zips that want to do harm."""

import io
import os
import zipfile

import pytest

from questions.transfer import sources
from questions.transfer.sources import SourceRefused, open_source, read_text
from tests.transfer.sheets import entries_of, posts_of, write_wxr, wxr_item


def zip_of(path, **files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_there_must_be_something(tmp_path):
    with pytest.raises(SourceRefused, match="There is no file"):
        open_source(tmp_path / "nothing")


def test_a_zip_is_read_in_its_place(tmp_path):
    text = write_wxr(tmp_path, wxr_item()).read_text()
    path = zip_of(
        tmp_path / "a.zip", **{"one.xml": text, "__MACOSX/one.xml": "x", ".DS_Store": "x"}
    )
    assert [post.place for post in posts_of(path)] == ["one.xml"]
    assert sorted(os.listdir(tmp_path)) == ["a.zip", "export.xml"]


@pytest.mark.parametrize(
    "name", ["../out.xml", "/etc/out.xml", "a/../../out.xml", "C:/out.xml", "a\\..\\out.xml"]
)
def test_a_zip_that_leads_out_of_its_folder_is_refused(name, tmp_path):
    with pytest.raises(SourceRefused, match="leads out"):
        open_source(zip_of(tmp_path / "a.zip", **{name: "x"}))


def test_a_bomb_is_refused(tmp_path):
    with pytest.raises(SourceRefused, match="swells"):
        open_source(zip_of(tmp_path / "a.zip", **{"one.xml": "0" * 20_000_000}))


def test_a_zip_that_lies_about_its_sizes_gives_no_more_than_it_said(tmp_path):
    path = zip_of(tmp_path / "a.zip", **{"one.xml": "0" * 5000})
    data = path.read_bytes()
    path.write_bytes(data.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little")))
    source = open_source(path)
    with pytest.raises(SourceRefused):
        read_text(source, "one.xml")


def test_a_damaged_zip_is_refused(tmp_path):
    path = zip_of(tmp_path / "a.zip", **{"one.xml": "hello" * 1000})
    data = bytearray(path.read_bytes())
    data[40:60] = b"\xff" * 20
    path.write_bytes(data)
    with pytest.raises(SourceRefused):
        read_text(open_source(path), "one.xml")
    path.write_bytes(b"PK\x03\x04nothing")
    with pytest.raises(SourceRefused):
        open_source(path)


def test_a_locked_zip_is_refused(tmp_path):
    path = zip_of(tmp_path / "a.zip", **{"one.xml": "x"})
    data = path.read_bytes().replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
    )
    path.write_bytes(data)
    with pytest.raises(SourceRefused, match="password"):
        open_source(path)


def test_links_in_a_folder_are_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.md").write_text("---\ntitle: Key\n---\nsecret")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "one.md").write_text("---\ntitle: One\n---\nHello")
    (folder / "link.md").symlink_to(secret / "key.md")
    (folder / "links").symlink_to(secret)
    assert open_source(folder).list_names() == ["one.md"]
    with pytest.raises(SourceRefused):
        open_source(folder).open_entry("link.md")
    with pytest.raises(SourceRefused):
        open_source(folder).open_entry("../secret/key.md")


def test_what_is_too_large_is_refused_and_the_rest_goes_on(tmp_path, monkeypatch):
    (tmp_path / "one.md").write_text("---\ntitle: One\n---\nHello")
    (tmp_path / "two.md").write_text("---\ntitle: Two\n---\n" + "x" * sources.MAX_TEXT_BYTES)
    first, second = entries_of(tmp_path)
    assert first.title == "One"
    assert second.reason == "two.md is larger than 32 MiB."


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MAX_ENTRIES", 3)
    for number in range(5):
        (tmp_path / f"{number}.md").write_text("x")
    with pytest.raises(SourceRefused, match="more than 3"):
        open_source(tmp_path).list_names()


def test_a_stream_hands_out_no_more_than_its_limit():
    stream = sources.bound_stream(io.BytesIO(b"x" * 100), 99, "it")
    with pytest.raises(SourceRefused):
        stream.read()
