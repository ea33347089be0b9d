"""Read a file of another system from its beginning to its end, and import it or only report.

Texts are prepared outside of any transaction and written a few at a time, so that letters that
come in meanwhile never wait.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from itertools import islice
from pathlib import Path

from django.utils import timezone

from questions.actions import imports
from questions.actions.history import Actor
from questions.actions.imported_addresses import add_targets
from questions.text import rendering
from questions.transfer.items import Fault, Item, LeftOut, Post
from questions.transfer.kinds import Kind, kind_of
from questions.transfer.pictures import PictureRefused, StorePicture, UploadsFolder, place_pictures
from questions.transfer.prepare import CONFIDENT, PrepareOptions, prepare_post
from questions.transfer.readers.options import ReadOptions
from questions.transfer.reading import FEEDS, read_entries
from questions.transfer.report import TransferReport
from questions.transfer.sources import Source, open_source
from questions.transfer.tag_mapping import map_tags

BATCH = 20
FEED = "/feed/"
NOTES_FOR_FLAGS = {"self-harm": "self-harm", "violence": "violence", "minor": "abuse"}


def refuse_every_picture(file: Path) -> str:
    """Stand in for a store of pictures where none was given."""
    raise PictureRefused("There is no place for pictures.")


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to import a file.

    Attributes:
        is_dry_run: report what would happen, and change nothing.
        is_draft_only: let nothing become public.
        uploads: a folder with the pictures of the other site.
        store_picture: keeps a picture.
        tag_mapping: what each tag becomes.
        find_risk_flags: hears words of danger in a letter.
        min_confidence: how sure a cut must be for a letter to become public.
        zone: of dates that name none; the column's if it is None.
        post_types: which of WordPress's kinds of entries are letters.
        by: who imports.
        report_progress: is told how many letters are done.
    """

    is_dry_run: bool = False
    is_draft_only: bool = False
    uploads: Path | None = None
    store_picture: StorePicture = refuse_every_picture
    tag_mapping: dict[str, tuple[str, ...]] = field(default_factory=dict)
    find_risk_flags: Callable[[str], list[str]] = lambda text: []
    min_confidence: float = CONFIDENT
    zone: tzinfo | None = None
    post_types: tuple[str, ...] = ("post",)
    by: Actor = None
    report_progress: Callable[[int], None] = lambda done: None


def import_path(path: Path, options: RunOptions) -> TransferReport:
    """Import a file, a folder or a zip.

    Args:
        path: where it is.
        options: how to import it.

    Returns:
        What happened, or would happen, to each letter of it.

    Raises:
        SourceRefused: nothing of it can be read.
    """
    source = open_source(path)
    kind = kind_of(source)
    report = TransferReport(kind.value)
    items = prepared_items(source, kind, options, report)
    if options.is_dry_run:
        report_only(items, report)
    else:
        write_all(items, kind, options, report)
    return report


def prepared_items(
    source: Source, kind: Kind, options: RunOptions, report: TransferReport
) -> Iterator[Item]:
    """Yield the items of a source; what is none goes into the report.

    Args:
        source: a file, a folder or a zip.
        kind: which system it is from.
        options: how to import it.
        report: what is told of it.
    """
    uploads = UploadsFolder(options.uploads)
    zone = options.zone or timezone.get_default_timezone()
    reading = ReadOptions(zone, timezone.now(), options.post_types)
    preparing = PrepareOptions(rendering.render_markdown, uploads.has_file, options.min_confidence)
    for entry in read_entries(source, reading, kind):
        if isinstance(entry, Fault):
            report.add_fault(entry)
        elif isinstance(entry, LeftOut):
            report.add_left_out(entry)
        else:
            yield from prepare_entry(entry, preparing, options, report)


def prepare_entry(
    post: Post, preparing: PrepareOptions, options: RunOptions, report: TransferReport
) -> Iterator[Item]:
    """Yield the items of one post. One that breaks the converter never takes the rest with it.

    Args:
        post: as a reader found it.
        preparing: how to prepare it.
        options: how to import it.
        report: where it is said if it cannot be prepared.
    """
    try:
        items = [adjust_item(item, options) for item in prepare_post(post, preparing)]
    except (ArithmeticError, AssertionError, LookupError, RecursionError, ValueError) as error:
        reason = f"The text could not be converted ({type(error).__name__})."
        report.add_fault(Fault(post.place, post.line, reason))
        return
    yield from items


def adjust_item(item: Item, options: RunOptions) -> Item:
    """Give an item its tags and content notes here.

    Args:
        item: as the other system had it.
        options: how to import it.
    """
    mapped = map_tags(item, options.tag_mapping)
    if options.is_draft_only and mapped.is_public:
        reasons = (*mapped.draft_reasons, "Everything was to become a draft.")
        mapped = replace(mapped, is_public=False, draft_reasons=reasons)
    if item.is_own or item.content_notes:
        return mapped
    flags = options.find_risk_flags(f"{item.headline}\n{item.letter}")
    proposed = tuple(NOTES_FOR_FLAGS[flag] for flag in flags if flag in NOTES_FOR_FLAGS)
    notes = tuple(f"Content note proposed: {note}" for note in proposed)
    return replace(mapped, content_notes=proposed, notes=(*mapped.notes, *notes))


def report_only(items: Iterator[Item], report: TransferReport) -> None:
    """Say what would become of each item.

    Args:
        items: what would be imported.
        report: where it is said.
    """
    for item in items:
        report.add_item(item)
        report.counts[imports.predict_outcome(item)[0].value] += 1


def write_all(
    items: Iterator[Item], kind: Kind, options: RunOptions, report: TransferReport
) -> None:
    """Write all items, a few in each transaction.

    Args:
        items: what is imported.
        kind: the system that they are from.
        options: how to import them.
        report: what happened.
    """
    session = imports.start(kind.value, options.by)
    uploads = UploadsFolder(options.uploads)
    done = 0
    while batch := list(islice(items, BATCH)):
        write_batch(session, batch, uploads, options, report)
        done += len(batch)
        options.report_progress(done)
    add_targets(FEEDS[kind], FEED)
    imports.finish(session)
    report.run = session.run.pk


def write_batch(
    session: imports.ImportSession,
    batch: list[Item],
    uploads: UploadsFolder,
    options: RunOptions,
    report: TransferReport,
) -> None:
    """Write some items, with their pictures.

    Args:
        session: the import.
        batch: what is written.
        uploads: where pictures are.
        options: how pictures are kept.
        report: what happened.
    """
    wanted = {imports.Outcome.NEW, imports.Outcome.CHANGED}
    shown = [
        place_pictures(item, uploads, options.store_picture)
        if imports.predict_outcome(item)[0] in wanted
        else item
        for item in batch
    ]
    for item, outcome in zip(shown, imports.save_items(session, shown), strict=True):
        report.add_item(item)
        report.counts[outcome.value] += 1
        if outcome is imports.Outcome.EDITED_HERE:
            report.add_line("kept", item.place, item.headline, "It was edited here and stays.")
