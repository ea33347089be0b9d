"""Let the fingerprints of all vectors be summed up by an index, without reading the vectors."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questions", "0194_key_import_hashes")]

    operations = [
        migrations.AddIndex(
            "questionvector",
            models.Index(
                models.Func(
                    "question",
                    template="(%(expressions)s / 1024)",
                    output_field=models.IntegerField(),
                ),
                "question",
                "fingerprint",
                name="vector_sums",
            ),
        ),
    ]
