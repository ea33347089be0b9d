"""What is erased leaves the database's files too, and a restore brings nothing back.

These tests read the bytes of the database's own files: of SQLite the file and its log, of
PostgreSQL what its server keeps of this database.
"""

import os
import secrets
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from questions import actions, search
from questions.actions import erasure, erasure_log, scrub
from questions.actions.import_runs import RunOptions, import_path
from questions.backups import create
from questions.models import (
    Column,
    DailyCount,
    Erasure,
    FormerSlug,
    ImportRun,
    Letter,
    PendingScrub,
    Question,
    Subscriber,
)
from tests.factories import change_text, draft_question, published_question, received_letter
from tests.transfer.sheets import EXCHANGE, write_wxr, wxr_item
from tests.waiting import wait_until

Kind = Erasure.Kind
LONG = "It is a long letter about the kettle. " * 200  # so long that PostgreSQL stores it apart


@pytest.fixture
def real(transactional_db, settings, tmp_path):
    """Real transactions, the row of settings, and a DATA_DIR of its own."""
    settings.DATA_DIR = tmp_path
    Column.objects.get_or_create(pk=Column.ONLY)


@pytest.fixture
def log(db, settings, tmp_path):
    """The files of the log of erasures, in a DATA_DIR of their own."""
    settings.DATA_DIR = tmp_path
    return tmp_path


def database_bytes():
    """All bytes of the database's files."""
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        files = [Path(f"{name}{ending}") for ending in ("", "-wal")]
        return b"".join(file.read_bytes() for file in files if file.exists())
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database"
            " WHERE datname = current_database()"
        )
        root, number = cursor.fetchone()
    if not os.access(root, os.R_OK):
        pytest.skip("The server's files cannot be read from here.")
    files = (Path(root) / "base" / str(number)).iterdir()
    return b"".join(file.read_bytes() for file in files)


def sealed_pieces(*rows):
    """Some bytes from the middle of each sealed value, as it stands in the database."""
    found = []
    for row, name in rows:
        table = row._meta.db_table
        key = row._meta.pk.get_db_prep_value(row.pk, connection)
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT "{name}" FROM "{table}" WHERE id = %s', [key])
            found.append(cursor.fetchone()[0][90:130].encode())
    return found


def reader_held_open():
    """Somebody who reads an older state, until the connection is closed."""
    if connection.vendor == "sqlite":
        reader = connection.Database.connect(connection.settings_dict["NAME"])
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM questions_letter").fetchone()
        return reader
    facts = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    reader = psycopg.connect(**{name: facts[name] for name in names if name in facts})
    reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    reader.execute("SELECT 1 FROM django_migrations")
    return reader


def written_letter():
    """A letter with dialogue, address and a published question, and what is to be gone."""
    head, body = secrets.token_hex(6), secrets.token_hex(6)  # no letters that a stemmer changes
    question = published_question(f"Headline q{head}q", answer=f"An answer with q{body}q in it.")
    letter = question.letters.get()
    letter.text, letter.contact = LONG, "ann@example.org"
    letter.save()
    message = actions.messages.add_message(letter, "asker", "One word more, and another one." * 9)
    rows = [(letter, "text"), (letter, "contact"), (message, "text")]
    return letter, [*sealed_pieces(*rows), head.encode(), body.encode()]


def slug_of(pieces):
    """The address that the headline of `written_letter` has."""
    return f"headline-q{pieces[3].decode()}q"


def left_over(pieces):
    """Which of these are in the database's files."""
    everything = database_bytes()
    return [piece for piece in pieces if piece in everything]


def wait_until_scrubbed():
    """As the worker's rounds do: PostgreSQL may be at work on a table, or keep a snapshot of it."""
    wait_until(scrub.finish_pending)


def test_what_is_erased_is_in_no_file(real):
    letter, pieces = written_letter()
    assert left_over(pieces) == pieces
    question = letter.question
    change_text(question, headline="Another", slug="another")  # the former address redirects
    for address in (f"/questions/{slug_of(pieces)}/", question.get_absolute_url()):
        DailyCount.add_counts({address: 3})
    erasure.erase(letter)
    assert not DailyCount.objects.exists()
    assert connection.vendor == "postgresql" or not PendingScrub.objects.exists()
    wait_until_scrubbed()
    assert left_over(pieces) == []
    assert not PendingScrub.objects.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no such statistics.")
