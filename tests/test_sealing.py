"""Until it is scheduled or published no text of a letter or an answer stands in the clear.

A word of each field is looked for in every row of every table, in every byte of SQLite's files and
in a backup, in each state of a question.
"""

import io
import secrets
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from questions import actions, crypto
from questions.actions.import_runs import RunOptions
from questions.actions.public_text import WRITTEN_FIELDS
from questions.models import (
    CacheVersion,
    Care,
    Column,
    ImportedQuestion,
    ImportRun,
    Letter,
    Question,
    Revision,
    TagEntry,
)
from questions.models.imports import source_key
from tests.answering.test_transfer import TAGGED
from tests.factories import autosave_text, change_text, received_letter, saved_tag, text_of
from tests.sealing import places_of
from tests.transfer.sheets import WXR_HEAD, WXR_TAIL, wxr_item
from tests.waiting import wait_until

PUBLIC = {"questions_question"}
WORDS = (*WRITTEN_FIELDS, "note", "pseudonym", "message")
SECRETS = ("contact", "original", "realname", "private", "pending")


TOKENS = []  # of each test


def canary(field):
    """A word that stands nowhere else, not even of another test; no stemmer changes it."""
    return f"q{field.replace('_', '')}{TOKENS[-1]}q"


@pytest.fixture
def real(transactional_db, settings, tmp_path):
    """Real transactions, and a DATA_DIR of its own."""
    TOKENS.append(secrets.token_hex(6))
    settings.DATA_DIR = tmp_path
    Column.objects.get_or_create(pk=Column.ONLY)


@pytest.fixture
def question(real):
    """A draft with a canary in each of its fields, and a letter with the others."""
    letter = received_letter(
        canary("original"), sign_off=canary("private"), contact="ann@qcontactcanaryq.org"
    )
    actions.messages.add_message(letter, "asker", canary("message"))
    actions.inbox.update_note(letter, canary("note"))
    return actions.letters.start_answer(letter)


def write_all(question):
    """Put a canary into every field of a draft."""
    words = {field: canary(field) for field in WRITTEN_FIELDS}
    words["letter_text"] += f" {words['pull_quote']}"  # which must be the letter's own words
    return autosave_text(question, **words, tags=(saved_tag("Trust").pk,), care=Care.values)


def found():
    """Where each canary stands in the clear."""
    actions.scrub.finish_pending()
    places = {name: places_of(canary(name)) for name in (*WORDS, *SECRETS)}
    return {
        name: {place for place in where if "sqlite" not in place}
        for name, where in places.items()
        if where
    }


def in_bytes(*names):
    """Which canaries stand in SQLite's files."""
    return [name for name in names if any("sqlite" in place for place in places_of(canary(name)))]


def assert_sealed():
    """No canary of any field stands anywhere."""
    actions.scrub.finish_pending()
    places = {name: places_of(canary(name)) for name in (*WORDS, *SECRETS)}
    assert {name: where for name, where in places.items() if where} == {}


def test_a_letter_and_its_draft_are_sealed(question):
    assert_sealed()
    write_all(question)
    assert_sealed()
    change_text(question, headline=f"{canary('headline')} again")
    actions.preview_links.create_preview_link(question, days=1)
    actions.approvals.request(question)
    assert_sealed()
    question.refresh_from_db()
    assert (question.slug, list(question.tags.all())) == (None, [])
    assert text_of(question).answer == canary("answer")


def test_pseudonyms_are_sealed_with_the_names(question):
    write_all(question)
    actions.pseudonyms.replace_names(
        question,
        text_of(question, answer=canary("realname").title()),
        {canary("realname").title(): canary("pseudonym").title()},
        base_revision=Question.objects.get().revision,
    )
    assert text_of(question).answer == canary("pseudonym").title()
    assert_sealed()


