"""What an imported letter becomes: its text, its tags and its place in the column."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils import timezone

from questions.actions import slugs, tag_entries
from questions.actions.history import (
    Actor,
    Reason,
    clean_text,
    record_text,
)
from questions.actions.imported_addresses import SLUG, add_address
from questions.actions.public_text import clear_text, copy_text, with_text
from questions.actions.questions import missing_parts
from questions.actions.tags import update_tag
from questions.models import ContentNote, ImportRun, Question, QuestionText, Tag
from questions.text.normalisation import fold_text
from questions.transfer.items import Item


@dataclass
class ImportSession:
    """An import under way.

    Attributes:
        run: its row.
        by: who imports.
        counts: how many items came to which end.
        tags: those that are known, by their names in small letters.
        updates: the numbers of letters that follow another one, with its slug.
        has_public_changes: whether readers will see something of it.
        is_resumed: whether a process was killed over it, so that some of it is written.
    """

    run: ImportRun
    by: Actor = None
    counts: Counter[str] = field(default_factory=Counter)
    tags: dict[str, Tag] = field(default_factory=dict)
    updates: dict[int, str] = field(default_factory=dict)
    has_public_changes: bool = False
    is_resumed: bool = False


def choose_slug(question: Question, item: Item) -> str:
    """Return the item's own name in addresses where it is free, or the next one.

    Args:
        question: what the item becomes.
        item: what is imported.
    """
    stem = item.slug if SLUG.fullmatch(item.slug) else slugs.stem_from_headline(item.headline)
    return slugs.first_unused_from(stem, question)


def write_text(session: ImportSession, question: Question, item: Item, slug: str) -> None:
    """Write an item's text and times; what is not public is sealed like every draft.

    Args:
        session: the import.
        question: a new one, or one that nobody has edited.
        item: what is imported.
        slug: its address.
    """
    text = build_text(session, item, slug)
    question.first_published_at = item.published_at if item.was_public else None
    is_public = item.is_public and item.published_at is not None and can_be_public(text)
    question.state = Question.State.PUBLISHED if is_public else Question.State.DRAFT
    question.publish_at = item.published_at if is_public else None
    if is_public:
        copy_text(question, with_text(question, text))
    else:
        clear_text(question)
    question.corrected_on = item.corrected_on
    question.changed_at = item.changed_at or item.published_at or timezone.now()
    question.save(update_fields=["corrected_on", "changed_at"])
    record_text(question, text, Reason.IMPORTED, session.by)


def build_text(session: ImportSession, item: Item, slug: str) -> QuestionText:
    """Return an item's text.

    Args:
        session: the import, which knows the tags.
        item: what is imported.
        slug: its address.
    """
    notes = (note for note in item.content_notes if note in ContentNote.values)
    text = QuestionText(
        headline=item.headline,
        slug=slug,
        letter_text=item.letter,
        sign_off=item.sign_off[:80],
        answer=item.answer,
        pull_quote=item.pull_quote[:200],
        correction=item.correction,
        content_notes=tuple(notes),
        tags=tuple(dict.fromkeys(find_or_create_tag(session, name).pk for name in item.tags)),
    )
    return clean_text(text)


def can_be_public(text: QuestionText) -> bool:
    """Whether a text has all that a public one must have, but for the list about danger.

    That list is for what the columnist is about to publish: this was public already.
    """
    parts = {"headline": text.headline, "letter_text": text.letter_text, "answer": text.answer}
    return not missing_parts(Question(**parts))


def write_surroundings(session: ImportSession, question: Question, item: Item) -> None:
    """Write what belongs to a question: its places in lists, and the addresses that it had.

    Args:
        session: the import.
        question: it is saved.
        item: what is imported.
    """
    if question.state == Question.State.PUBLISHED:
        tag_entries.add_entries(question)
        session.has_public_changes = True
    for address in item.addresses:
        add_address(question, address)
    if item.update_of:
        session.updates[question.pk] = item.update_of


def find_or_create_tag(session: ImportSession, name: str) -> Tag:
    """Return the tag of a name, a new one if there is none.

    Args:
        session: the import, which knows the tags.
        name: as the other system has it.
    """
    key = fold_text(name[:60])
    if key not in session.tags:
        tag = Tag(name=name[:60], slug=slugs.first_unused_for_tag(name))
        update_tag(tag)
        session.tags[key] = tag
    return session.tags[key]
