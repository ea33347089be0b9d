"""Key the hashes by which an import knows a letter again: without a key they confirm a guess."""

from django.db import migrations

from questions.crypto import keyed_hash


def key_hashes(apps, schema_editor):
    """Row by row; the worker takes the old bytes out of the files."""
    for row in apps.get_model("questions", "ImportedQuestion").objects.iterator():
        row.source_hash = keyed_hash("import", row.source_hash).hex()
        row.save(update_fields=["source_hash"])
    scrub = apps.get_model("questions", "PendingScrub").objects
    scrub.create(table="questions_importedquestion")


class Migration(migrations.Migration):
    dependencies = [("questions", "0193_note_access_that_ends")]

    operations = [migrations.RunPython(key_hashes, migrations.RunPython.noop)]
