"""The roles at the desk, as groups: who is staff gets one of them.

Columnist: everything about letters and pairs. Editor: the same without publishing, taking down,
deleting and the column's settings. Intake: reading and sorting the letters, nothing else.
"""

from django.contrib.auth.management import create_permissions
from django.db import migrations

INTAKE = ["view_letter", "change_letter"]
EDITOR = [
    *INTAKE,
    "view_question",
    "change_question",
    "view_tag",
    "add_tag",
    "change_tag",
    "view_passage",
    "add_passage",
    "change_passage",
    "view_column",
]
COLUMNIST = [
    *EDITOR,
    "publish_question",
    "delete_tag",
    "delete_passage",
    "change_column",
    "view_weeklyslot",
    "add_weeklyslot",
    "change_weeklyslot",
    "delete_weeklyslot",
]


def make_roles(apps, schema_editor):
    make_permissions(apps)
    groups = apps.get_model("auth", "Group").objects
    permissions = apps.get_model("auth", "Permission").objects
    for name, codes in (("Columnist", COLUMNIST), ("Editor", EDITOR), ("Intake", INTAKE)):
        group, _ = groups.get_or_create(name=name)
        found = permissions.filter(content_type__app_label="questions", codename__in=codes)
        group.permissions.add(*found)


def make_permissions(apps):
    """Django makes permissions after all migrations have run, which is too late for the groups."""
    config = apps.get_app_config("questions")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("questions", "0011_likeness_of_letters"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
