"""The columnist looks after webhooks, and sees which calls were made."""

import importlib

from django.db import migrations

make_permissions = importlib.import_module("questions.migrations.0012_roles").make_permissions

COLUMNIST = [f"{verb}_webhookendpoint" for verb in ("view", "add", "change", "delete")]
COLUMNIST += ["view_outgoingcall"]


def let_columnists(apps, schema_editor):
    make_permissions(apps)
    permissions = apps.get_model("auth", "Permission").objects
    found = permissions.filter(content_type__app_label="questions", codename__in=COLUMNIST)
    for group in apps.get_model("auth", "Group").objects.filter(name="Columnist"):
        group.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("questions", "0175_calls_to_other_machines"),
    ]

    operations = [migrations.RunPython(let_columnists, migrations.RunPython.noop)]
