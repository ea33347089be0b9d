"""The entries of an import at the desk: what each would become, and what somebody says of it."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from questions.actions import import_decisions, import_runs, imports
from questions.actions.import_decisions import Decision
from questions.actions.import_runs import RunOptions
from questions.models import ImportEntry, ImportRun
from questions.transfer import tag_mapping
from questions.transfer.fetching import open_pictures
from questions.transfer.hand_cuts import HandCut
from questions.transfer.items import Entry, Fault, Item, LeftOut, Post
from questions.transfer.prepare import PrepareOptions
from questions.transfer.records import read_items, read_post, write_items, write_post
from questions.transfer.report import TransferReport

SURE = 0.9  # a cut that is less sure is to be looked at
Choice = ImportEntry.Choice
COMING = Q(letters__gt=0, outcome__in=[outcome.value for outcome in import_runs.WRITTEN])
"""The entries whose letters are written."""
PROPOSED_PUBLIC = Q(is_proposed=True, choice=Choice.PROPOSED)
PUBLIC = Q(can_be_public=True) & (PROPOSED_PUBLIC | Q(choice=Choice.PUBLIC))
"""Those that readers will see."""
State = ImportRun.State


class NotWaiting(Exception):
    """The import has begun, or it is over: nothing of it can be chosen any more."""


@dataclass(frozen=True, slots=True)
class EntryMaker:
    """Makes the entries of one import.

    Attributes:
        run: the import.
        preparing: how to prepare posts.
        options: how to import them.
    """

    run: ImportRun
    preparing: PrepareOptions
    options: RunOptions

    def build_entry(self, number: int, entry: Entry) -> ImportEntry:
        """Return an entry of a file, by its place there; it is not saved yet."""
        row = ImportEntry(run=self.run, number=number)
        if not isinstance(entry, Post):
            row.report = report_of(entry)
            return row
        decision = import_decisions.find_decision(entry.source_id)
        row.choice, row.cut = decision.choice, decision.to_json().get("cut")
        post = import_runs.clean_tags(entry)
        row.post = write_post(post)
        self.fill_entry(row, post)
        return row

    def fill_entry(self, row: ImportEntry, post: Post) -> None:
        """Work out what becomes of a post, with the cut that somebody chose."""
        report = TransferReport()
        decision = Decision(HandCut(*row.cut) if row.cut else None)
        items = import_runs.prepare_entry(post, self.preparing, self.options, report, decision)
        judge_items(row, items)
        row.items, row.letters = write_items(items), len(items)
        row.follows = next((item.update_of for item in items), "")
        for item in items:
            report.add_item(item)
        title = items[0].headline if items else post.title
        row.report = report_text(post.place, post.line, title, report)


def judge_items(row: ImportEntry, items: list[Item]) -> None:
    """Note what would become of an entry's items, and whether somebody should look at them."""
    outcomes = [imports.predict_outcome(chosen_item(item, row))[0] for item in items]
    is_coming = any(outcome in import_runs.WRITTEN for outcome in outcomes)
    row.outcome = outcomes[0].value if outcomes else ""
    row.is_doubtful = is_coming and any(item.cut.confidence < SURE for item in items)
    row.can_be_public = any(import_decisions.can_be_public(item) for item in items)
    row.is_proposed = any(item.is_public for item in items)


def report_of(entry: Fault | LeftOut) -> str:
    """Return what is kept of an entry that is no letter."""
    report = TransferReport()
    if isinstance(entry, Fault):
        report.add_fault(entry)
        return report_text(entry.place, entry.line, "", report)
    report.add_left_out(entry)
    return report_text(entry.place, entry.line, entry.title, report)


def report_text(place: str, line: int | None, title: str, report: TransferReport) -> str:
    """Return what there is to know of an entry, as it is kept.

    Args:
        place: the file.
        line: where in it.
        title: of the letter.
        report: with its lines.
    """
    lines = [[one.kind, one.words] for one in report.lines]
    counts = dict(report.counts)
    facts = {"place": place, "line": line, "title": title, "lines": lines, "counts": counts}
    return dump_report(facts | {"tags": dict(report.tags)})


