"""Fields for what imports left in the clear: where a letter came from, and its addresses there."""

from django.db import migrations, models

import questions.crypto


class Migration(migrations.Migration):

    dependencies = [("questions", "0143_daily_counts")]

    operations = [
        migrations.AddField(
            model_name="importedquestion",
            name="source_key",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="importedquestion",
            name="source_id",
            field=questions.crypto.SealedTextField(bound_to="source_key"),
        ),
        migrations.AlterField(
            model_name="formeraddress",
            name="address",
            field=questions.crypto.SealedTextField(bound_to="key", verbose_name="address"),
        ),
    ]
