"""Take what was removed out of the database's files: deleted rows leave their bytes there.

It runs outside of a transaction and may be run again. On SQLite it needs as much free disk as the
database is large; on PostgreSQL it locks these tables for a moment.
"""

from django.db import migrations

TABLES = (
    "questions_question",
    "questions_question_tags",
    "questions_formerslug",
    "questions_previewlink",
    "questions_standin",
    "django_admin_log",
)


def purge(apps, schema_editor):
    """Write the files anew without what is gone."""
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for table in TABLES:
                cursor.execute(f"VACUUM FULL {table}")


class Migration(migrations.Migration):

    atomic = False
    dependencies = [("questions", "0072_remove_clear_texts")]

    operations = [migrations.RunPython(purge, migrations.RunPython.noop, atomic=False)]
