"""The verbs of tags."""

from django.db import transaction

from questions.actions import slugs, tag_entries
from questions.actions.history import replace_tag
from questions.models import CacheVersion, FormerTagSlug, Question, Tag
from questions.text import rendering
from questions.text.normalisation import fold_text, normalise_line, normalise_record


class SlugTaken(Exception):
    """The address led to another tag once: readers who kept it would be led astray."""


def is_another_tags(slug: str, tag: Tag) -> bool:
    """Whether an address led to another tag once, and still leads there."""
    return FormerTagSlug.objects.filter(slug=slug).exclude(tag_id=tag.pk).exists()


@transaction.atomic
def update_tag(tag: Tag) -> None:
    """Save a tag, new or changed; its former address leads to it.

    Raises:
        SlugTaken: its new address led to another tag once.
    """
    if is_another_tags(tag.slug, tag):
        raise SlugTaken
    former = Tag.objects.filter(pk=tag.pk).values_list("slug", flat=True).first()
    normalise_record(tag)
    tag.description_html = rendering.render_markdown(tag.description)
    tag.save()
    FormerTagSlug.objects.filter(slug=tag.slug).delete()
    if former not in (None, tag.slug):
        FormerTagSlug.objects.update_or_create(slug=former, defaults={"tag": tag})
    CacheVersion.bump()


def find_tag(name: str) -> Tag | None:
    """The tag whose name readers take for this one; SQLite itself folds only ASCII's capitals."""
    folded = fold_text(name)
    return next((tag for tag in Tag.objects.all() if fold_text(tag.name) == folded), None)


@transaction.atomic
def create_tag(name: str) -> Tag:
    """The tag of a name, new where there is none yet; capitals and apostrophes make no other."""
    name = normalise_line(name)
    if known := find_tag(name):
        return known
    tag = Tag(name=name, slug=slugs.first_unused_for_tag(name))
    update_tag(tag)
    return tag


@transaction.atomic
def delete_tag(tag: Tag) -> None:
    """Delete a tag; its questions stay."""
    tag.delete()
    CacheVersion.bump()


@transaction.atomic
def merge_tags(tag: Tag, into: Tag) -> int:
    """Move a tag's questions to another tag; its addresses, old and present, lead there.

    Returns:
        How many questions the tag had.
    """
    if tag.pk == into.pk:
        return 0
    moved = list(tag.questions.all())
    public = [question for question in moved if question.state == Question.State.PUBLISHED]
    into.questions.add(*moved)
    into.letters.add(*tag.letters.all())
    into.subscribers.add(*tag.subscribers.all())
    into.signups.add(*tag.signups.all())
    moved_drafts = replace_tag(tag.pk, into.pk) - {question.pk for question in moved}
    FormerTagSlug.objects.filter(tag=tag).update(tag=into)
    former = tag.slug
    tag.delete()
    FormerTagSlug.objects.update_or_create(slug=former, defaults={"tag": into})
    CacheVersion.lock_row()
    for question in public:
        tag_entries.index_question(question)
    CacheVersion.bump()
    return len(moved) + len(moved_drafts)
