"""The asking door's migrations on a column that has letters and help lines already."""

import importlib

import pytest
from django.apps import apps

from questions import crypto
from questions.models import Letter, Resource
from tests.migrations.schemas import begin_at, migrate, migrate_to_newest

lines = importlib.import_module("questions.migrations.0096_help_lines_by_kind")
checked = importlib.import_module("questions.migrations.0101_checked_help_lines")
BEFORE = [("questions", "0073_purge_clear_texts")]
AFTER = [("questions", "0101_checked_help_lines")]


def new_letter(old):
    """A letter and a column whose owner let silence count, at the old schema."""
    old.get_model("questions", "Column").objects.update_or_create(
        pk=1, defaults={"silence_is_consent": True}
    )
    return old.get_model("questions", "Letter").objects.create(
        text="It hurts.", sign_off="Awake", receipt_hash=crypto.hash_receipt("ABC"), shown='["a"]',
        flags=["self-harm"], approval="asked", consent_version=2, consented_on="2026-11-01",
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_letters_keep_everything_and_silence_stops_counting():
    try:
        old = begin_at(BEFORE)
        letter = new_letter(old)
        resources = old.get_model("questions", "Resource").objects
        resources.filter(name="Childline").delete()
        resources.create(country="GB", name="Childline", audience="our own words")
        new = migrate(AFTER)
        kept = new.get_model("questions", "Letter").objects.get(pk=letter.pk)
        assert (kept.text, kept.sign_off, kept.shown) == ("It hurts.", "Awake", '["a"]')
        assert (kept.flags, kept.approval) == (["self-harm"], "asked")
        assert (kept.heard, kept.shown_before, kept.silence_days) == (None, "", None)
        found = new.get_model("questions", "Resource").objects
        assert set(found.filter(name="Childline").values_list("audience", "for_young_people")) == {
            ("our own words", True)
        }
        assert found.get(country="IE", text_number="50808").text_word == "TALK"
    finally:
        migrate_to_newest()
    assert Letter.objects.get(pk=letter.pk).text == "It hurts."


def test_what_the_desk_has_written_stays(db):
    Resource.objects.all().delete()
    Resource.objects.create(country="NZ", name="Youthline", text_number="5626", number="111")
    Resource.objects.create(country="NZ", name="1737", number="1737")
    lines.describe_lines(apps, None)
    checked.correct_lines(apps, None)
    youthline = Resource.objects.get(name="Youthline")
    assert (youthline.text_number, youthline.number) == ("5626", "111")
    need_to_talk = Resource.objects.get(name="1737")
    assert (need_to_talk.text_number, need_to_talk.for_self_harm) == ("1737", True)
