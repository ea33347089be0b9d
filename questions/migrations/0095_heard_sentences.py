"""The sentences that raised a letter, sealed."""

from django.db import migrations

import questions.crypto


class Migration(migrations.Migration):
    dependencies = [("questions", "0073_purge_clear_texts")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="heard",
            field=questions.crypto.SealedTextField(
                blank=True, editable=False, null=True, verbose_name="sentences of danger"
            ),
        ),
    ]
