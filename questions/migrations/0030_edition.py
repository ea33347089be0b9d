"""The row by which every process sees that a public page has changed."""

from django.db import migrations, models


def make_row(apps, schema_editor):
    apps.get_model("questions", "Edition").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("questions", "0021_vocabulary")]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(default="first", max_length=16)),
            ],
            options={
                "verbose_name": "edition",
                "verbose_name_plural": "editions",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="edition_is_one_row")
                ],
            },
        ),
        migrations.RunPython(make_row, migrations.RunPython.noop),
    ]