@pytest.mark.parametrize("is_older", [False, True])
def test_what_is_erased_is_in_no_statistics(real, is_older):
    """Neither in new ones, nor in those that an older version let the server make."""
    letter, pieces = written_letter()
    published_question("Another headline")
    if not is_older:
        assert scrub.keep_out_of_statistics() > 0
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    erasure.erase(letter)
    wait_until_scrubbed()
    if is_older:
        assert left_over(pieces) != []
        assert scrub.keep_out_of_statistics() > 0
        wait_until_scrubbed()
    assert left_over(pieces) == []
    assert scrub.keep_out_of_statistics() == 0
    Question.objects.get(headline="Another headline")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no such statistics.")
def test_a_table_in_use_is_left_for_the_next_time(real):
    """Whoever reads a table must not wait behind an update that waits for somebody else."""
    other = connection.copy()
    with closing(other):
        other.set_autocommit(False)
        other.cursor().execute("SELECT 1 FROM questions_question")
        assert scrub.keep_out_of_statistics() > 0
        other.rollback()
    assert scrub.keep_out_of_statistics() == 1


def test_an_original_is_in_no_file(real):
    letter, pieces = written_letter()
    erasure.delete_original(letter)
    wait_until_scrubbed()
    assert left_over(pieces[:3]) == []
    assert "Headline" in Question.objects.get().headline


@pytest.mark.parametrize("ahead", [None, timedelta(days=2)])
def test_what_a_change_took_out_is_in_no_file(real, ahead):
    name, word = secrets.token_hex(6), secrets.token_hex(6)
    question = draft_question(f"What q{name}q did", answer=f"An answer with q{word}q in it.")
    actions.questions.publish(question, timezone.now() + ahead if ahead else None)
    change_text(question, headline="What she did", answer="Another.", slug="what-she-did")
    wait_until_scrubbed()
    assert left_over([word.encode()]) == []
    is_kept = FormerSlug.objects.exists()  # a former address leads on if readers have known it
    assert is_kept == (ahead is None)
    assert left_over([name.encode()]) == ([name.encode()] if is_kept else [])


def test_what_a_readers_letter_said_before_is_in_no_file(real):
    word = secrets.token_hex(6)
    kind, about = Letter.Kind.READER, published_question()
    letter = received_letter(f"I know her, she is q{word}q.", kind=kind, about=about)
    actions.linked_letters.publish_under(letter)
    assert left_over([word.encode()]) != []
    actions.linked_letters.save_edited(letter, "I know her.", "")
    actions.linked_letters.publish_under(letter)
    wait_until_scrubbed()
    assert left_over([word.encode()]) == []


@pytest.mark.parametrize("verb", ["undo", "private"])
def test_what_is_imported_no_more_is_in_no_file(real, tmp_path, verb):
    word = secrets.token_hex(6)
    item = f"{EXCHANGE} It says q{word}q."
    import_path(write_wxr(tmp_path, wxr_item(item, number=1)), RunOptions())
    wait_until_scrubbed()
    assert left_over([word.encode()]) != []
    if verb == "undo":
        actions.imports.undo(ImportRun.objects.get())
    else:
        import_path(write_wxr(tmp_path, wxr_item(item, number=1, status="private")), RunOptions())
    wait_until_scrubbed()
    assert left_over([word.encode()]) == []


def test_a_subscriber_is_in_no_file(real):
    reader = Subscriber(address="ann@example.org", address_hash="h", rhythm="weekly")
    reader.confirmed_at = reader.rhythm_since = timezone.now()
    reader.save(force_insert=True)
    pieces = sealed_pieces((reader, "address"))
    assert left_over(pieces) == pieces
    actions.subscriptions.unsubscribe(reader.pk)
    wait_until_scrubbed()
    assert left_over(pieces) == []


