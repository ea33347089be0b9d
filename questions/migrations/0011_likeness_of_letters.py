"""The keyed hash by which the same text is known again, for the letters that are there."""

from django.db import migrations

from questions import crypto


def fill(apps, schema_editor):
    letters = apps.get_model("questions", "Letter").objects
    for letter in letters.filter(likeness="").iterator(chunk_size=500):
        try:
            likeness = crypto.text_fingerprint(letter.text)
        except crypto.Unreadable:
            continue
        letters.filter(pk=letter.pk).update(likeness=likeness)


class Migration(migrations.Migration):
    dependencies = [("questions", "0010_keep_desk_work")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
