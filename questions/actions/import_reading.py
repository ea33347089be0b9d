"""An uploaded file is read in the background, so that somebody can look at what it would bring."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.db import transaction

from questions.actions import import_entries, import_uploads
from questions.actions.import_leases import Job
from questions.models import ImportRun
from questions.transfer.fetching import open_pictures
from questions.transfer.items import Entry
from questions.transfer.kinds import Kind, kind_of
from questions.transfer.pictures import PictureFiles
from questions.transfer.reading import find_site, read_entries
from questions.transfer.sources import Source, open_source

BATCH = 10


def read_slice(job: Job) -> None:
    """Read on in an uploaded file.

    Raises:
        SourceRefused: nothing of it can be read.
        LeaseLost: another process reads it.
    """
    run = job.run
    with import_uploads.unpacked_file(run) as path:
        source = open_source(path)
        kind = kind_of(source)
        note_kind(run, kind, source)
        with open_pictures(None, run.options.get("site", "")) as pictures:
            entries = read_entries(source, job.options.for_reading(), kind)
            if read_until_over(job, entries, pictures):
                finish_reading(job)


def note_kind(run: ImportRun, kind: Kind, source: Source) -> None:
    """Note what an uploaded file is, and take over what was said of tags in earlier imports."""
    if run.system:
        return
    run.system = kind.value
    if run.options.get("is_fetching") and not run.options.get("site"):
        run.options["site"] = find_site(source, kind)
    earlier = ImportRun.objects.filter(system=run.system).exclude(mapping_text="")
    last = earlier.order_by("pk").last()
    run.tag_mapping = last.tag_mapping if last else {}
    run.save(update_fields=["system", "options", "mapping_text"])


def read_until_over(job: Job, entries: Iterator[Entry], pictures: PictureFiles) -> bool:
    """Keep entries behind those that are kept already. Returns whether the file is at its end."""
    preparing = job.options.for_preparing(pictures)
    maker = import_entries.EntryMaker(job.run, preparing, job.options)
    number = job.run.entries.count()
    rest = islice(entries, number, None)
    while batch := list(islice(rest, BATCH)):
        rows = [maker.build_entry(place, entry) for place, entry in enumerate(batch, number)]
        number += len(rows)
        with transaction.atomic():
            job.extend_lease()
            for row in rows:
                row.save(force_insert=True)
            ImportRun.objects.filter(pk=job.run.pk).update(total=number)
        if job.is_over:
            return False
    return True


@transaction.atomic
def finish_reading(job: Job) -> None:
    """Let somebody look at what was read; the file itself goes."""
    job.extend_lease()
    counts, tags = count_entries(job.run)
    job.run.counts, job.run.tag_counts = dict(counts), dict(tags)
    job.run.state = ImportRun.State.READY
    job.run.save(update_fields=["counts", "tags_text", "state"])
    import_uploads.drop_file(job.run)


def count_entries(run: ImportRun) -> tuple[Counter[str], Counter[str]]:
    """Return what the reports of all entries count, and how many letters have each tag."""
    counts, tags = Counter[str](), Counter[str]()
    for row in run.entries.only("id", "report", "outcome", "letters").iterator(chunk_size=200):
        report = import_entries.read_report(row)
        counts.update(report["counts"])
        tags.update(report["tags"])
        if row.outcome:
            counts[row.outcome] += max(row.letters, 1)
    return counts, tags