def test_a_reader_in_the_way_delays_the_scrubbing_and_does_not_defeat_it(real):
    letter, pieces = written_letter()
    with closing(reader_held_open()) as reader:
        erasure.erase(letter)
        assert PendingScrub.objects.exists()
        assert left_over(pieces) != []
        assert not scrub.finish_pending()
        reader.rollback()
    wait_until_scrubbed()
    assert left_over(pieces) == []
    assert not PendingScrub.objects.exists()


@pytest.mark.parametrize(
    ("verb", "table"),
    [
        ("recall", "questions_message"),
        ("note", "questions_provenance"),
        ("unpublish", "questions_readerletter"),
        ("unpublish", "questions_revision"),
    ],
)
def test_what_is_taken_away_is_marked_for_scrubbing(log, verb, table):
    question = published_question()
    message = actions.messages.add_message(question.letters.get(), "john", "A word.")
    actions.provenance.update_note(question, "From a magazine.")
    PendingScrub.objects.all().delete()
    {
        "recall": lambda: actions.messages.recall_message(message),
        "note": lambda: actions.provenance.update_note(question, ""),
        "unpublish": lambda: actions.questions.unpublish(question),
    }[verb]()
    assert PendingScrub.objects.filter(table=table).exists()


def test_scrubbing_takes_letters_out_of_the_file_of_words(real):
    question = published_question()
    search.catch_up()
    assert search.word_search.get_word_index().count_letters() == 1
    actions.questions.unpublish(question)
    wait_until_scrubbed()
    assert search.word_search.get_word_index().count_letters() == 0


