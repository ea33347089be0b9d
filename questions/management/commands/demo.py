"""A column to look at: letters, answers and tags that show what the software is for."""

import tomllib
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from questions import actions, crypto
from questions.models import (
    Care,
    Collection,
    CollectionPart,
    Column,
    Letter,
    Passage,
    Question,
    QuestionText,
    Tag,
)

FOLDER = Path(__file__).resolve().parents[2] / "demo"
ANSWER = "\n=== answer ===\n"
WAITING_TIME = timedelta(days=9)  # how long the demo's askers waited


@dataclass(frozen=True)
class DemoFile:
    """One file of the demo.

    Attributes:
        name: the file's name, from which its receipt is made, so that it is loaded once.
        facts: what stands between the +++ lines.
        letter: the letter.
        answer: the columnist's Markdown, or nothing.
    """

    name: str
    facts: dict[str, Any]
    letter: str
    answer: str


class Command(BaseCommand):
    """Load the demo, through the same verbs as everybody else."""

    help = "Loads the demo column. Run again, it adds only what is missing and changes nothing."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Tags first, then questions from the oldest on, so that updates find what they update."""
        load_column()
        for facts in read_tables("tags.toml", "tag"):
            load_tag(facts)
        for facts in read_tables("passages.toml", "passage"):
            Passage.objects.get_or_create(name=facts["name"], defaults=facts)
        questions = sorted(read_demo_files("questions"), key=age_in_days, reverse=True)
        made = sum(load_question(sheet) for sheet in questions)
        for facts in read_tables("collections.toml", "collection"):
            load_collection(facts)
        letters = sum(load_letter(sheet) for sheet in read_demo_files("letters"))
        self.stdout.write(f"{made} questions and {letters} waiting letters were added.")


def read_tables(file: str, key: str) -> list[dict[str, Any]]:
    """The tables of a TOML file."""
    return tomllib.loads((FOLDER / file).read_text(encoding="utf-8"))[key]


def read_demo_files(folder: str) -> list[DemoFile]:
    """The files of a folder, in the order of their names."""
    return [read_demo_file(path) for path in sorted((FOLDER / folder).glob("*.md"))]


def read_demo_file(path: Path) -> DemoFile:
    """Facts between +++ lines, the letter, and the answer behind its mark."""
    _, facts, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    letter, _, answer = body.partition(ANSWER)
    return DemoFile(path.stem, tomllib.loads(facts), letter.strip(), answer.strip())


def age_in_days(sheet: DemoFile) -> int:
    """Days since the question was published; drafts and scheduled questions are the youngest."""
    return int(sheet.facts.get("days_ago", 0))


def load_column() -> None:
    """The column's words, unless some were set."""
    column = Column.objects.get(pk=Column.ONLY)
    if column.about:
        return
    for name, value in tomllib.loads((FOLDER / "column.toml").read_text(encoding="utf-8")).items():
        setattr(column, name, value)
    actions.column.update_column(column)


def load_tag(facts: dict[str, Any]) -> None:
    """A tag with its description, unless there is one at this address."""
    if not Tag.objects.filter(slug=facts["slug"]).exists():
        actions.tags.update_tag(Tag(**facts))


def load_collection(facts: dict[str, Any]) -> None:
    """A collection as “Start here”, unless there is one at this address."""
    parts, slug = facts.pop("part"), facts["slug"]
    if Collection.objects.filter(slug=slug).exists():
        return
    collection = Collection(**facts)
    actions.collections.update_collection(collection)
    questions = Question.objects.in_bulk(
        [part.get("letter", "") for part in parts], field_name="slug"
    )
    actions.collections.update_parts(
        collection,
        [
            CollectionPart(words=part["words"], question=questions.get(part.get("letter", "")))
            for part in parts
        ],
    )
    actions.collections.publish(collection, is_start=True)


def load_letter(sheet: DemoFile) -> bool:
    """A letter that waits. Returns whether it was missing."""
    return receive_letter(sheet, consented=sheet.facts["consent"]) is not None


def receive_letter(sheet: DemoFile, *, consented: bool) -> Letter | None:
    """The letter of a file, or nothing when it is there already."""
    receipt = crypto.make_receipt(f"demo:{sheet.name}")
    if Letter.objects.filter(receipt_hash=crypto.hash_receipt(receipt)).exists():
        return None
    letter = actions.letters.receive(
        text=sheet.letter,
        sign_off=sheet.facts.get("sign_off", ""),
        consented=consented,
        receipt=receipt,
    )
    days = timedelta(days=age_in_days(sheet))
    Letter.objects.filter(pk=letter.pk).update(received_on=timezone.localdate() - days)
    return letter


def load_question(sheet: DemoFile) -> bool:
    """A letter with its answer, in the state that the file says. Returns whether it was missing."""
    letter = receive_letter(sheet, consented=True)
    if letter is None or Question.objects.filter(slug=sheet.facts["slug"]).exists():
        return False
    question = actions.letters.start_answer(letter)
    actions.questions.update(question, build_text(question, sheet))
    publish_question(question, sheet)
    return True


def build_text(question: Question, sheet: DemoFile) -> QuestionText:
    """The question's text with what a file says of it."""
    earlier = Question.objects.filter(slug=sheet.facts.get("update_of", "")).first()
    tags = Tag.objects.filter(slug__in=sheet.facts["tags"])
    return replace(
        actions.history.working_text(question),
        headline=sheet.facts["headline"],
        slug=sheet.facts["slug"],
        answer=sheet.answer,
        pull_quote=sheet.facts.get("pull_quote", ""),
        content_notes=sheet.facts["content_notes"],
        care=tuple(Care.values) if sheet.facts["content_notes"] else (),
        tags=tuple(tags.values_list("pk", flat=True)),
        update_of=earlier.pk if earlier else None,
    )


def publish_question(question: Question, sheet: DemoFile) -> None:
    """Publish the question now, as if some days ago, or at a time to come; leave a draft alone."""
    if sheet.facts["state"] == "draft":
        return
    now = timezone.now()
    if sheet.facts["state"] == "scheduled":
        actions.questions.publish(question, now + timedelta(days=sheet.facts["days_ahead"]))
        return
    actions.questions.publish(question)
    moment = now - timedelta(days=age_in_days(sheet))
    Question.objects.filter(pk=question.pk).update(publish_at=moment, changed_at=moment)
    question.places.update(publish_at=moment)
    day = timezone.localdate(moment)
    question.letters.update(received_on=day - WAITING_TIME, settled_on=day)
