"""The verbs of stand-in names: put them in everywhere at once, and put the real ones back."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from questions.actions.history import Actor, add_record, is_recorded
from questions.actions.questions import QuestionText
from questions.actions.revisions import restore, save_draft, with_working_text
from questions.models import PendingRevision, Pseudonym, Question
from questions.pii.pseudonyms import NameReplacer, normalise_words

TEXT_FIELDS = ("headline", "letter_text", "sign_off", "answer", "correction")
HISTORY_REASON = "stand-ins"


class TextTooLong(Exception):
    """With its stand-ins a text would be longer than it may be. Nothing was changed."""


@transaction.atomic
def replace_names(
    question: Question,
    written: QuestionText,
    stand_ins: Mapping[str, str],
    *,
    revision: int,
    by: Actor = None,
) -> int:
    """Put stand-ins in the place of names: in the public letter, headline and answer at once.

    The text is kept as a change like any other: a public question shows it when John says so. Its
    state before is in the history.

    Args:
        question: the question.
        written: its text as it stands in the page, as `keep` takes it.
        stand_ins: what takes the place of which words.
        revision: the number of the revision from which this text was written.
        by: who writes.

    Returns:
        How many places were changed.

    Raises:
        Stale: another text was saved since that revision. Nothing was changed.
        TooLong: a name does not fit. Nothing was changed.
    """
    swap = NameReplacer(stand_ins)
    replaced = {name: swap.replace_all(written[name]) for name in TEXT_FIELDS}
    raise_if_too_long(replaced)
    kept = save_draft(question, written, revision=revision, by=by)
    if not swap.used:
        return 0
    add_record(with_working_text(question), by)
    save_draft(question, written | replaced, revision=kept, by=by)
    add_record(with_working_text(question), by, HISTORY_REASON)
    store_used(
        question, {w: new for w, new in stand_ins.items() if normalise_words(w) in swap.used}
    )
    return swap.used.total()


def raise_if_too_long(texts: Mapping[str, str]) -> None:
    """Raise `TooLong` if a text does not fit into its column."""
    for name, text in texts.items():
        limit = getattr(Question._meta.get_field(name), "max_length", None)
        if limit and len(text) > limit:
            raise TextTooLong


def store_used(question: Question, stand_ins: Mapping[str, str]) -> None:
    """Remember who stands for whom, so that the same name gets the same stand-in again."""
    delete_for_names(question, {normalise_words(words) for words in stand_ins})
    for words, new in stand_ins.items():
        Pseudonym.objects.create(question=question, words=words, stand_in=new)


def delete_for_names(question: Question, names: set[str]) -> None:
    """Forget who stands for these names, in small letters."""
    for one in Pseudonym.readable_for(question):
        if normalise_words(one.words) in names:
            one.delete()


def record_before_last(question: Question) -> Any:
    """The line of history before stand-ins were put in, if nothing has happened since."""
    is_out = question.state == Question.State.PUBLISHED
    if is_out and not PendingRevision.objects.filter(question=question).exists():
        return None
    records: Any = question.history
    last = records.first()
    if last is None or last.history_change_reason != HISTORY_REASON:
        return None
    return last.prev_record if is_recorded(with_working_text(question)) else None


@transaction.atomic
def restore_names(question: Question, by: Actor = None) -> bool:
    """Undo the last `stand_in`. Returns whether there was one, and nothing was written since."""
    before = record_before_last(question)
    if before is None:
        return False
    restore(question, before, by)
    swap = NameReplacer(dict.fromkeys(Pseudonym.for_question(question), ""))
    for name in TEXT_FIELDS:
        swap.replace_all(getattr(before, name))
    delete_for_names(question, set(swap.used))
    return True
