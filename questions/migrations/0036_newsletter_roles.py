"""Who looks after the newsletter: the columnist; editors look at it."""

import importlib

from django.db import migrations

make_permissions = importlib.import_module("questions.migrations.0012_roles").make_permissions

MAY = {"Columnist": ["view_issue", "change_issue"], "Editor": ["view_issue"]}


def let_them(apps, schema_editor):
    make_permissions(apps)
    permissions = apps.get_model("auth", "Permission").objects
    for name, codes in MAY.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        found = permissions.filter(content_type__app_label="questions", codename__in=codes)
        group.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [("questions", "0035_newsletter")]

    operations = [migrations.RunPython(let_them, migrations.RunPython.noop)]
