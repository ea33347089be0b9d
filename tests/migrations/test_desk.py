"""The desk's migrations on a column that has letters and staff already."""

import importlib

import pytest
from django.apps import apps
from django.contrib.auth.models import Group

from questions import crypto
from questions.crypto import Sealed
from questions.models import Letter
from tests.factories import received_letter

pytestmark = pytest.mark.slow

likeness = importlib.import_module("questions.migrations.0011_likeness_of_letters")
roles = importlib.import_module("questions.migrations.0012_roles")


def test_letters_that_are_there_get_their_likeness(db):
    letter, lost = received_letter("He left."), received_letter("Lost.")
    Letter.objects.update(likeness="")
    Letter.objects.filter(pk=lost.pk).update(text=Sealed("sealed-with-a-key-that-is-gone"))
    likeness.fill(apps, None)
    letter.refresh_from_db()
    assert letter.likeness == crypto.text_fingerprint("he LEFT")
    assert Letter.objects.get(pk=lost.pk).likeness == ""


def test_the_roles_are_made_once_with_their_permissions(db):
    expected = {"Columnist": roles.COLUMNIST, "Editor": roles.EDITOR, "Intake": roles.INTAKE}
    roles.make_roles(apps, None)
    assert Group.objects.count() == 3
    for name, codes in expected.items():
        permissions = Group.objects.get(name=name).permissions.exclude(codename__endswith="_issue")
        held = permissions.values_list("codename", flat=True)
        assert sorted(held) == sorted(codes), name
    assert "publish_question" not in roles.EDITOR
