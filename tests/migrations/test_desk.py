"""The desk's migrations on a column that has letters and staff already."""

import importlib

from django.apps import apps
from django.contrib.auth.models import Group, Permission, User

from questions import crypto
from questions.crypto import Sealed
from questions.models import Letter
from tests.factories import received_letter

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
        permissions = Group.objects.get(name=name).permissions
        held = set(permissions.values_list("codename", flat=True))
        assert set(codes) <= held, name
        assert name == "Columnist" or "publish_question" not in held
    assert "publish_question" not in roles.EDITOR


def test_whoever_wrote_and_edited_may_still_write(db):
    write = Permission.objects.get(codename="write_to_asker")
    intake, editor = Group.objects.get(name="Intake"), Group.objects.get(name="Editor")
    own, staff = Group.objects.create(name="Deputy"), User.objects.create_user("dee")
    own.permissions.set(editor.permissions.all())
    staff.user_permissions.set(editor.permissions.exclude(pk=write.pk))
    own.permissions.remove(write)
    importlib.import_module("questions.migrations.0141_roles_at_the_desk").let_them(apps, None)
    assert own.permissions.filter(pk=write.pk).exists()
    assert staff.user_permissions.filter(pk=write.pk).exists()
    assert not intake.permissions.filter(pk=write.pk).exists()
    assert Group.objects.get(name="Columnist").permissions.filter(codename="change_resource")


def test_columnists_look_after_webhooks(db):
    columnist, editor = Group.objects.get(name="Columnist"), Group.objects.get(name="Editor")
    mine = Permission.objects.filter(content_type__model__in=["webhookendpoint", "outgoingcall"])
    columnist.permissions.remove(*mine)
    importlib.import_module("questions.migrations.0176_roles_for_webhooks").let_columnists(
        apps, None
    )
    held = set(columnist.permissions.values_list("codename", flat=True))
    assert {"add_webhookendpoint", "delete_webhookendpoint", "view_outgoingcall"} <= held
    assert "change_outgoingcall" not in held
    assert not editor.permissions.filter(codename="view_webhookendpoint").exists()
