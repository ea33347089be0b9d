"""Where imported letters came from is sealed by the migration, and still leads here."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from django.test import Client

from questions import actions
from questions.actions import scrub
from questions.crypto import keyed_hash
from questions.models import (
    CacheVersion,
    FormerAddress,
    FormerSlug,
    ImportedQuestion,
    ImportRun,
    Question,
)
from questions.models.imports import source_key
from tests.migrations.schemas import begin_at, migrate_to_newest
from tests.sealing import places_of
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = [("questions", "0096_help_lines_by_kind")]
CANARY = "qimportedcanaryq"
THEN = datetime(2026, 1, 1, tzinfo=UTC)


def make_imports(get):
    """A public letter and a private one, each with an address elsewhere and one here."""
    run = get("ImportRun").objects.create(system="x")
    for number, facts in enumerate(
        [
            {"state": "published", "publish_at": THEN, "first_published_at": THEN, "slug": "out"},
            {"state": "draft"},
        ]
    ):
        question = get("Question").objects.create(**facts)
        address = f"/2013/{CANARY}-{number}/?p={number}"
        get("FormerAddress").objects.create(key=f"{number}", address=address, question=question)
        get("FormerSlug").objects.create(slug=f"former-{number}-{CANARY}", question=question)
        get("ImportedQuestion").objects.create(
            source_id=f"csv:{CANARY} {number}", question=question, run=run, source_hash="x"
        )
    get("FormerAddress").objects.create(key="feed", address="/feed/rss2/", target="/feed/")


def test_sources_and_addresses_are_sealed_and_lead_here():
    try:
        apps = begin_at(BEFORE)
        make_imports(lambda name: apps.get_model("questions", name))
        assert places_of(CANARY) - {"questions_formerslug"}
    finally:
        migrate_to_newest()
    CacheVersion.bump()
    wait_until(scrub.finish_pending)
    assert FormerSlug.objects.get().slug == f"former-0-{CANARY}"  # readers know it
    FormerSlug.objects.all().delete()
    scrub.add_pending(["questions_formerslug"])
    wait_until(scrub.finish_pending)
    assert places_of(CANARY) == set()
    assert Client().get(f"/2013/{CANARY}-0/?p=0")["Location"] == "/questions/out/"
    assert Client().get(f"/2013/{CANARY}-1/?p=1").status_code == 404
    assert Client().get("/feed/rss2/")["Location"] == "/feed/"
    draft = Question.objects.get(state="draft")
    assert {row.address for row in FormerAddress.objects.filter(question=draft)} == {
        f"/2013/{CANARY}-1/?p=1",
        f"/questions/former-1-{CANARY}/",
    }
    found = ImportedQuestion.objects.get(source_key=source_key(f"csv:{CANARY} 1"))
    assert (found.question_id, found.source_id) == (draft.pk, f"csv:{CANARY} 1")


def test_an_import_from_before_the_desk_could_is_finished_and_can_be_undone():
    try:
        apps = begin_at([("questions", "0176_roles_for_webhooks")])
        run = apps.get_model("questions", "ImportRun").objects.create(
            system="Ghost", finished_at=THEN, counts={"new": 1}
        )
        question = apps.get_model("questions", "Question").objects.create(state="draft")
        apps.get_model("questions", "ImportedQuestion").objects.create(
            source_key=source_key("ghost:1"),
            source_id="ghost:1",
            question=question,
            run=run,
            source_hash="x",
        )
    finally:
        migrate_to_newest()
    run = ImportRun.objects.get()
    assert (run.state, run.can_be_undone, run.counts) == ("finished", True, {"new": 1})
    assert (run.options, run.tag_counts, run.tag_mapping, run.total, run.lease) == (
        {},
        {},
        {},
        0,
        None,
    )
    found = run.questions.get()
    assert (found.decision, found.is_edited) == ({}, False)
    assert actions.imports.undo(run) == 1
    assert not Question.objects.exists()


def test_what_an_import_knows_is_sealed_by_the_migration():
    try:
        apps = begin_at([("questions", "0190_desk_imports")])
        facts = {"tags": {CANARY: 2}, "tag_mapping": {CANARY: ["a", "b"]}, "fault": CANARY}
        apps.get_model("questions", "ImportRun").objects.create(system="x", **facts)
        apps.get_model("questions", "ImportRun").objects.create(system="y")
        assert "questions_importrun" in places_of(CANARY)
    finally:
        migrate_to_newest()
    wait_until(scrub.finish_pending)
    assert places_of(CANARY) == set()
    run, empty = ImportRun.objects.order_by("pk")
    assert (run.tag_counts, run.tag_mapping, run.fault_text) == (
        {CANARY: 2},
        {CANARY: ["a", "b"]},
        CANARY,
    )
    assert (empty.tags_text, empty.mapping_text, empty.fault_text) == ("", "", "")


def test_what_an_import_knows_a_letter_by_is_keyed():
    """Without a key it would confirm a guess at a draft to who has the database alone."""
    canary = sha256(CANARY.encode()).hexdigest()
    try:
        apps = begin_at([("questions", "0193_note_access_that_ends")])
        run = apps.get_model("questions", "ImportRun").objects.create(system="x")
        question = apps.get_model("questions", "Question").objects.create()
        apps.get_model("questions", "ImportedQuestion").objects.create(
            source_key="1", source_id="csv:1", question=question, run=run, source_hash=canary
        )
        assert places_of(canary)
    finally:
        migrate_to_newest()
    wait_until(scrub.finish_pending)
    assert ImportedQuestion.objects.get().source_hash == keyed_hash("import", canary).hex()
    assert places_of(canary) == set()
