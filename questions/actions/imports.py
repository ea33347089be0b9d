"""Bring letters of another system into the column, and take a whole import back.

An import never overwrites what was edited here, and a second run of the same file changes nothing.
Pages change once, at the end: until then search and the page cache know nothing of it.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, replace
from enum import Enum

from django.db import transaction
from django.utils import timezone

from questions import search, social_cards
from questions.actions import scrub, tag_entries
from questions.actions.history import (
    Actor,
    current_revision,
    working_text,
)
from questions.actions.import_leases import Lease, LeaseLost
from questions.actions.imported_text import (
    ImportSession,
    choose_slug,
    write_surroundings,
    write_text,
)
from questions.actions.revisions import erase_revisions
from questions.crypto import keyed_hash
from questions.models import (
    CacheVersion,
    ImportedQuestion,
    ImportRun,
    Question,
    Tag,
)
from questions.models.imports import source_key
from questions.text.normalisation import fold_text
from questions.transfer.items import Item

UNHASHED = {"place", "line", "cut", "differences", "notes", "draft_reasons", "source_hash"}


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


def start(system: str, digest: str = "", by: Actor = None) -> ImportSession:
    """Begin an import, or go on with the last one of the same content that has no end.

    Args:
        system: where the letters are from.
        digest: of all that is imported.
        by: who imports them.

    Raises:
        LeaseLost: another process is at work on it.
    """
    unfinished = ImportRun.objects.filter(finished_at=None, state=ImportRun.State.FINISHED)
    run = unfinished.filter(system=system, options__digest=digest).order_by("pk").last()
    is_resumed = run is not None
    if run is None:
        facts = {"digest": digest}
        run = ImportRun.objects.create(system=system, made_by=by, options=facts)
    lease = Lease(run=run)
    if not lease.take_lease():
        raise LeaseLost
    run.lease = lease.token
    session = open_session(run)
    session.is_resumed = session.has_public_changes = is_resumed
    return session


def open_session(run: ImportRun) -> ImportSession:
    """Begin or go on with an import."""
    tags = {fold_text(tag.name): tag for tag in Tag.objects.all()}
    return ImportSession(run, run.made_by, Counter(run.counts), tags)


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
    elif session.is_resumed and found and item.update_of and not found.is_edited:
        session.updates[found.question_id] = item.update_of
    session.counts[outcome.value] += 1
    return outcome


def predict_outcome(item: Item) -> tuple[Outcome, ImportedQuestion | None]:
    """Say what would become of an item.

    Returns:
        The outcome, and what an earlier import wrote of the same item.
    """
    known = ImportedQuestion.objects.select_related("question")
    found = known.filter(source_key=source_key(item.source_id)).first()
    if found is None:
        is_here = item.is_own and Question.objects.filter(slug=item.slug).exists()
        return (Outcome.ALREADY_HERE if is_here else Outcome.NEW), None
    if found.source_hash == hash_item(item):
        return Outcome.UNCHANGED, found
    return (Outcome.EDITED_HERE if found.is_edited else Outcome.CHANGED), found


def hash_item(item: Item) -> str:
    """Return what tells whether an item is the same as in an earlier import.

    A picture counts when its file is there: one that was missing makes the item another one. The
    hash is keyed, or the database alone would tell whether a guess at a draft is right.
    """
    if item.source_hash:
        return item.source_hash
    facts = {name: value for name, value in asdict(item).items() if name not in UNHASHED}
    facts["pictures"] = [picture.address for picture in item.pictures if picture.is_found]
    known = hashlib.sha256(repr(sorted(facts.items())).encode("utf-8", "replace")).hexdigest()
    return keyed_hash("import", known).hex()


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
        source_key=source_key(item.source_id),
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
        tag_entries.unindex_question(question)
    write_text(session, question, item, working_text(question).slug)
    write_surroundings(session, question, item)
    session.has_public_changes |= was_public
    found.source_hash, found.revision = hash_item(item), question.revision
    found.save(update_fields=["source_hash", "revision"])


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
    question = Question.objects.select_for_update(no_key=True).get(pk=number)
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
        close_undone(run, len(rows))
        scrub.add_pending(scrub.tables_of(Question))
        CacheVersion.bump()
    if was_public:
        search.rebuild_index()
    return len(rows)


def close_undone(run: ImportRun, count: int) -> None:
    """Keep of an import that was taken back only that there was one.

    Args:
        run: the import.
        count: how many letters went.
    """
    run.entries.all().delete()
    run.parts.all().delete()
    scrub.add_pending(["questions_importentry", "questions_importpart", "questions_importrun"])
    run.tag_counts, run.tag_mapping, run.fault_text = {}, {}, ""
    run.state, run.undone_at = ImportRun.State.FINISHED, timezone.now()
    run.finished_at, run.counts = run.finished_at or run.undone_at, {"undone": count}
    run.save()


def has_company(question: Question) -> bool:
    """Whether something was joined to a question here that would go with it."""
    later = question.updates.exclude(imported__isnull=False)
    return question.letters.exists() or later.exists()
