"""The verbs of what stands around the pairs: tags, and the column's settings."""

from django.db import transaction

from questions import rendering
from questions.models import Column, Edition, FormerTagSlug, Tag


@transaction.atomic
def describe(tag: Tag) -> None:
    """Save a tag, new or changed; its former address leads to it."""
    former = Tag.objects.filter(pk=tag.pk).values_list("slug", flat=True).first()
    tag.description_html = rendering.render_markdown(tag.description)
    tag.save()
    FormerTagSlug.objects.filter(slug=tag.slug).delete()
    if former not in (None, tag.slug):
        FormerTagSlug.objects.update_or_create(slug=former, defaults={"tag": tag})
    Edition.turn()


@transaction.atomic
def drop(tag: Tag) -> None:
    """Delete a tag; its pairs stay."""
    tag.delete()
    Edition.turn()


@transaction.atomic
def set_up(column: Column) -> None:
    """Save the column's settings; every process shows them within a second."""
    column.pk = Column.ONLY
    column.about_html = rendering.render_markdown(column.about)
    column.save()
    Edition.turn()
    transaction.on_commit(Column.forget)