@pytest.mark.parametrize("ahead", [None, timedelta(days=2)])
def test_what_is_published_or_scheduled_stands_in_its_columns_alone(question, ahead):
    write_all(question)
    actions.questions.publish(question, timezone.now() + ahead if ahead else None)
    places = found()
    for name in WRITTEN_FIELDS:
        assert places.pop(name) <= PUBLIC, f"{name} stands in the clear outside of PUBLIC"
    assert places == {}


def test_changes_of_a_public_question_are_sealed_until_they_are_public(question):
    write_all(question)
    actions.questions.publish(question)
    autosave_text(question, answer=canary("pending"))
    assert "pending" not in found()
    assert in_bytes("pending") == []
    change_text(question, answer=canary("pending"))
    assert found()["pending"] <= PUBLIC


@pytest.mark.parametrize("verb", ["unpublish", "withdraw", "refuse", "erase"])
def test_what_is_taken_down_is_sealed_again(question, verb):
    write_all(question)
    actions.questions.publish(question)
    autosave_text(question, answer=f"{canary('answer')} {canary('pending')}")
    letter = Letter.objects.get()
    {
        "unpublish": lambda: actions.questions.unpublish(question),
        "withdraw": lambda: actions.erasure.withdraw(letter),
        "refuse": lambda: actions.approvals.record_approval(letter, Letter.Approval.REFUSED),
        "erase": lambda: actions.erasure.erase(letter),
    }[verb]()
    left = Question.objects.get()
    # Readers knew the address: it answers 410 or leads back, and says no more than it did.
    Question.objects.update(slug="an-address")
    left.former_slugs.all().delete()
    assert_sealed()
    assert Revision.objects.exists() == (verb != "erase")


def test_what_is_public_no_longer_is_sealed_by_the_worker(question, rita):
    write_all(question)
    actions.questions.publish(question, until=timezone.now() + timedelta(hours=1))
    slug = Question.objects.get().slug
    past = timezone.now() - timedelta(seconds=1)
    Question.objects.update(unpublish_at=past)
    TagEntry.objects.update(unpublish_at=past)
    CacheVersion.bump()
    assert rita.get(f"/questions/{slug}/").status_code == 404
    assert found()["answer"] <= PUBLIC
    Question.objects.update(slug="an-address")
    call_command("worker", once=True)
    wait_until(actions.scrub.finish_pending)
    assert_sealed()
    left = Question.objects.get()
    assert (left.state, left.unpublish_at) == (Question.State.DRAFT, None)
    assert Letter.objects.get().state == Letter.State.ANSWERED
    assert left.revisions.newest_first()[0].reason == Revision.Reason.EXPIRED
    assert text_of(left).answer == canary("answer")
    assert actions.questions.unpublish_expired() == 0


def test_an_answer_that_was_given_more_time_meanwhile_stays(question):
    write_all(question)
    actions.questions.publish(question, until=timezone.now() + timedelta(hours=1))
    over = Question.objects.get()
    over.unpublish_at = timezone.now() - timedelta(seconds=1)
    assert not actions.questions.unpublish_if_expired(over)
    assert Question.objects.get().is_public


def test_a_scheduled_question_that_was_cancelled_leaves_no_address(question):
    write_all(question)
    actions.questions.publish(question, timezone.now() + timedelta(days=1))
    actions.questions.unpublish(question)
    assert Question.objects.get().slug is None
    assert_sealed()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="pg_dump compresses these same rows.")
def test_a_backup_has_no_more_than_the_database(question, tmp_path):
    write_all(question)
    call_command("backup", to=tmp_path / "backups", stdout=io.StringIO())
    files = [path for path in (tmp_path / "backups").rglob("*") if path.is_file()]
    assert files
    content = b"".join(unpacked(path) for path in files)
    assert b"questions_revision" in content
    assert [name for name in (*WORDS, *SECRETS) if canary(name).encode() in content] == []