def dump_report(facts: dict[str, Any]) -> str:
    """Return what there is to know of an entry as text."""
    return json.dumps(facts, ensure_ascii=False)


def add_lines(row: ImportEntry, report: TransferReport) -> str:
    """Return what there is to know of an entry that was written: where it is from, what happened.

    Args:
        row: the entry.
        report: what happened.
    """
    facts = read_report(row)
    facts["lines"] = [[one.kind, one.words] for one in report.lines]
    return dump_report(facts | {"counts": dict(report.counts)})


def read_report(row: ImportEntry) -> dict[str, Any]:
    """Return what there is to know of an entry."""
    facts: dict[str, Any] = json.loads(row.report)
    return facts


def chosen_item(item: Item, row: ImportEntry) -> Item:
    """Return an item with what somebody has chosen for its entry and for tags.

    Args:
        item: as it was prepared.
        row: its entry.
    """
    mapping = {tag: tuple(names) for tag, names in row.run.tag_mapping.items()}
    return tag_mapping.map_tags(import_decisions.apply_choice(item, row.choice), mapping)


def items_of(row: ImportEntry) -> list[Item]:
    """Return what an entry becomes, with what somebody has chosen."""
    found = read_items(row.items) if row.items else []
    return [chosen_item(item, row) for item in found]


def lock_waiting(run: ImportRun) -> ImportRun:
    """Return an import that waits for somebody, for this transaction alone.

    Raises:
        NotWaiting: it does not wait.
    """
    found = ImportRun.objects.select_for_update().get(pk=run.pk)
    if found.state != State.READY:
        raise NotWaiting
    return found


@transaction.atomic
def move_cut(row: ImportEntry, cut: HandCut | None, options: RunOptions) -> ImportEntry:
    """Cut a post where a person says, or by the rules again where they say nothing.

    Raises:
        NotWaiting: the import has begun.
    """
    run = lock_waiting(row.run)
    found = ImportEntry.objects.select_for_update().get(pk=row.pk)
    found.run, found.cut = run, Decision(cut).to_json().get("cut")
    with open_pictures(None, run.options.get("site", "")) as pictures:
        maker = EntryMaker(run, options.for_preparing(pictures), options)
        maker.fill_entry(found, read_post(found.post))
    found.save()
    return found


@transaction.atomic
def choose(run: ImportRun, choices: dict[int, str]) -> None:
    """Say for some entries whether they become public.

    Args:
        run: the import.
        choices: by the entries' numbers.

    Raises:
        NotWaiting: the import has begun.
    """
    lock_waiting(run)
    for choice in Choice.values:
        numbers = [number for number, one in choices.items() if one == choice]
        run.entries.filter(number__in=numbers).update(choice=choice)


@transaction.atomic
def choose_for_all(run: ImportRun, choice: str) -> None:
    """Say for all entries whether they become public; none does that was not public before.

    Args:
        run: the import.
        choice: one of `ImportEntry.Choice`.

    Raises:
        NotWaiting: the import has begun.
    """
    lock_waiting(run)
    run.entries.filter(COMING).exclude(choice=Choice.LEFT_OUT).update(choice=choice)


@transaction.atomic
def map_tags(run: ImportRun, becomes: dict[str, list[str]]) -> None:
    """Say what tags become here.

    Args:
        run: the import.
        becomes: the names here by those over there; none leaves a tag out.

    Raises:
        NotWaiting: the import has begun.
    """
    found = lock_waiting(run)
    changed = {tag: names for tag, names in becomes.items() if names != [tag]}
    kept = {tag: names for tag, names in found.tag_mapping.items() if tag not in becomes}
    found.tag_mapping = kept | changed
    found.save(update_fields=["mapping_text"])


@transaction.atomic
def start_writing(run: ImportRun) -> None:
    """Let an import be written in the background.

    Raises:
        NotWaiting: it was begun already.
    """
    found = lock_waiting(run)
    found.state, found.counts = State.WRITING, {}
    found.save(update_fields=["state", "counts"])
