"""A place for the vectors of published questions; `manage.py reindex` fills it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Only adds: an older version that still runs knows nothing of it."""

    dependencies = [("questions", "0096_help_lines_by_kind")]

    operations = [
        migrations.CreateModel(
            name="QuestionVector",
            fields=[
                (
                    "question",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="vector",
                        serialize=False,
                        to="questions.question",
                    ),
                ),
                ("model", models.CharField(blank=True, max_length=20)),
                ("values", models.BinaryField(default=b"", max_length=512)),
                ("fingerprint", models.BigIntegerField()),
            ],
            options={"verbose_name": "vector", "verbose_name_plural": "vectors"},
        )
    ]
