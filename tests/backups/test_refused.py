"""What is not restored, and that nothing is touched then."""

import json
import os
import shutil
import zipfile

import pytest
from cryptography.fernet import Fernet

from questions.backups import archive, manifest
from questions.backups.manifest import BackupError

COUNT = "print(Letter.objects.count(), Question.objects.count())"
X = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"  # SHA-256 of an x


@pytest.fixture
def copy(file, tmp_path):
    """The shared backup, to be spoilt."""
    return shutil.copyfile(file, tmp_path / "copy.zip")


def rewritten(file, change, extra=()):
    """The backup with another manifest, or with another file in it."""
    target = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == archive.MANIFEST:
                facts = json.loads(content)
                change(facts)
                content = json.dumps(facts).encode()
            new.writestr(name, content)
        for name in extra:
            new.writestr(name, b"x")
    return target


def assert_untouched(column, *words, says, **facts):
    """A restore that is refused, with the reason, and leaves everything."""
    before = column.ask(COUNT)
    said = column.manage_in_vain("restore", *map(str, words), **facts)
    assert says in said
    assert "The column is as it was." in said
    assert column.ask(COUNT) == before
    assert not list(column.folder.rglob("before-restore*"))
    assert not list(column.folder.glob(".restoring/.making-*"))


def test_a_column_with_something_in_it(shared, file):
    assert_untouched(shared, file, says="--replace")


def test_a_damaged_backup(shared, copy):
    copy.write_bytes(copy.read_bytes()[:-5000])
    assert_untouched(shared, "--replace", copy, says="damaged")


def test_other_keys(shared, file):
    key = Fernet.generate_key().decode()
    assert_untouched(shared, "--replace", file, says="LETTER_KEYS", LETTER_KEYS=key)


def test_a_column_that_runs(shared, file):
    with shared.served():
        assert_untouched(shared, "--replace", file, says="Stop it first")


def test_rows_that_are_missing(shared, copy):
    def change(facts):
        facts["facts"]["rows"]["questions_letter"] += 1

    before = shared.ask(COUNT)
    said = shared.manage_in_vain("restore", "--replace", str(rewritten(copy, change)))
    assert "damaged" in said or "not the rows" in said
    assert shared.ask(COUNT) == before
    for aside in shared.folder.rglob("before-restore*"):
        aside.unlink()


@pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
def test_a_flipped_bit(copy, place):
    archive.open_verified(copy).packed.close()
    content = bytearray(copy.read_bytes())
    content[int(len(content) * place)] ^= 16
    copy.write_bytes(content)
    with pytest.raises(BackupError, match="damaged"):
        archive.open_verified(copy)


def test_a_member_that_was_exchanged(copy):
    def change(facts):
        facts["members"]["database"]["sha256"] = X

    with pytest.raises(BackupError, match="database is not what it was"):
        archive.open_verified(rewritten(copy, change))


@pytest.mark.parametrize("text", [b"", b"hello", b"PK\5\6" + bytes(18)])
def test_what_is_no_backup(tmp_path, text):
    (tmp_path / "file").write_bytes(text)
    with pytest.raises(BackupError, match="damaged"):
        archive.open_verified(tmp_path / "file")
    with pytest.raises(BackupError, match="No such file"):
        archive.open_verified(tmp_path / "none")


def test_files_that_no_backup_holds(copy):
    with pytest.raises(BackupError, match="not those of its manifest"):
        archive.open_verified(rewritten(copy, lambda facts: None, ["../evil"]))
    name = "media/../../evil.png"
    member = {name: {"bytes": 1, "sha256": X}}
    bad = rewritten(copy, lambda facts: facts["members"].update(member), [name])
    with pytest.raises(BackupError, match="no backup of ours"):
        archive.open_verified(bad)


def read_manifest(copy, change):
    """The manifest, changed."""
    with archive.open_verified(rewritten(copy, change)) as found:
        return found.manifest


def test_a_newer_version(copy):
    with pytest.raises(BackupError, match="newer version"):
        read_manifest(copy, lambda facts: facts.update(format=2))
    newer = read_manifest(
        copy, lambda facts: facts["facts"]["migrations"].append("questions.9999_x")
    )
    with pytest.raises(BackupError, match=r"newer version.*questions.9999_x"):
        manifest.refuse_incompatible(newer)


def test_another_receipt_key(copy, settings):
    said = read_manifest(copy, lambda facts: None)
    manifest.refuse_other_keys(said)
    settings.RECEIPT_KEY = "x" * 40
    with pytest.raises(BackupError, match="RECEIPT_KEY"):
        manifest.refuse_other_keys(said)


SQL = "from django.db import connection as c\nc.cursor().execute("
FORGET = SQL + "\"DELETE FROM django_migrations WHERE name = '0033_tags_on_letters'\")"
REMEMBER = (
    SQL + "\"INSERT INTO django_migrations (app, name, applied) VALUES ('questions',"
    " '0033_tags_on_letters', '2026-01-01 00:00+00')\")"
)


def test_what_cannot_be_brought_up_to_date_leaves_the_old_state(column):
    column.ask(FORGET)
    file = column.backup()
    column.ask(REMEMBER)
    column.ask("Letter.objects.filter(state='new').first().delete()")
    before = column.ask(COUNT)
    said = column.manage_in_vain("restore", "--replace", "--other-keys", str(file))
    assert "could not be brought up to date" in said
    assert column.ask(COUNT) == before


def test_a_broken_database_is_put_aside(new_place, shared, file):
    if shared.environment["DATABASE_URL"]:
        pytest.skip("PostgreSQL's files are its own.")
    column = new_place("broken")
    (column.folder / "column.sqlite3").write_bytes(os.urandom(100_000))
    assert "damaged" in column.manage_in_vain("restore", str(file))
    said = column.manage("restore", "--replace", "--other-keys", str(file))
    assert "damaged-" in said
    assert len(list(column.folder.glob("backups/damaged-*/column.sqlite3"))) == 1
    assert column.ask(COUNT) == shared.ask(COUNT)
