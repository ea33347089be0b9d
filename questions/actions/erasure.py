"""The verbs of leaving: an asker takes a letter back, or has it erased."""

from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from questions import search
from questions.actions import erasure_log
from questions.actions.approvals import record_approval, withdraw_question
from questions.actions.revisions import erase_past
from questions.actions.slugs import erased_placeholder
from questions.models import Erasure, FormerSlug, Letter, Question, Subscriber

CHECKPOINT_WAIT = 250  # milliseconds
BLANK_FIELDS = {
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

    A published question answers 410; John keeps what he wrote as a text that cannot be published.
    """
    if letter.question:
        withdraw_question(letter.question)
    today = timezone.localdate()
    letter.state, letter.settled_on, letter.active_on = Letter.State.WITHDRAWN, today, today
    letter.consent_version = letter.consented_on = None
    fields = ["state", "settled_on", "active_on", "consent_version", "consented_on"]
    letter.save(update_fields=fields)
    erasure_log.append(erasure_log.WITHDRAWN, letter.pk)


def erase(letter: Letter) -> None:
    """Erase a letter with its dialogue, its mail and what was made of it, for good.

    The question's address stays, empty, to answer 410. The ledger remembers the letter's number, so
    that a restored backup erases it again. On SQLite the write-ahead log is emptied too.
    """
    with transaction.atomic():
        if letter.question_id:
            blank_question(letter.question_id)
        Erasure.objects.get_or_create(letter_id=letter.pk)
        erasure_log.append(erasure_log.ERASED, letter.pk)
        Letter.objects.filter(pk=letter.pk).delete()
    search.scrub_index()
    truncate_wal()


def erase_original(letter: Letter) -> None:
    """Erase the letter behind a published question; the question stays as it was edited."""
    with transaction.atomic():
        if letter.question:
            erase_names(letter.question)
        Erasure.objects.get_or_create(letter_id=letter.pk)
        Letter.objects.filter(pk=letter.pk).delete()
    truncate_wal()


def erase_names(question: Question) -> None:
    """Forget what the history knows from before a question was public, and who stands for whom."""
    records: Any = question.history
    if question.publish_at:
        earlier = records.filter(history_date__lt=question.publish_at).order_by("-history_date")
        keys = list(earlier.values_list("pk", flat=True)[1:])  # the first is what became public
        records.filter(pk__in=keys).delete()
    question.stand_ins.all().delete()


def erase_contact(letter: Letter) -> None:
    """Wipe an address that was not needed."""
    Letter.objects.filter(pk=letter.pk).update(contact="")
    truncate_wal()


def blank_question(question_id: int) -> None:
    """Take every word out of a question; a public one keeps its address, a draft goes."""
    question = Question.objects.select_for_update().get(pk=question_id)
    erase_past(question)
    if question.state == Question.State.DRAFT and question.letters.count() == 1:
        question.delete()
        return
    withdraw_question(question)
    question.tags.clear()
    FormerSlug.objects.filter(question=question).delete()
    slug = erased_placeholder(question.slug) if question.slug else None
    nothing: dict[str, Any] = BLANK_FIELDS | {
        "content_notes": [],
        "care": [],
        "update_of": None,
        "slug": slug,
    }
    Question.objects.filter(pk=question_id).update(**nothing)


def delete_rows(rows: QuerySet) -> int:
    """Delete rows for good. Returns how many of them there were."""
    kind = rows.model._meta.label
    count = rows.delete()[1].get(kind, 0)
    if count:
        truncate_wal()
    return count


def truncate_wal() -> None:
    """SQLite keeps deleted rows in its write-ahead log until a checkpoint truncates it.

    The checkpoint keeps writers out while it waits for readers, so it waits for a moment alone: a
    backup may read for long, and empties the log when it is done.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout={CHECKPOINT_WAIT}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute(
                f"PRAGMA busy_timeout={1000 * connection.settings_dict['OPTIONS']['timeout']}"
            )


def replay_erasures() -> int:
    """Erase again what a restored backup brought back: letters, and subscribers who had left.

    Returns:
        How many there were.
    """
    numbers = erasure_log.read_numbers(erasure_log.ERASED)
    numbers |= {str(number) for number in Erasure.objects.values_list("letter_id", flat=True)}
    letters = existing_letters(numbers)
    for letter in letters:
        erase(letter)
    return len(letters) + delete_rows(Subscriber.objects.filter(pk__in=numbers))


def replay_withdrawals() -> int:
    """Take letters back again, and hear "don't publish" again. Returns how many letters."""
    taken = existing_letters(erasure_log.read_numbers(erasure_log.WITHDRAWN))
    letters = [letter for letter in taken if letter.state != Letter.State.WITHDRAWN]
    for letter in letters:
        withdraw(letter)
    refused = existing_letters(erasure_log.read_numbers(erasure_log.REFUSED))
    unheard = [letter for letter in refused if letter.consent_version]
    for letter in unheard:
        record_approval(letter, Letter.Approval.REFUSED)
    return len(letters) + len(unheard)


def existing_letters(numbers: set[str]) -> list[Letter]:
    """The letters of these numbers that are here."""
    return list(Letter.objects.filter(pk__in=numbers))
