"""Bring letters of another system into the column, and take a whole import back.

An import never overwrites what was edited here, and a second run of the same file changes nothing.
Pages change once, at the end: until then search and the page cache know nothing of it.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from enum import Enum

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from questions import search, social_cards
from questions.actions import slugs, tag_entries
from questions.actions.column import update_tag
from questions.actions.history import (
    Actor,
    Reason,
    clean_text,
    current_revision,
    record_text,
    working_text,
)
from questions.actions.public_text import clear_text, copy_text
from questions.actions.questions import missing_parts
from questions.actions.revisions import erase_revisions
from questions.models import (
    CacheVersion,
    FormerAddress,
    FormerSlug,
    FormerTagSlug,
    ImportedQuestion,
    ImportRun,
    Question,
    QuestionText,
    Tag,
)
from questions.models.imports import address_key
from questions.transfer.items import Item

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,100}")
UNHASHED = {"place", "line", "pictures", "cut", "differences", "notes", "draft_reasons"}


class Outcome(Enum):
    """What became of an item."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    EDITED_HERE = "edited here"
    ALREADY_HERE = "already here"


class EditedSinceImport(Exception):
    """An import cannot be undone: letters of it were edited.

    Attributes:
        count: how many.
    """

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


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
    """

    run: ImportRun
    by: Actor = None
    counts: Counter[str] = field(default_factory=Counter)
    tags: dict[str, Tag] = field(default_factory=dict)
    updates: dict[int, str] = field(default_factory=dict)
    has_public_changes: bool = False


def start(system: str, by: Actor = None) -> ImportSession:
    """Begin an import.

    Args:
        system: where the letters are from.
        by: who imports them.
    """
    run = ImportRun.objects.create(system=system, made_by=by)
    tags = {tag.name.lower(): tag for tag in Tag.objects.all()}
    return ImportSession(run, by, tags=tags)


@transaction.atomic
def save_items(session: ImportSession, items: Iterable[Item]) -> list[Outcome]:
    """Write some items in one transaction.

    Args:
        session: the import.
        items: a few, because other writers wait for them.

    Returns:
        What became of each.
    """
    return [save_item(session, item) for item in items]


def save_item(session: ImportSession, item: Item) -> Outcome:
    """Write one item, unless it is here already or was edited here.

    Args:
        session: the import.
        item: what is imported.
    """
    outcome, found = predict_outcome(item)
    if outcome is Outcome.NEW:
        create_question(session, item)
    elif outcome is Outcome.CHANGED and found:
        change_question(session, found, item)
    session.counts[outcome.value] += 1
    return outcome


def predict_outcome(item: Item) -> tuple[Outcome, ImportedQuestion | None]:
    """Say what would become of an item.

    Returns:
        The outcome, and what an earlier import wrote of the same item.
    """
    known = ImportedQuestion.objects.select_related("question")
    found = known.filter(source_id=item.source_id).first()
    if found is None:
        is_here = item.is_own and Question.objects.filter(slug=item.slug).exists()
        return (Outcome.ALREADY_HERE if is_here else Outcome.NEW), None
    if found.source_hash == hash_item(item):
        return Outcome.UNCHANGED, found
    return (Outcome.EDITED_HERE if found.is_edited else Outcome.CHANGED), found


def hash_item(item: Item) -> str:
    """Return what tells whether an item is the same as in an earlier import."""
    facts = {name: value for name, value in asdict(item).items() if name not in UNHASHED}
    return hashlib.sha256(repr(sorted(facts.items())).encode("utf-8", "replace")).hexdigest()


def create_question(session: ImportSession, item: Item) -> None:
    """Write an item that is new.

    Args:
        session: the import.
        item: what is imported.
    """
    question = Question.objects.create()
    write_text(session, question, item, choose_slug(question, item))
    write_surroundings(session, question, item)
    ImportedQuestion.objects.create(
        source_id=item.source_id,
        question=question,
        run=session.run,
        source_hash=hash_item(item),
        revision=question.revision,
    )


def change_question(session: ImportSession, found: ImportedQuestion, item: Item) -> None:
    """Write an item that was changed over there and not here.

    Args:
        session: the import.
        found: what an earlier import wrote.
        item: what is imported.
    """
    question = found.question
    was_public = question.state == Question.State.PUBLISHED
    if was_public:
        tag_entries.remove(question)
    write_text(session, question, item, working_text(question).slug)
    write_surroundings(session, question, item)
    session.has_public_changes |= was_public
    found.source_hash, found.revision = hash_item(item), question.revision
    found.save(update_fields=["source_hash", "revision"])


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
        copy_text(question, text)
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
    notes = (note for note in item.content_notes if note in Question.ContentNote.values)
    text = QuestionText(
        headline=item.headline,
        slug=slug,
        letter_text=item.letter,
        sign_off=item.sign_off[:80],
        answer=item.answer,
        correction=item.correction,
        content_notes=tuple(notes),
        tags=tuple(find_tag(session, name).pk for name in item.tags),
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


def find_tag(session: ImportSession, name: str) -> Tag:
    """Return the tag of a name, made if there is none.

    Args:
        session: the import, which knows the tags.
        name: as the other system has it.
    """
    key = name[:60].lower()
    if key not in session.tags:
        tag = Tag(name=name[:60], slug=first_unused_tag_slug(name))
        update_tag(tag)
        session.tags[key] = tag
    return session.tags[key]


def first_unused_tag_slug(name: str) -> str:
    """Return an address for a tag that none has or had."""
    stem = slugify(name)[:50] or "tag"
    taken = set(Tag.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    former = FormerTagSlug.objects.filter(slug__startswith=stem)
    taken |= set(former.values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (stem, *numbered) if slug not in taken)


def add_address(question: Question, address: str) -> None:
    """Let an address of another system lead to a question, unless it leads somewhere already.

    Args:
        question: where it leads.
        address: a path, perhaps with a query.
    """
    own = re.fullmatch(r"/questions/([-\w]+)/", address)
    if own and SLUG.fullmatch(own[1]):
        is_taken = Question.objects.filter(slug=own[1]).exists()
        if not is_taken:
            FormerSlug.objects.get_or_create(slug=own[1], defaults={"question": question})
        return
    facts = {"address": address[:1000], "question": question}
    FormerAddress.objects.get_or_create(key=address_key(address), defaults=facts)


def add_targets(addresses: Iterable[str], target: str) -> None:
    """Let addresses of another system lead to a page of ours.

    Args:
        addresses: such as those of its feeds.
        target: a path here.
    """
    for address in addresses:
        facts = {"address": address, "target": target}
        FormerAddress.objects.get_or_create(key=address_key(address), defaults=facts)


def finish(session: ImportSession) -> None:
    """End an import: join what follows something else, and let search and pages know."""
    with transaction.atomic():
        for number, slug in session.updates.items():
            earlier = Question.objects.filter(slug=slug).exclude(pk=number).first()
            if earlier:
                set_update_of(number, earlier)
        session.run.finished_at = timezone.now()
        session.run.counts = dict(session.counts)
        session.run.save(update_fields=["finished_at", "counts"])
    if session.has_public_changes:
        search.rebuild_index()
    CacheVersion.bump()


def set_update_of(number: int, earlier: Question) -> None:
    """Say in an imported question that it follows another one.

    Args:
        number: its key.
        earlier: what it follows.
    """
    question = Question.objects.select_for_update().get(pk=number)
    if revision := current_revision(question):
        revision.text = replace(revision.question_text, update_of=earlier.pk).to_json()
        revision.save(update_fields=["text"])
    if question.state == Question.State.PUBLISHED:
        question.update_of = earlier
        question.save(update_fields=["update_of"])


def undo(run: ImportRun) -> int:
    """Take a whole import back.

    Returns:
        How many letters went.

    Raises:
        EditedSinceImport: some were edited here. Nothing was changed.
    """
    with transaction.atomic():
        rows = list(run.questions.select_related("question").select_for_update(of=("self",)))
        if edited := sum(row.is_edited or has_company(row.question) for row in rows):
            raise EditedSinceImport(edited)
        was_public = any(row.question.state == Question.State.PUBLISHED for row in rows)
        for row in rows:
            erase_revisions(row.question)
            social_cards.delete_cards(row.question)
            row.question.delete()
        run.delete()
        CacheVersion.bump()
    if was_public:
        search.rebuild_index()
    return len(rows)


def has_company(question: Question) -> bool:
    """Whether something was joined to a question here that would go with it."""
    later = question.updates.exclude(imported__isnull=False)
    return question.letters.exists() or later.exists()
