"""Erasures get a kind, so that a restore forgets an original without its published question."""

from pathlib import Path

from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("letter", "Letter deleted by its writer"),
    ("expired", "Letter deleted after its time"),
    ("original", "Original of a published letter deleted after its time"),
    ("subscriber", "Subscriber who unsubscribed"),
    ("withdrawn", "Letter withdrawn"),
    ("refused", "Publication refused by the writer"),
]


def listed_numbers():
    """What the file beside the database says was erased; None where there is no such file."""
    path = Path(settings.DATA_DIR) / "erasures.txt"
    if not path.exists():
        return None
    lines = [line.split() for line in path.read_text(encoding="ascii").splitlines()]
    return {line[0] for line in lines if line and line[2:] in ([], ["letter"])}


def tell_originals_apart(apps, schema_editor):
    """A row of which the file knows nothing is an original that retention has forgotten.

    Until now the verb of erasing wrote to the table and to the file, and that of forgetting an
    original to the table alone. A PostgreSQL without the file may have it on another node, and
    there every row keeps the kind that lets nothing come back.
    """
    erasures = apps.get_model("questions", "Erasure").objects.using(schema_editor.connection.alias)
    listed = listed_numbers()
    if listed is None and schema_editor.connection.vendor == "postgresql":
        return
    known = set(map(str, erasures.values_list("number", flat=True))) - (listed or set())
    for number in known:
        erasures.filter(number=number, kind="letter").update(kind="original")


class Migration(migrations.Migration):
    dependencies = [("questions", "0060_imports")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("erasure", "letter_id", "number"),
                migrations.AlterField(
                    "erasure", "number", models.UUIDField(db_column="letter_id", unique=True)
                ),
            ]
        ),
        migrations.AddField(
            "erasure",
            "kind",
            models.CharField(
                choices=KINDS, default="letter", db_default="letter", max_length=12
            ),
        ),
        migrations.AlterField("erasure", "number", models.UUIDField(db_column="letter_id")),
        migrations.AddConstraint(
            "erasure",
            models.UniqueConstraint(fields=("number", "kind"), name="erasure_once_a_kind"),
        ),
        migrations.RunPython(tell_originals_apart, migrations.RunPython.noop, elidable=True),
    ]
