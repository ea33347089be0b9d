"""A sign of life of the background worker, for `/readyz` and the desk's first page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questions", "0081_scrubs_and_rounds")]

    operations = [
        migrations.CreateModel(
            name="WorkerHeartbeat",
            fields=[
                (
                    "name",
                    models.CharField(max_length=80, primary_key=True, serialize=False),
                ),
                ("beat_at", models.DateTimeField()),
            ],
            options={"default_permissions": ()},
        ),
    ]
