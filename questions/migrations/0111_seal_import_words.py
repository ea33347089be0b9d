"""Seal where imported letters came from, and find them by keyed hashes.

Own addresses of letters that were never public stood among the former ones; they are sealed too.
"""

from django.db import migrations

from questions.models.imports import address_key, source_key

TABLES = ("questions_formeraddress", "questions_importedquestion", "questions_formerslug")


def seal_words(apps, schema_editor):
    """Row by row; the worker takes the old bytes out of the files."""
    address_model = apps.get_model("questions", "FormerAddress")
    for row in address_model.objects.iterator():
        row.address = str(row.__dict__["address"])  # in the clear until now
        row.key = address_key(row.address)
        row.save(update_fields=["key", "address"])
    for row in apps.get_model("questions", "ImportedQuestion").objects.iterator():
        row.source_id = str(row.__dict__["source_id"])
        row.source_key = source_key(row.source_id)
        row.save(update_fields=["source_key", "source_id"])
    seal_private_slugs(apps, address_model)
    scrub = apps.get_model("questions", "PendingScrub").objects
    scrub.bulk_create(scrub.model(table=table) for table in TABLES)


def seal_private_slugs(apps, address_model):
    """What no reader has ever seen is no former address in the clear."""
    slugs = apps.get_model("questions", "FormerSlug").objects
    for row in slugs.filter(question__state="draft", question__was_public=False):
        address = f"/questions/{row.slug}/"
        facts = {"address": address, "question_id": row.question_id}
        address_model.objects.get_or_create(key=address_key(address), defaults=facts)
        row.delete()


class Migration(migrations.Migration):

    dependencies = [("questions", "0110_seal_import_fields")]

    operations = [migrations.RunPython(seal_words, migrations.RunPython.noop)]
