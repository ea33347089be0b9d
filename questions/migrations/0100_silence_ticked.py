"""Silence counts as a yes only for writers who ticked it; what they were shown before is kept.

Nobody ticked it so far, so for every letter that is here silence stops counting.
"""

from django.db import migrations, models

import questions.crypto


class Migration(migrations.Migration):
    dependencies = [("questions", "0148_badge_indexes")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="silence_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                editable=False,
                null=True,
                verbose_name="days after which silence counts as a yes",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="shown_before",
            field=questions.crypto.SealedTextField(
                blank=True, default="", verbose_name="the text that was shown before"
            ),
        ),
        migrations.AlterField(
            model_name="column",
            name="silence_is_consent",
            field=models.BooleanField(
                default=True,
                help_text=(
                    "If they tick it on the form, you can publish the edited letter when these "
                    "days are over. Without their tick it waits for their reply."
                ),
                verbose_name="let writers choose that silence counts as a yes",
            ),
        ),
    ]