def test_a_line_of_a_list_is_on_the_disk_before_the_change(log, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", synced.append)
    erasure_log.record(Kind.LETTER, received_letter().pk)
    assert len(synced) == 1


def test_the_mark_survives_a_process_that_ends_after_the_commit(real):
    letter, pieces = written_letter()
    with closing(reader_held_open()) as other:  # the last to leave would empty SQLite's log
        other.rollback()
        erasure.delete_letter(letter, Kind.LETTER)  # what `erase` does before it scrubs
        connection.close()
        assert left_over(pieces) != []
    wait_until_scrubbed()
    assert left_over(pieces) == []


def test_inside_a_transaction_nothing_is_scrubbed(real):
    scrub.add_pending(["questions_letter"])
    with transaction.atomic():
        assert not scrub.finish_pending()
    wait_until_scrubbed()


def test_a_table_that_an_update_took_away_is_no_obstacle(real):
    scrub.add_pending(["questions_gone"])
    wait_until_scrubbed()


@pytest.mark.parametrize(
    ("detail", "kept"),
    [
        (["", "0 dead row versions cannot be removed yet.\nCPU: user: 1.00 s"], 0),
        (["7 tote Zeilenversionen können noch nicht entfernt werden."], 7),
        ([], 1),
    ],
)
def test_what_vacuum_had_to_keep_is_read_in_any_language(detail, kept):
    assert scrub.kept_rows(detail) == kept


def brought_back(letter, question=None):
    """The letter as a restored backup has it."""
    text = received_letter("Back from the dead.")
    Letter.objects.filter(pk=text.pk).update(id=letter, question=question)
    return Letter.objects.get(pk=letter)


def test_an_original_that_was_forgotten_goes_again_and_its_question_stays(log):
    question = published_question("One")
    number = question.letters.get().pk
    erasure.delete_original(question.letters.get())
    brought_back(number, question)
    assert erasure.replay_erasures() == 1
    assert not Letter.objects.filter(pk=number).exists()
    assert Question.objects.published().get().headline == "One"


def test_a_letter_that_its_writer_erased_goes_again_with_its_question(log):
    question = published_question("One")
    number = question.letters.get().pk
    erasure.erase(question.letters.get())
    restored = published_question("Two")
    Letter.objects.filter(pk=restored.letters.get().pk).update(id=number)
    assert erasure.replay_erasures() == 1
    assert not Question.objects.published().exists()


def test_what_expired_goes_again_and_leaves_a_public_question(log):
    draft = draft_question("Draft")
    number = draft.letters.get().pk
    erasure.delete_expired(draft.letters.get())
    assert Erasure.objects.get().kind == Kind.EXPIRED
    question = published_question("One")
    Letter.objects.filter(pk=question.letters.get().pk).update(id=number)
    assert erasure.replay_erasures() == 1
    assert not Letter.objects.exists()
    assert Question.objects.published().get().headline == "One"


def test_what_a_wrong_clock_forgot_comes_back_with_a_backup(log):
    letter, other = received_letter(), received_letter()
    erasure.delete_expired(letter)
    erasure.erase(other)
    ahead = timezone.localdate() + timedelta(days=200)
    Erasure.objects.update(erased_on=ahead)
    (log / "erasures.txt").write_text(
        f"{letter.pk} {ahead} expired\n{other.pk} {ahead} letter\n", encoding="ascii"
    )
    brought_back(letter.pk), brought_back(other.pk)
    assert erasure.replay_erasures() == 1
    assert Letter.objects.get().pk == letter.pk


@pytest.mark.parametrize("lost", ["file", "rows"])
def test_database_and_file_know_the_same(log, lost):
    letter, withdrawn = received_letter(), received_letter()
    erasure.erase(letter)
    erasure.withdraw(withdrawn)
    before = erasure_log.read_entries()
    assert before == erasure_log.read_rows() == erasure_log.read_files()
    assert len(before) == 2
    if lost == "file":
        (log / "erasures.txt").unlink(), (log / "withdrawals.txt").unlink()
        erasure_log.copy_to_files()
    else:
        Erasure.objects.all().delete()
        erasure_log.copy_to_database()
    assert before == erasure_log.read_rows() == erasure_log.read_files()


def test_another_node_hears_of_a_withdrawal_by_the_database(log, settings, tmp_path):
    letter = received_letter()
    erasure.withdraw(letter)
    settings.DATA_DIR = tmp_path / "another"
    settings.DATA_DIR.mkdir()
    Letter.objects.update(state="new")
    assert erasure.replay_withdrawals() == 1
    assert erasure.replay_withdrawals() == 0


def test_a_line_without_a_kind_is_a_letter_or_a_subscriber(log):
    letter = received_letter()
    (log / "erasures.txt").write_text(f"{letter.pk} 2026-01-01\nhalf a li", encoding="ascii")
    assert erasure.replay_erasures() == 1
    erasure.erase(received_letter())
    assert len((log / "erasures.txt").read_text().splitlines()) == 3
    assert len(erasure_log.read_files()) == 2


def test_a_list_that_is_damaged_keeps_nobody_from_erasing(log):
    letter, other = received_letter(), received_letter()
    line = f"\ufeff{letter.pk} 2026-01-01 letter\r\n".encode()  # saved by an editor
    (log / "erasures.txt").write_bytes(line + b"\xff\xfe\x00 half a li")
    erasure.erase(other)
    assert {entry.number for entry in erasure_log.read_files()} == {letter.pk, other.pk}
    assert erasure.replay_erasures() == 1


def test_lists_beside_the_backups_lose_no_line_to_a_new_machine(log, tmp_path):
    """Which has erased something before anybody restored a backup there."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    lost, letter = "0f0e0d0c-0b0a-4908-8706-050403020100", received_letter()
    (folder / "erasures.txt").write_text(f"{lost} 2026-01-01 letter\n", encoding="ascii")
    erasure.erase(letter)
    create.copy_erasure_logs(folder)
    create.copy_erasure_logs(folder)
    found = [str(entry.number) for entry in erasure_log.read_files(folder)]
    assert sorted(found) == sorted([lost, str(letter.pk)])
    assert len((folder / "erasures.txt").read_text().splitlines()) == 2


def test_a_list_that_cannot_be_written_keeps_nobody_from_erasing(log, caplog):
    (log / "erasures.txt").mkdir()
    letter = received_letter("My secret.")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(erasure_log, "read_files", lambda folder=None: set())
        erasure.delete_letter(letter, Kind.LETTER)
    assert not Letter.objects.exists()
    assert Erasure.objects.get().kind == Kind.LETTER
    assert "cannot be written" in caplog.text
    assert str(letter.pk) not in caplog.text
