"""The one row of the column's settings, for John to edit."""

from django.db import migrations


def make_row(apps, schema_editor):
    apps.get_model("questions", "Column").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("questions", "0001_initial")]

    operations = [migrations.RunPython(make_row, migrations.RunPython.noop)]
