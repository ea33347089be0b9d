"""Marks of what has not left the database's files yet, and the last round of retention."""

from django.db import migrations, models
import django.utils.timezone


class Migration(migrations.Migration):
    dependencies = [("questions", "0080_kinds_of_erasure")]

    operations = [
        migrations.CreateModel(
            name="PendingScrub",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table", models.CharField(max_length=63)),
                ("since", models.DateField(default=django.utils.timezone.localdate)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="RetentionRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "pause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not paused"),
                            ("back", "The clock went back"),
                            ("leap", "The clock leapt, or nothing ran for days"),
                            ("many", "Unusually many letters would be deleted at once"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
    ]
