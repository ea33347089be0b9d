"""Erasures from before they had kinds."""

import importlib
import uuid

import pytest
from django.apps import apps
from django.db import connection

from questions.models import Erasure
from tests.migrations.schemas import migrate, migrate_to_newest

kinds = importlib.import_module("questions.migrations.0080_kinds_of_erasure")


class Editor:
    """What a migration is given of the database."""

    connection = connection


@pytest.fixture
def rows(db, settings, tmp_path):
    """Two erasures from before, of which the file knows one."""
    settings.DATA_DIR = tmp_path
    erased, forgotten = uuid.uuid4(), uuid.uuid4()
    Erasure.objects.bulk_create(Erasure(number=number) for number in (erased, forgotten))
    (tmp_path / "erasures.txt").write_text(f"{erased} 2026-01-01\nhalf a li", encoding="ascii")
    return erased, forgotten


def kinds_now():
    return dict(Erasure.objects.values_list("number", "kind"))


def test_what_the_file_does_not_know_was_an_original(rows):
    erased, forgotten = rows
    kinds.tell_originals_apart(apps, Editor)
    assert kinds_now() == {erased: "letter", forgotten: "original"}


def test_without_a_file_only_postgresql_may_have_it_elsewhere(rows, tmp_path):
    (tmp_path / "erasures.txt").unlink()
    kinds.tell_originals_apart(apps, Editor)
    expected = "letter" if connection.vendor == "postgresql" else "original"
    assert set(kinds_now().values()) == {expected}


@pytest.mark.django_db(transaction=True)
def test_rows_from_before_access_was_noted_stay():
    one = Erasure.objects.create(number=uuid.uuid4(), kind="refused")
    try:
        migrate([("questions", "0192_seal_import_runs")])
    finally:
        migrate_to_newest()
    Erasure.objects.create(number=one.number, kind="revoked")
    assert set(Erasure.objects.values_list("number", "kind")) == {
        (one.number, "refused"),
        (one.number, "revoked"),
    }
