"""Who writes in the columnist's name: whoever could write to letter-writers and edit answers.

Intake sorts, tags and notes. The columnist looks after help lines, the wording of states and the
outbox too, which only a superuser could; editors see the help lines.
"""

import importlib

from django.db import migrations

make_permissions = importlib.import_module("questions.migrations.0012_roles").make_permissions

BOTH = ("change_letter", "change_question")
HELP_LINES = ["view_resource", "add_resource", "change_resource", "delete_resource"]
WORDING = ["view_statuswords", "add_statuswords", "change_statuswords", "delete_statuswords"]
MAY = {
    "Columnist": [*HELP_LINES, *WORDING, "view_outgoingmail"],
    "Editor": ["view_resource"],
}


def let_them(apps, schema_editor):
    make_permissions(apps)
    permissions = apps.get_model("auth", "Permission").objects
    permissions = permissions.filter(content_type__app_label="questions")
    write = permissions.get(codename="write_to_asker")
    for group in holders(apps.get_model("auth", "Group").objects, "permissions"):
        group.permissions.add(write)
    for user in holders(apps.get_model("auth", "User").objects, "user_permissions"):
        user.user_permissions.add(write)
    for name, codes in MAY.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.add(*permissions.filter(codename__in=codes))


def holders(rows, field):
    """Groups or accounts that hold both permissions by which one could write till now."""
    for code in BOTH:
        rows = rows.filter(**{f"{field}__codename": code})
    return rows.distinct()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("questions", "0140_message_sender"),
    ]

    operations = [migrations.RunPython(let_them, migrations.RunPython.noop)]
