"""What leaves the column: what everybody can read and, asked for, drafts. Letters never do."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils import timezone

from questions.actions.history import open_question
from questions.models import Collection, Column, Question
from questions.text import rendering
from questions.transfer.exporters.site import Site, address_of_slug
from questions.transfer.items import CollectionItem, Item

BATCH = 200


def describe_site() -> Site:
    """Return what an export says of the column as a whole."""
    return Site(
        title=Column.get_current().name,
        address=settings.SITE_URL,
        language=settings.LANGUAGE_CODE,
        exported_at=timezone.now(),
        render=rendering.render_markdown,
        collections=tuple(map(make_collection_item, Collection.objects.published())),
    )


def make_collection_item(collection: Collection) -> CollectionItem:
    """Return a collection as a plain record, with the letters that everybody can read now."""
    public = Question.objects.published().only("slug", "headline")
    questions = public.in_bulk(list(collection.parts.values_list("question", flat=True)))
    parts = []
    for part in collection.parts.all():
        question = questions.get(part.question_id)
        if question:
            parts.append((part.words, question.slug or "", question.headline))
        elif part.question_id is None:
            parts.append((part.words, "", ""))
    return CollectionItem(
        headline=collection.headline,
        slug=collection.slug,
        introduction=collection.introduction,
        parts=tuple(parts),
    )


def exported_items(*, has_drafts: bool = False) -> Iterator[Item]:
    """Yield the letters with their answers, the oldest first.

    Args:
        has_drafts: whether drafts come too, without the letters that they were made from.
    """
    for question in questions_in_batches(Question.objects.published().values_list("pk", flat=True)):
        yield make_item(question, is_public=True)
    if has_drafts:
        drafts = Question.objects.filter(state=Question.State.DRAFT).values_list("pk", flat=True)
        for question in questions_in_batches(drafts):
            yield make_item(without_private_letter(question), is_public=False)


def questions_in_batches(keys: Iterable[int]) -> Iterator[Question]:
    """Yield questions with all that belongs to them, a few at a time.

    Args:
        keys: their numbers.
    """
    related = ("tags", "former_slugs", "former_addresses")
    numbers = sorted(keys)
    for start in range(0, len(numbers), BATCH):
        found = Question.objects.select_related("imported", "update_of")
        yield from (
            found.prefetch_related(*related)
            .filter(pk__in=numbers[start : start + BATCH])
            .order_by("pk")
        )


def without_private_letter(question: Question) -> Question:
    """Return a draft as it was last written; the letter behind it stays here."""
    draft = open_question(question)
    if question.letters.exists():
        draft.letter_text = draft.sign_off = ""
    return draft


def make_item(question: Question, *, is_public: bool) -> Item:
    """Return a question as a plain record.

    Args:
        question: with all that belongs to it.
        is_public: whether everybody can read it.
    """
    imported = getattr(question, "imported", None)
    earlier = question.update_of
    return Item(
        source_id=imported.source_id if imported else f"column:{question.slug or question.pk}",
        headline=question.headline,
        slug=question.slug or "",
        letter=question.letter_text,
        sign_off=question.sign_off,
        answer=question.answer,
        tags=tuple(sorted(tag.name for tag in question.tag_list)),
        published_at=question.publish_at if is_public else question.first_published_at,
        changed_at=question.changed_at,
        addresses=tuple(former_paths(question)),
        is_public=is_public,
        was_public=is_public or question.first_published_at is not None,
        is_own=True,
        content_notes=tuple(question.content_notes),
        pull_quote=question.pull_quote,
        correction=question.correction,
        corrected_on=question.corrected_on,
        update_of=earlier.slug or "" if earlier and earlier.is_public else "",
    )


def former_paths(question: Question) -> Iterator[str]:
    """Yield the addresses that a question had, here and elsewhere."""
    for slug in sorted(former.slug for former in question.former_slugs.all()):
        yield address_of_slug(slug)
    yield from sorted(former.address for former in question.former_addresses.all())
