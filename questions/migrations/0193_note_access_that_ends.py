"""The log of erasures knows one more kind: access that was taken away."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questions", "0192_seal_import_runs")]

    operations = [
        migrations.AlterField(
            "erasure",
            "kind",
            models.CharField(
                choices=[
                    ("letter", "Letter deleted by its writer"),
                    ("expired", "Letter deleted after its time"),
                    ("original", "Original of a published letter deleted after its time"),
                    ("subscriber", "Subscriber who unsubscribed"),
                    ("withdrawn", "Letter withdrawn"),
                    ("refused", "Publication refused by the writer"),
                    ("invited", "Writer asked to write again"),
                    ("revoked", "Access taken away"),
                ],
                db_default="letter",
                default="letter",
                max_length=12,
            ),
        ),
    ]
