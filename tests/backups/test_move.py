"""A column moves to another database: every row, sealed ones too, and nothing by halves."""

import shutil
import sqlite3
import sys

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from questions.backups import BackupError, move
from questions.backups.move import digest_table, movable_models, move_database
from questions.models import Letter, Question, Subscriber
from tests import copies
from tests.factories import draft_question, published_question, received_letter, saved_tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def column():
    """A column with something in its tables."""
    first = published_question("One", tags=[saved_tag("Trust")], content_notes=["grief"])
    published_question("Two", update_of=first, answer="Größe “—” \\ 'x'")
    draft_question("A draft")
    received_letter("A sealed letter.", contact="ann@example.org")
    Subscriber.objects.create(address="rita@example.org", address_hash="x" * 64)


@pytest.fixture
def new_file(tmp_path, monkeypatch):
    """A place for a second database, which Django's own tests would not let anybody connect to."""

    def ensure_connection(self):
        if self.connection is None:
            with self.wrap_database_errors:
                self.connect()

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", ensure_connection)
    return tmp_path / "moved.sqlite3"


@pytest.fixture
def target(new_file):
    """The same with the tables in it already, because making them takes longer than moving."""
    if copies.original().exists():
        shutil.copyfile(copies.original(), new_file)
    return new_file


def move_to(file):
    return move_database(f"sqlite:///{file}")


def read_rows(file, query):
    with sqlite3.connect(file) as database:
        return database.execute(query).fetchall()


def raw(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [tuple(row) for row in cursor.fetchall()]


def test_every_row_arrives(column, new_file):
    before = {model: digest_table(model, "default") for model in movable_models()}
    count = move_to(new_file)
    assert count == sum(digest.rows for digest in before.values()) > 100
    assert before == {model: digest_table(model, "default") for model in movable_models()}
    for model, digest in before.items():
        rows = read_rows(new_file, f'SELECT count(*) FROM "{model._meta.db_table}"')
        assert rows == [(digest.rows,)]
    assert "target" not in connections.databases


def test_what_is_sealed_arrives_as_the_same_bytes(column, target):
    move_to(target)
    query = "SELECT text, contact FROM questions_letter ORDER BY received_on, receipt_hash"
    assert read_rows(target, query) == raw(query)
    assert b"A sealed letter" not in target.read_bytes()


def test_the_old_database_is_only_read(column, target):
    before = [digest_table(model, "default") for model in movable_models()]
    move_to(target)
    assert [digest_table(model, "default") for model in movable_models()] == before


def test_new_rows_get_numbers_behind_the_old_ones(column, target):
    highest = Question.objects.latest("pk").pk
    move_to(target)
    rows = read_rows(target, "SELECT seq FROM sqlite_sequence WHERE name = 'questions_question'")
    assert rows == [(highest,)]


def test_a_database_with_a_column_in_it_is_refused(column, target):
    move_to(target)
    with pytest.raises(BackupError, match="not empty"):
        move_to(target)


def test_the_same_database_is_refused(column, monkeypatch):
    monkeypatch.setattr(move.env, "database_from_url", lambda *_: dict(connection.settings_dict))
    with pytest.raises(BackupError, match="already"):
        move_database("postgres://the-same")


def test_the_new_tables_are_never_made_in_a_database_that_a_file_names(monkeypatch, tmp_path):
    (tmp_path / "address").write_text("sqlite:///live", encoding="utf-8")
    for name in ("DATABASE_URL_FILE", "DATABASE_REPLICA_URL_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "address"))
    told = "[env.read_variable_or_file(f'DATABASE{one}_URL') for one in ('', '_REPLICA')]"
    program = f"from advice import env; assert {told} == ['sqlite:///new', ''], {told}"
    move.run_on_database("sqlite:///new", [sys.executable, "-c", program])


def test_what_is_not_the_same_over_there_is_not_kept(column, target, monkeypatch):
    def lose_a_row(table, rows, alias):
        insert(table, rows[1:] if table is Letter else rows, alias)

    insert = move.insert_rows
    with monkeypatch.context() as patch:
        patch.setattr(move, "insert_rows", lose_a_row)
        with pytest.raises(BackupError, match="questions_letter is not the same"):
            move_to(target)
    assert read_rows(target, "SELECT count(*) FROM questions_question") == [(0,)]
    assert move_to(target) > 100


def test_what_is_interrupted_leaves_nothing_there(column, target, monkeypatch):
    def stop(tables, alias):
        raise KeyboardInterrupt

    monkeypatch.setattr(move, "reset_sequences", stop)
    with pytest.raises(KeyboardInterrupt):
        move_to(target)
    assert read_rows(target, "SELECT count(*) FROM questions_letter") == [(0,)]
    assert Letter.objects.count() == 4


def test_the_command_moves_a_column_there_and_back(column_place, new_place):
    """From the engine that the tests run on to SQLite, and from there to an empty one again."""
    file = column_place.folder / "moved.sqlite3"
    said = column_place.manage("move", "--to", f"sqlite:///{file}")
    assert "rows are the same on both sides" in said
    back = new_place("back")
    address = back.environment["DATABASE_URL"] or f"sqlite:///{back.folder / 'column.sqlite3'}"
    column_place.manage("move", "--to", address, DATABASE_URL=f"sqlite:///{file}")
    assert back.ask(TEXTS) == column_place.ask(TEXTS) != "[]"
    said = column_place.manage_in_vain("move", "--to", f"sqlite:///{file}")
    assert "not empty" in said
    assert "neither a SQLite file" in column_place.manage_in_vain("move", "--to", "mysql://x")


TEXTS = "print([(l.text, l.receipt_hash) for l in Letter.objects.order_by('receipt_hash')])"


@pytest.fixture
def column_place(new_place):
    return new_place("source", is_prepared=True)
