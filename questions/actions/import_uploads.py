"""A file of another system that was uploaded at the desk: kept sealed until it has been read."""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from questions.actions import scrub
from questions.actions.history import Actor
from questions.models import ImportPart, ImportRun
from questions.transfer.kinds import MARKDOWN_ENDINGS
from questions.transfer.scratch import delete_left_folders, scratch_folder

PART_BYTES = 1024**2
UPLOADED = "upload"  # what an uploaded file is called while it is read
ENDINGS = {".xml", ".wxr", ".txt", ".json", ".csv", ".html", ".htm", ".zip", ".atom"}
ENDINGS |= set(MARKDOWN_ENDINGS)  # any other may be a part of a name
KEPT = timedelta(days=30)  # an import that nobody finishes
State = ImportRun.State


class ImportUnderWay(Exception):
    """An import is at work, so it cannot be discarded now."""


@transaction.atomic
def receive_file(
    chunks: Iterable[bytes], ending: str, options: dict[str, Any], by: Actor = None
) -> ImportRun:
    """Keep a file that was uploaded, so that it can be read in the background.

    Args:
        chunks: what it has in it.
        ending: of its name, such as `.xml`.
        options: what was ticked beside it.
        by: who uploaded it.
    """
    run = ImportRun.objects.create(
        state=State.READING, ending=ending if ending in ENDINGS else "", options=options, made_by=by
    )
    for number, part in enumerate(regroup(chunks)):
        content = b64encode(zlib.compress(part, 3)).decode()
        ImportPart(run=run, number=number, content=content).save(force_insert=True)
    return run


def regroup(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in larger parts."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        if len(held) >= PART_BYTES:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


@contextmanager
def unpacked_file(run: ImportRun) -> Iterator[Path]:
    """Yield the uploaded file, in a folder that only its owner can enter and that goes again."""
    with scratch_folder() as folder:
        path = folder / f"{UPLOADED}{run.ending}"
        with path.open("wb") as out:
            # One at a time: without a cursor of the server's, iterator() would fetch them all.
            for key in list(run.parts.order_by("number").values_list("pk", flat=True)):
                out.write(zlib.decompress(b64decode(run.parts.get(pk=key).content)))
        yield path


@transaction.atomic
def drop_file(run: ImportRun) -> None:
    """Delete an uploaded file that has been read."""
    run.parts.all().delete()
    scrub.add_pending(["questions_importpart"])


@transaction.atomic
def discard(run: ImportRun) -> None:
    """Delete an import of which nothing was written yet.

    Raises:
        ImportUnderWay: something was.
    """
    found = ImportRun.objects.select_for_update().get(pk=run.pk)
    if found.state in {State.WRITING, State.FINISHED} or found.questions.exists():
        raise ImportUnderWay
    found.delete()
    scrub.add_pending(["questions_importpart", "questions_importentry"])


def discard_abandoned() -> int:
    """Delete uploads that nobody has finished for a month, and what killed processes left of any.

    Returns:
        How many uploads there were.
    """
    delete_left_folders()
    waiting = [State.READING, State.READY, State.FAILED]
    old = ImportRun.objects.filter(state__in=waiting, started_at__lt=timezone.now() - KEPT)
    unused = [run for run in old if not run.questions.exists()]
    for run in unused:
        discard(run)
    return len(unused)
