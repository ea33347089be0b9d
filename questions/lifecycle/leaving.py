"""The verbs of leaving: an asker takes a letter back, or has it erased."""

import os
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from questions import search
from questions.lifecycle.addresses import gone_slug
from questions.lifecycle.approval import hide
from questions.lifecycle.drafts import forget_past
from questions.models import Erasure, FormerSlug, Letter, Question

BLANK = {
    "headline": "",
    "letter_text": "",
    "sign_off": "",
    "answer": "",
    "answer_html": "",
    "correction": "",
    "letter_excerpt": "",
    "answer_excerpt": "",
}


@transaction.atomic
def withdraw(letter: Letter) -> None:
    """Take a letter back: nothing of it is public from now on, and John does not answer it.

    A published pair answers 410; John keeps what he wrote as a text that cannot be published.
    """
    if letter.question:
        hide(letter.question)
    today = timezone.localdate()
    letter.state, letter.settled_on, letter.active_on = Letter.State.WITHDRAWN, today, today
    letter.consent_version = letter.consented_on = None
    fields = ["state", "settled_on", "active_on", "consent_version", "consented_on"]
    letter.save(update_fields=fields)


def erase(letter: Letter) -> None:
    """Erase a letter with its dialogue, its mail and what was made of it, for good.

    The pair's address stays, empty, to answer 410. The ledger remembers the letter's number, so
    that a restored backup erases it again. On SQLite the write-ahead log is emptied too.
    """
    with transaction.atomic():
        if letter.question_id:
            blank(letter.question_id)
        Erasure.objects.get_or_create(letter_id=letter.pk)
        note_outside_the_database(letter)
        Letter.objects.filter(pk=letter.pk).delete()
    search.scrub()
    empty_the_log()


def forget_original(letter: Letter) -> None:
    """Erase the letter behind a published pair; the pair stays as it was edited for the public."""
    with transaction.atomic():
        if letter.question:
            forget_names(letter.question)
        Erasure.objects.get_or_create(letter_id=letter.pk)
        Letter.objects.filter(pk=letter.pk).delete()
    empty_the_log()


def forget_names(question: Question) -> None:
    """Forget what the history knows from before a pair was public, and who stands for whom."""
    records: Any = question.history
    if question.publish_at:
        earlier = records.filter(history_date__lt=question.publish_at).order_by("-history_date")
        keys = list(earlier.values_list("pk", flat=True)[1:])  # the first is what became public
        records.filter(pk__in=keys).delete()
    question.stand_ins.all().delete()


def forget_contact(letter: Letter) -> None:
    """Wipe an address that was not needed."""
    Letter.objects.filter(pk=letter.pk).update(contact="")
    empty_the_log()


def blank(question_id: int) -> None:
    """Take every word out of a pair; a public one keeps its address, a draft goes."""
    question = Question.objects.select_for_update().get(pk=question_id)
    forget_past(question)
    if question.state == Question.State.DRAFT and question.letters.count() == 1:
        question.delete()
        return
    hide(question)
    question.tags.clear()
    FormerSlug.objects.filter(question=question).delete()
    slug = gone_slug(question.slug) if question.slug else None
    nothing: dict[str, Any] = BLANK | {
        "content_notes": [],
        "care": [],
        "update_of": None,
        "slug": slug,
    }
    Question.objects.filter(pk=question_id).update(**nothing)


def note_outside_the_database(letter: Letter) -> None:
    """A line in a file beside the database, for the day on which a backup is restored."""
    path = settings.DATA_DIR / "erasures.txt"
    with path.open("a", encoding="ascii") as ledger:
        ledger.write(f"{letter.pk} {timezone.localdate().isoformat()}\n")
        ledger.flush()
        os.fsync(ledger.fileno())


def empty_the_log() -> None:
    """SQLite keeps deleted rows in its write-ahead log until a checkpoint truncates it."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def replay_erasures() -> int:
    """Erase again what a restored backup brought back. Returns how many letters."""
    path = settings.DATA_DIR / "erasures.txt"
    listed = path.read_text(encoding="ascii").split("\n") if path.exists() else []
    numbers = {line.split()[0] for line in listed if line.strip()}
    numbers |= {str(number) for number in Erasure.objects.values_list("letter_id", flat=True)}
    letters = list(Letter.objects.filter(pk__in=numbers))
    for letter in letters:
        erase(letter)
    return len(letters)
