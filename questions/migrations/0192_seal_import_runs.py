"""Seal what an import knows before anything of it is public: tags, their names here, faults."""

import json

from django.db import migrations, models

import questions.crypto

SEALED = {"tags_text": "tags", "mapping_text": "tag_mapping", "fault_text": "fault"}


def seal_runs(apps, schema_editor):
    """Row by row; the worker takes the old bytes out of the files."""
    for run in apps.get_model("questions", "ImportRun").objects.iterator():
        for sealed, clear in SEALED.items():
            value = getattr(run, clear)
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            setattr(run, sealed, text if value else "")
        run.save(update_fields=list(SEALED))
    scrub = apps.get_model("questions", "PendingScrub").objects
    scrub.create(table="questions_importrun")


def sealed_field(name):
    return migrations.AddField(
        model_name="importrun",
        name=name,
        field=questions.crypto.SealedTextField(blank=True, db_default="", default=""),
    )


class Migration(migrations.Migration):

    dependencies = [("questions", "0001_squashed_0171_readers_asked_and_imported")]

    operations = [
        *(sealed_field(name) for name in SEALED),
        migrations.AddField(
            model_name="importrun",
            name="undone_at",
            field=models.DateTimeField(null=True, verbose_name="taken back"),
        ),
        migrations.RunPython(seal_runs, migrations.RunPython.noop),
        *(migrations.RemoveField("importrun", name) for name in SEALED.values()),
    ]

