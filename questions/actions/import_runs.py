"""Read a file of another system from its beginning to its end, and import it or only report.

Texts are prepared outside of any transaction and written a few at a time, so that letters that
come in meanwhile never wait.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from itertools import islice
from pathlib import Path

from django.utils import timezone

from questions.actions import import_decisions, imports
from questions.actions.history import Actor
from questions.actions.import_leases import Lease
from questions.actions.imported_addresses import add_targets
from questions.text import rendering
from questions.text.normalisation import normalise_line
from questions.transfer.fetching import open_pictures
from questions.transfer.items import Fault, Item, LeftOut, Post
from questions.transfer.kinds import Kind, kind_of
from questions.transfer.pictures import (
    PictureFiles,
    PictureRefused,
    StorePicture,
    place_pictures,
)
from questions.transfer.prepare import CONFIDENT, PrepareOptions, prepare_post
from questions.transfer.readers.options import ReadOptions
from questions.transfer.reading import FEEDS, find_site, read_entries
from questions.transfer.report import TransferReport
from questions.transfer.sources import Source, open_source
from questions.transfer.tag_mapping import map_tags

BATCH = 20
FEED = "/feed/"
NO_SITE = "The file does not say where the site is (--site), so no picture was fetched."
NOTES_FOR_FLAGS = {"self-harm": "self-harm", "violence": "violence", "minor": "abuse"}
logger = logging.getLogger(__name__)
WRITTEN = {imports.Outcome.NEW, imports.Outcome.CHANGED}


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
        is_fetching: whether pictures that are missing are fetched from the other site.
        site: its address, if the file does not say it.
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
    is_fetching: bool = False
    site: str = ""
    store_picture: StorePicture = refuse_every_picture
    tag_mapping: dict[str, tuple[str, ...]] = field(default_factory=dict)
    find_risk_flags: Callable[[str], list[str]] = lambda text: []
    min_confidence: float = CONFIDENT
    zone: tzinfo | None = None
    post_types: tuple[str, ...] = ("post",)
    by: Actor = None
    report_progress: Callable[[int], None] = lambda done: None

    def for_reading(self) -> ReadOptions:
        """Return how the file is read."""
        zone = self.zone or timezone.get_default_timezone()
        return ReadOptions(zone, timezone.now(), self.post_types)

    def for_preparing(self, pictures: PictureFiles) -> PrepareOptions:
        """Return how its posts are prepared."""
        render = rendering.render_markdown
        return PrepareOptions(render, pictures.has_file, self.min_confidence)


def import_path(path: Path, options: RunOptions) -> TransferReport:
    """Import a file, a folder or a zip.

    Args:
        path: where it is.
        options: how to import it.

    Returns:
        What happened, or would happen, to each letter of it.

    Raises:
        SourceRefused: nothing of it can be read.
        LeaseLost: another process imports it.
    """
    source = open_source(path)
    kind = kind_of(source)
    report = TransferReport(kind.value)
    site = (options.site or find_site(source, kind)) if options.is_fetching else ""
    if options.is_fetching and not site:
        report.add_line("note", "", "", NO_SITE)
    with open_pictures(options.uploads, site) as pictures:
        items = prepared_items(source, kind, options.for_preparing(pictures), options, report)
        if options.is_dry_run:
            report_only(items, report)
        else:
            session = imports.start(kind.value, digest_path(path), options.by)
            try:
                write_all(items, session, pictures, options, report)
            finally:
                Lease(run=session.run, token=session.run.lease).end_lease()
    return report


def digest_path(path: Path) -> str:
    """What tells one file or folder from another: its bytes, or the names and sizes in it."""
    if path.is_file():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    files = (one for one in path.rglob("*") if one.is_file())
    found = sorted((str(one.relative_to(path)), one.stat().st_size) for one in files)
    return hashlib.sha256(repr(found).encode("utf-8", "replace")).hexdigest()


def prepared_items(
    source: Source,
    kind: Kind,
    preparing: PrepareOptions,
    options: RunOptions,
    report: TransferReport,
) -> Iterator[Item]:
    """Yield the items of a source; what is none goes into the report."""
    for entry in read_entries(source, options.for_reading(), kind):
        if isinstance(entry, Fault):
            report.add_fault(entry)
        elif isinstance(entry, LeftOut):
            report.add_left_out(entry)
        else:
            decision = import_decisions.find_decision(entry.source_id)
            items = prepare_entry(entry, preparing, options, report, decision)
            yield from (map_tags(item, options.tag_mapping) for item in items)


def prepare_entry(
    post: Post,
    preparing: PrepareOptions,
    options: RunOptions,
    report: TransferReport,
    decision: import_decisions.Decision,
) -> list[Item]:
    """Return the items of one post. One that breaks the converter never takes the rest with it."""
    try:
        found = prepare_post(clean_tags(post), preparing, decision.cut)
        return [adjust_item(item, options, decision) for item in found]
    except (ArithmeticError, AssertionError, LookupError, RecursionError, ValueError) as error:
        logger.warning("A text could not be converted (%s).", type(error).__name__)
        report.add_fault(Fault("Its text could not be converted.", post.place, post.line))
        return []


def clean_tags(post: Post) -> Post:
    """Return a post whose tags are names as we keep them: no database takes a NUL in one."""
    names = (normalise_line(tag) for tag in post.tags)
    return replace(post, tags=tuple(dict.fromkeys(name for name in names if name)))


def adjust_item(item: Item, options: RunOptions, decision: import_decisions.Decision) -> Item:
    """Give an item its state and its content notes here.

    Args:
        item: as the other system had it.
        options: how to import it.
        decision: what a person has said of it.
    """
    chosen = import_decisions.apply_choice(item, decision.choice)
    if options.is_draft_only:
        chosen = import_decisions.keep_as_draft(chosen, "Everything was to become a draft.")
    if item.is_own or item.content_notes:
        return chosen
    flags = options.find_risk_flags(f"{item.headline}\n{item.letter}")
    proposed = tuple(NOTES_FOR_FLAGS[flag] for flag in flags if flag in NOTES_FOR_FLAGS)
    notes = tuple(f"Content note proposed: {note}" for note in proposed)
    return replace(chosen, content_notes=proposed, notes=(*item.notes, *notes))


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
    items: Iterator[Item],
    session: imports.ImportSession,
    pictures: PictureFiles,
    options: RunOptions,
    report: TransferReport,
) -> None:
    """Write all items, a few in each transaction."""
    done = 0
    while batch := list(islice(items, BATCH)):
        shown = [place_if_wanted(item, pictures, options.store_picture) for item in batch]
        Lease(run=session.run, token=session.run.lease).extend_lease()
        for item, outcome in zip(shown, imports.save_items(session, shown), strict=True):
            note_outcome(item, outcome, report)
        done += len(batch)
        options.report_progress(done)
    redirect_feeds(Kind(session.run.system))
    imports.finish(session)
    report.run = session.run.pk


def redirect_feeds(kind: Kind) -> None:
    """Let the addresses of the other system's feeds lead to ours."""
    add_targets(FEEDS[kind], FEED)


def place_if_wanted(item: Item, pictures: PictureFiles, store: StorePicture) -> Item:
    """Return an item with its pictures, if it is going to be written.

    Args:
        item: what is imported.
        pictures: where its pictures are.
        store: keeps one of them.
    """
    if not item.pictures or imports.predict_outcome(item)[0] not in WRITTEN:
        return item
    shown = place_pictures(item, pictures, store)
    source_hash = imports.hash_item(replace(item, pictures=shown.pictures))
    return replace(shown, source_hash=source_hash)


def note_outcome(item: Item, outcome: imports.Outcome, report: TransferReport) -> None:
    """Say what became of an item.

    Args:
        item: what was imported.
        outcome: what became of it.
        report: where it is said.
    """
    report.add_item(item)
    report.counts[outcome.value] += 1
    if outcome is imports.Outcome.EDITED_HERE:
        report.add_line("kept", item.place, item.headline, "It was edited here and stays.")
