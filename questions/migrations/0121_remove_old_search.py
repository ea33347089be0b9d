"""The tables of the former engine: index, vocabulary and spellings. Nothing in them is original."""

from django.db import migrations


def drop_index(apps, schema_editor):
    """Drop the index, a table of the engine's own kind that no model describes."""
    schema_editor.execute("DROP TABLE IF EXISTS questions_searchentry")


class Migration(migrations.Migration):
    """Removes what an older version writes to: it goes on reading, and publishes no more."""

    dependencies = [("questions", "0101_checked_help_lines")]

    operations = [
        migrations.RunPython(drop_index, migrations.RunPython.noop),
        migrations.DeleteModel("Spelling"),
        migrations.DeleteModel("Word"),
    ]
