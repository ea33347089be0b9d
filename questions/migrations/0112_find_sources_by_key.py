"""Each letter comes from one place only once."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("questions", "0111_seal_import_words")]

    operations = [
        migrations.AlterField(
            model_name="importedquestion",
            name="source_key",
            field=models.CharField(max_length=64, unique=True),
        ),
    ]