def unpacked(path: Path) -> bytes:
    """All bytes of an archive's members."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_where_a_draft_came_from_is_sealed(question, rita):
    write_all(question)
    elsewhere, here = f"/2013/{canary('headline')}/?p=1", f"/questions/{canary('answer')}/"
    for address in (elsewhere, here):
        actions.imported_addresses.add_address(question, address)
    facts = {"source_key": source_key("x"), "source_id": f"csv:{canary('letter_text')}"}
    run = ImportRun.objects.create(system="x")
    ImportedQuestion.objects.create(question=question, run=run, source_hash="x", **facts)
    assert_sealed()
    assert rita.get(elsewhere).status_code == rita.get(here).status_code == 404
    actions.questions.publish(question)
    slug = Question.objects.get().slug
    assert rita.get(elsewhere)["Location"] == rita.get(here)["Location"] == f"/questions/{slug}/"


def test_what_an_import_knows_is_sealed(real, tmp_path):
    """Tags, what they become, the name of the file and of those in it, its texts: all of it."""
    item = wxr_item(title=canary("headline"), extra=TAGGED.format(canary("answer")))
    named = tmp_path / f"x.{canary('slug')}"
    with zipfile.ZipFile(named, "w") as archive:
        archive.writestr(f"{canary('pull_quote')}.xml", f"{WXR_HEAD}{item}{WXR_TAIL}")
        archive.writestr(f"{canary('sign_off')}.xml", f"{WXR_HEAD}<item><b></item>{WXR_TAIL}")
    run = actions.import_uploads.receive_file([named.read_bytes()], named.suffix, {})
    actions.import_jobs.advance_run(run, RunOptions(), 60)
    run.refresh_from_db()
    actions.import_entries.map_tags(run, {canary("answer"): [canary("letter_text")]})
    actions.import_jobs.fail_run(run, canary("correction"))
    found = ImportRun.objects.get()
    assert (found.tag_counts, found.tag_mapping, found.fault_text) == (
        {canary("answer"): 1},
        {canary("answer"): [canary("letter_text")]},
        canary("correction"),
    )
    assert run.entries.filter(letters=1).count() == 1
    assert_sealed()


def test_the_database_refuses_the_text_of_a_draft(question):
    for facts in ({"headline": "x"}, {"answer": "x"}, {"letter_excerpt": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Question.objects.update(**facts)


def token_of(revision):
    """A sealed value as it stands in the database."""
    return str.__str__(Revision.objects.get(pk=revision.pk).__dict__["text"])


def test_a_token_tells_no_time(question, settings):
    revision = Revision.objects.first()
    assert Fernet(settings.LETTER_KEYS[0]).extract_timestamp(token_of(revision).encode()) == 0


def test_resealing_takes_the_time_out_of_old_tokens(question, settings):
    revision, key = Revision.objects.first(), Fernet(settings.LETTER_KEYS[0])
    place = f"questions.revision:{revision.pk}:text"
    old = key.encrypt_at_time(f"{place}\0{revision.text}".encode(), 1_700_000_000).decode()
    Revision.objects.filter(pk=revision.pk).update(text=crypto.Sealed(old))
    before = Revision.objects.get(pk=revision.pk).question_text
    call_command("reseal", stdout=io.StringIO())
    assert key.extract_timestamp(token_of(revision).encode()) == 0
    assert Revision.objects.get(pk=revision.pk).question_text == before


def test_a_token_opens_nowhere_but_at_its_place(db):
    """Who may write to the database reads no letter by putting it where they can look."""
    ann, eve = received_letter("Of Ann."), received_letter("Of Eve.")
    token = str.__str__(Letter.objects.get(pk=ann.pk).__dict__["text"])
    Letter.objects.filter(pk=ann.pk).update(sign_off=crypto.Sealed(token))
    Letter.objects.filter(pk=eve.pk).update(text=crypto.Sealed(token))
    for number, name in ((ann.pk, "sign_off"), (eve.pk, "text")):
        with pytest.raises(crypto.Unreadable):
            getattr(Letter.objects.get(pk=number), name)
    assert Letter.objects.get(pk=ann.pk).text == "Of Ann."
