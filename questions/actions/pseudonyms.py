"""The verbs of stand-in names: put them in everywhere at once, and put the real ones back."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from questions.actions.history import Writer, is_as_recorded, remember
from questions.actions.questions import Written
from questions.actions.revisions import as_written, keep, restore
from questions.models import PendingRevision, Question, Pseudonym
from questions.pii.pseudonyms import NameReplacer, normalise_words

TEXTS = ("headline", "letter_text", "sign_off", "answer", "correction")
PUT_IN = "stand-ins"


class TooLong(Exception):
    """With its stand-ins a text would be longer than it may be. Nothing was changed."""


@transaction.atomic
def stand_in(
    question: Question,
    written: Written,
    stand_ins: Mapping[str, str],
    *,
    revision: int,
    by: Writer = None,
) -> int:
    """Put stand-ins in the place of names: in the public letter, headline and answer at once.

    The text is kept as a change like any other: a public pair shows it when John says so. Its
    state before is in the history.

    Args:
        question: the pair.
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
    replaced = {name: swap.replace_all(written[name]) for name in TEXTS}
    refuse_too_long(replaced)
    kept = keep(question, written, revision=revision, by=by)
    if not swap.used:
        return 0
    remember(as_written(question), by)
    keep(question, written | replaced, revision=kept, by=by)
    remember(as_written(question), by, PUT_IN)
    note_stand_ins(
        question, {w: new for w, new in stand_ins.items() if normalise_words(w) in swap.used}
    )
    return swap.used.total()


def refuse_too_long(texts: Mapping[str, str]) -> None:
    """Raise `TooLong` if a text does not fit into its column."""
    for name, text in texts.items():
        limit = getattr(Question._meta.get_field(name), "max_length", None)
        if limit and len(text) > limit:
            raise TooLong


def note_stand_ins(question: Question, stand_ins: Mapping[str, str]) -> None:
    """Remember who stands for whom, so that the same name gets the same stand-in again."""
    forget_stand_ins(question, {normalise_words(words) for words in stand_ins})
    for words, new in stand_ins.items():
        Pseudonym.objects.create(question=question, words=words, stand_in=new)


def forget_stand_ins(question: Question, names: set[str]) -> None:
    """Forget who stands for these names, in small letters."""
    for one in Pseudonym.readable_for(question):
        if normalise_words(one.words) in names:
            one.delete()


def last_put_in(question: Question) -> Any:
    """The line of history before stand-ins were put in, if nothing has happened since."""
    is_out = question.state == Question.State.PUBLISHED
    if is_out and not PendingRevision.objects.filter(question=question).exists():
        return None
    records: Any = question.history
    last = records.first()
    if last is None or last.history_change_reason != PUT_IN:
        return None
    return last.prev_record if is_as_recorded(as_written(question)) else None


@transaction.atomic
def put_names_back(question: Question, by: Writer = None) -> bool:
    """Undo the last `stand_in`. Returns whether there was one, and nothing was written since."""
    before = last_put_in(question)
    if before is None:
        return False
    restore(question, before, by)
    swap = NameReplacer(dict.fromkeys(Pseudonym.for_question(question), ""))
    for name in TEXTS:
        swap.replace_all(getattr(before, name))
    forget_stand_ins(question, set(swap.used))
    return True
