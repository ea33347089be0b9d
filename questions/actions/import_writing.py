"""What somebody has looked at is written in the background."""

import logging

from django.db import DatabaseError, transaction

from questions.actions import import_entries, import_runs, imports, scrub
from questions.actions.import_decisions import Decision
from questions.actions.import_leases import LONG_LEASE, Job
from questions.actions.import_reading import count_entries
from questions.models import ImportedQuestion, ImportEntry, ImportRun
from questions.models.imports import source_key
from questions.transfer.fetching import open_pictures
from questions.transfer.hand_cuts import HandCut
from questions.transfer.items import Item
from questions.transfer.kinds import Kind
from questions.transfer.pictures import PictureFiles
from questions.transfer.report import TransferReport

BATCH = 10
FAULTS = (ArithmeticError, AssertionError, LookupError, RecursionError, TypeError, ValueError)

logger = logging.getLogger(__name__)

Shown = list[Item] | Exception
"""What is written of an entry, or why that cannot be found out."""


def write_slice(job: Job) -> None:
    """Write on what somebody has looked at.

    Raises:
        LeaseLost: another process writes it.
    """
    session = imports.open_session(job.run)
    with open_pictures(None, job.run.options.get("site", "")) as pictures:
        while rows := list(job.run.entries.filter(is_written=False).order_by("number")[:BATCH]):
            write_rows(job, session, rows, pictures)
            if job.is_over:
                return
    finish_writing(job, session)


def write_rows(
    job: Job, session: imports.ImportSession, rows: list[ImportEntry], pictures: PictureFiles
) -> None:
    """Write some entries in one transaction; their pictures are stored before."""
    shown = [shown_or_fault(job, row, pictures) for row in rows]
    with transaction.atomic():
        job.extend_lease()
        for row, items in zip(rows, shown, strict=True):
            write_or_name(session, row, items)
        job.run.done += len(rows)
        ImportRun.objects.filter(pk=job.run.pk).update(done=job.run.done)


def shown_or_fault(job: Job, row: ImportEntry, pictures: PictureFiles) -> Shown:
    """Return what is written of an entry, or why that cannot be found out.

    Args:
        job: the import.
        row: the entry.
        pictures: where their pictures are.
    """
    try:
        return shown_items(job, row, pictures)
    except FAULTS as error:
        return error


def shown_items(job: Job, row: ImportEntry, pictures: PictureFiles) -> list[Item]:
    """Return what is written of an entry.

    Args:
        job: the import.
        row: the entry.
        pictures: where their pictures are.
    """
    if row.choice == ImportEntry.Choice.LEFT_OUT:
        return []
    row.run = job.run  # which knows the tags; each row would ask for it otherwise
    items = import_entries.items_of(row)
    if job.run.options.get("site") and any(item.pictures for item in items):
        job.extend_lease()  # fetching takes its time
    return [
        import_runs.place_if_wanted(item, pictures, job.options.store_picture) for item in items
    ]


def write_or_name(session: imports.ImportSession, row: ImportEntry, items: Shown) -> None:
    """Write one entry; one that cannot be written is named, and the rest goes on.

    Args:
        session: the import.
        row: the entry.
        items: what is written of it, or why that could not be found out.
    """
    try:
        with transaction.atomic():
            if isinstance(items, Exception):
                raise items
            write_items(session, row, items)
    except (*FAULTS, DatabaseError) as error:
        name_fault(row, error)
    row.post, row.items, row.is_written = "", "", True
    row.save()


def name_fault(row: ImportEntry, error: Exception) -> None:
    """Note that an entry could not be written, without a word of it."""
    report = TransferReport()
    logger.warning("A letter could not be imported (%s).", type(error).__name__)
    report.add_line("fault", "", "", "It could not be imported.")
    row.outcome, row.question = "", None
    row.report = import_entries.add_lines(row, report)


def write_items(session: imports.ImportSession, row: ImportEntry, items: list[Item]) -> None:
    """Write the letters of one entry, and what there is to know of them."""
    outcomes = imports.save_items(session, items)
    keep_decision(row, items)
    if not items:
        row.outcome = "left out" if row.choice else ""
        return
    report = TransferReport()
    for item, outcome in zip(items, outcomes, strict=True):
        import_runs.note_outcome(item, outcome, report)
    del report.counts[outcomes[0].value]  # the entry itself says that
    row.outcome = outcomes[0].value
    row.report = import_entries.add_lines(row, report)


def keep_decision(row: ImportEntry, items: list[Item]) -> None:
    """Keep what somebody said of an entry beside its letters, for the next import."""
    keys = [source_key(item.source_id) for item in items]
    known = ImportedQuestion.objects.filter(source_key__in=keys)
    decision = Decision(HandCut(*row.cut) if row.cut else None, row.choice).to_json()
    known.exclude(decision=decision).update(decision=decision)
    first = known.select_related("question").order_by("pk").first()
    row.question = first.question if first else None


def finish_writing(job: Job, session: imports.ImportSession) -> None:
    """End an import: readers see it, and none of its texts is kept beside the column.

    Killed on the way, it does all of it again.
    """
    job.extend_lease(LONG_LEASE)
    for row in job.run.entries.exclude(follows="").exclude(question=None).iterator():
        session.updates[row.question_id or 0] = row.follows
    session.counts, _tags = count_entries(job.run)
    session.has_public_changes = True
    import_runs.redirect_feeds(Kind(job.run.system))
    imports.finish(session)
    with transaction.atomic():
        ImportRun.objects.filter(pk=job.run.pk).update(state=ImportRun.State.FINISHED)
        scrub.add_pending(["questions_importentry"])
