"""Private answers may be Markdown, and sending one is a line of the history."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A field, and a reason more."""

    dependencies = [("questions", "0112_find_sources_by_key")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="is_markdown",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AlterField(
            model_name="revision",
            name="reason",
            field=models.CharField(
                choices=[
                    ("started", "Started the answer"),
                    ("autosave", "Saved automatically"),
                    ("saved", "Saved"),
                    ("conflict", "Not saved: somebody else had saved in the meantime"),
                    ("pseudonyms", "Replaced names"),
                    ("restored", "Restored an earlier version"),
                    ("discarded", "Discarded the changes"),
                    ("letter-added", "Added another letter"),
                    ("published", "Published"),
                    ("corrected", "Published the changes"),
                    ("sent", "Sent privately to the writer"),
                    ("unpublished", "Unpublished"),
                    ("expired", "Unpublished automatically"),
                    ("withdrawn", "The writer withdrew the letter"),
                    ("approval-asked", "Showed the edited letter to its writer"),
                    ("approved", "The writer approved the edited letter"),
                    ("change-wanted", "The writer asked for a change"),
                    ("refused", "The writer refused publication"),
                    ("imported", "Imported"),
                    ("previewed", "Made a preview link"),
                ],
                max_length=20,
            ),
        ),
    ]
