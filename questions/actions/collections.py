"""The verbs of collections."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from questions import social_cards
from questions.actions import slugs
from questions.actions.history import Actor
from questions.actions.permissions import PUBLISH, require_permission
from questions.models import (
    CacheVersion,
    Collection,
    CollectionPart,
    Column,
    FormerCollectionSlug,
    Question,
)
from questions.text import rendering
from questions.text.normalisation import normalise_record

PLACE_STEP = 10  # so that a letter can come between two others


class SlugTaken(Exception):
    """The address leads, or led once, to another collection."""


class NotPublishable(Exception):
    """What stands between a collection and its readers, as a sentence for the columnist."""


def is_another_collections(slug: str, collection: Collection) -> bool:
    """Whether an address leads, or led once, to another collection."""
    others = Collection.objects.filter(slug=slug).exclude(pk=collection.pk)
    former = FormerCollectionSlug.objects.filter(slug=slug)
    return others.exists() or former.exclude(collection_id=collection.pk).exists()


@transaction.atomic
def update_collection(collection: Collection, *, by: Actor = None) -> None:
    """Save a collection's headline, address and introduction; a former address leads to it.

    Args:
        collection: new or changed. A public one shows the change at once.
        by: who saves; a public collection is changed only by who may publish.

    Raises:
        SlugTaken: its address belongs, or belonged once, to another collection.
        NotAllowed: it is public, and they may not publish.
    """
    if collection.is_public:
        require_permission(by, PUBLISH)
    normalise_record(collection)
    collection.slug = collection.slug or slugs.first_unused_for_collection(collection.headline)
    if is_another_collections(collection.slug, collection):
        raise SlugTaken
    former = Collection.objects.filter(pk=collection.pk).values_list("slug", flat=True).first()
    collection.introduction_html = rendering.render_markdown(collection.introduction)
    collection.save()
    record_former_slug(collection, former)
    show_change(collection)


def record_former_slug(collection: Collection, former: str | None) -> None:
    """Let a former address lead to the collection, and its own nowhere else."""
    FormerCollectionSlug.objects.filter(slug=collection.slug).delete()
    if former not in (None, collection.slug):
        FormerCollectionSlug.objects.create(slug=former, collection=collection)


@transaction.atomic
def update_parts(
    collection: Collection,
    parts: Iterable[CollectionPart],
    *,
    removed: Iterable[CollectionPart] = (),
    by: Actor = None,
) -> None:
    """Save some letters of a collection with the words before them, and take others out.

    Args:
        collection: whose they are.
        parts: new or changed; without a place they come last, without anything in them they go.
        removed: those that go.
        by: who saves; a public collection is changed only by who may publish.

    Raises:
        NotAllowed: it is public, and they may not publish.
    """
    if collection.is_public:
        require_permission(by, PUBLISH)
    for part in removed:
        part.delete()
    for part in parts:
        part.collection = collection
        save_part(part)
    show_change(collection)


def save_part(part: CollectionPart) -> None:
    """Save a letter's place with the words before it, unless there is nothing in it."""
    normalise_record(part)
    if part.question_id is None and not part.words.strip():
        if part.pk:
            part.delete()
        return
    if part.position is None:
        last = part.collection.parts.aggregate(last=Max("position"))["last"] or 0
        part.position = last + PLACE_STEP
    part.words_html = rendering.render_markdown(part.words)
    part.save()


def show_change(collection: Collection) -> None:
    """Let every page show a collection as it is now, if readers can see it."""
    Collection.objects.filter(pk=collection.pk).update(changed_at=timezone.now())
    if collection.is_public:
        CacheVersion.bump()
        transaction.on_commit(Column.clear_cache)
        shown = Collection(pk=collection.pk)  # a deleted one forgets its number
        transaction.on_commit(lambda: social_cards.delete_cards(shown))


@transaction.atomic
def publish(collection: Collection, *, is_start: bool = False, by: Actor = None) -> None:
    """Let readers see a collection.

    Args:
        collection: a draft, or a public one whose place in the navigation changes.
        is_start: whether it becomes “Start here” in the place of another one.
        by: who publishes.

    Raises:
        NotPublishable: readers would find no letter in it.
        NotAllowed: they may not publish.
    """
    require_permission(by, PUBLISH)
    if not Question.objects.published().filter(collection_parts__collection=collection).exists():
        raise NotPublishable(_("No letter in this collection is public. Add one first."))
    set_public(collection, is_public=True)
    mark_start(collection, is_start=is_start)
    show_change(collection)


def set_public(collection: Collection, *, is_public: bool) -> None:
    """Note whether readers can see a collection."""
    collection.is_public = is_public
    collection.save(update_fields=["is_public"])


def mark_start(collection: Collection, *, is_start: bool) -> None:
    """Note in the settings whether a collection is “Start here”.

    Args:
        collection: which.
        is_start: whether it is; if not, another one stays what it is.
    """
    column = Column.objects.select_for_update().get(pk=Column.ONLY)
    if is_start or column.start_here_id == collection.pk:
        column.start_here = collection if is_start else None
        column.save(update_fields=["start_here"])


@transaction.atomic
def unpublish(collection: Collection, *, by: Actor = None) -> None:
    """Let only the desk see a collection; its letters stay public."""
    require_permission(by, PUBLISH)
    mark_start(collection, is_start=False)
    show_change(collection)
    set_public(collection, is_public=False)


@transaction.atomic
def delete_collection(collection: Collection, *, by: Actor = None) -> None:
    """Delete a collection; its letters stay."""
    if collection.is_public:
        require_permission(by, PUBLISH)
    show_change(collection)
    collection.delete()
