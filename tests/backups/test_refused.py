"""What is not restored, and that nothing is touched then."""

import json
import os
import zipfile

import pytest
from cryptography.fernet import Fernet

COUNT = "print(Letter.objects.count(), Question.objects.count())"


@pytest.fixture
def file(column):
    return column.backup()


def rewritten(file, change, extra=()):
    """The backup with another manifest, or with another file in it."""
    target = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
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
    said = column.refused("restore", *map(str, words), **facts)
    assert says in said
    assert "The column is as it was." in said
    assert column.ask(COUNT) == before
    assert not list(column.folder.rglob("before-restore*"))


def test_a_column_with_something_in_it(column, file):
    assert_untouched(column, file, says="--replace")


def test_what_is_no_backup(column, tmp_path):
    (tmp_path / "text").write_text("hello")
    assert_untouched(column, "--replace", tmp_path / "text", says="not a backup")
    assert_untouched(column, "--replace", tmp_path / "none", says="cannot be read")


@pytest.mark.parametrize("place", [0.3, 0.6])
def test_a_flipped_bit(column, file, place):
    content = bytearray(file.read_bytes())
    content[int(len(content) * place)] ^= 1
    file.write_bytes(content)
    assert_untouched(column, "--replace", file, says="damaged")


def test_a_file_that_was_cut_short(column, file):
    file.write_bytes(file.read_bytes()[:-5000])
    assert_untouched(column, "--replace", file, says="damaged")


def test_rows_that_are_missing(column, file):
    def change(facts):
        facts["facts"]["rows"]["questions_letter"] += 1

    column.said = column.refused("restore", "--replace", str(rewritten(file, change)))
    assert "damaged" in column.said or "not the rows" in column.said
    assert int(column.ask(COUNT).split()[0]) > 15


def test_files_that_no_backup_holds(column, file):
    bad = rewritten(file, lambda facts: None, ["../evil"])
    assert_untouched(column, "--replace", bad, says="damaged")
    name = "media/../../evil.png"
    member = {
        "bytes": 1,
        "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
    }
    bad = rewritten(file, lambda facts: facts["members"].update({name: member}), [name])
    assert_untouched(column, "--replace", bad, says="no backup of ours")


def test_a_newer_version(column, file):
    newer = rewritten(file, lambda facts: facts.update(format=2))
    assert_untouched(column, "--replace", newer, says="newer version")
    newer = rewritten(file, lambda facts: facts["facts"]["migrations"].append("questions.9999_x"))
    assert_untouched(column, "--replace", newer, says="questions.9999_x")


def test_the_other_engine(column, file):
    other = rewritten(file, lambda facts: facts.update(engine="oracle"))
    assert_untouched(column, "--replace", other, says="This backup is of oracle")


def test_other_keys(column, file):
    key = Fernet.generate_key().decode()
    assert_untouched(column, "--replace", file, says="LETTER_KEYS", LETTER_KEYS=key)
    assert_untouched(column, "--replace", file, says="RECEIPT_KEY", RECEIPT_KEY="x" * 40)
    said = column.manage("restore", "--replace", "--other-keys", str(file), LETTER_KEYS=key)
    assert "Restored as of" in said


def test_a_column_that_runs(column, file):
    with column.served():
        assert "Stop it first" in column.refused("restore", "--replace", str(file))


def test_a_backup_that_cannot_be_brought_up_to_date_leaves_the_old_state(column):
    forget = "from django.db import connection as c\nc.cursor().execute("
    last = "\"DELETE FROM django_migrations WHERE name = '0034_shown_text'\")"
    column.ask(forget + last)
    file = column.backup()
    add = "\"INSERT INTO django_migrations (app, name, applied) VALUES ('questions', "
    column.ask(forget + add + "'0034_shown_text', '2026-01-01 00:00+00')\")")
    column.ask("Letter.objects.filter(state='new').first().delete()")
    before = column.ask(COUNT)
    said = column.refused("restore", "--replace", str(file))
    assert "could not be brought up to date" in said
    assert column.ask(COUNT) == before


def test_a_database_that_is_broken_is_put_aside(column, file):
    if column.environment["DATABASE_URL"]:
        pytest.skip("PostgreSQL's files are its own.")
    path = column.folder / "column.sqlite3"
    path.write_bytes(os.urandom(100_000))
    assert "damaged" in column.refused("restore", str(file))
    said = column.manage("restore", "--replace", str(file))
    assert "damaged-" in said
    assert len(list(column.folder.glob("backups/damaged-*/column.sqlite3"))) == 1
    assert int(column.ask(COUNT).split()[0]) > 15
