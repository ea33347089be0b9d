"""The verbs of pseudonyms: put them in everywhere at once, and put the real ones back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from questions.actions.history import (
    Actor,
    Reason,
    current_revision,
    find_revision,
    record_text,
)
from questions.actions.public_text import WRITTEN_FIELDS
from questions.actions.revisions import restore, save_draft
from questions.models import Pseudonym, Question, QuestionText, Revision
from questions.pii.pseudonyms import NameReplacer, normalise_words


class TextTooLong(Exception):
    """With its pseudonyms a text would be longer than it may be. Nothing was changed."""


def replace_names(
    question: Question,
    text: QuestionText,
    pseudonyms: Mapping[str, str],
    *,
    base_revision: int,
    by: Actor = None,
) -> int:
    """Put pseudonyms in the place of names: in the public letter, headline and answer at once.

    The text is kept as a change like any other: a public question shows it when it is published.
    Its state before is in the history.

    Args:
        question: the question.
        text: its text as it stands in the page.
        pseudonyms: what takes the place of which words.
        base_revision: the number of the revision from which this text was written.
        by: who writes.

    Returns:
        How many places were changed.

    Raises:
        StaleRevision: another text was saved since that revision.
        TextTooLong: a name does not fit. Nothing was changed.
    """
    swap = NameReplacer(pseudonyms)
    replaced: dict[str, Any] = {n: swap.replace_all(getattr(text, n)) for n in WRITTEN_FIELDS}
    raise_if_too_long(replaced)
    save_draft(question, text, base_revision=base_revision, reason=Reason.SAVED, by=by)
    if not swap.used:
        return 0
    used = {words: new for words, new in pseudonyms.items() if normalise_words(words) in swap.used}
    store_replaced(question, replace(text, **replaced), used, by)
    return swap.used.total()


@transaction.atomic
def store_replaced(
    question: Question, text: QuestionText, used: Mapping[str, str], by: Actor
) -> None:
    """Save a text with its pseudonyms, and remember which they are."""
    locked = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    record_text(locked, text, Reason.PSEUDONYMS, by, locked.revision)
    store_used(locked, used)


def raise_if_too_long(texts: Mapping[str, str]) -> None:
    """Raise `TextTooLong` if a text does not fit into its column."""
    for name, text in texts.items():
        limit = getattr(Question._meta.get_field(name), "max_length", None)
        if limit and len(text) > limit:
            raise TextTooLong


def store_used(question: Question, pseudonyms: Mapping[str, str]) -> None:
    """Remember who stands for whom, so that the same name gets the same pseudonym again."""
    delete_for_names(question, {normalise_words(words) for words in pseudonyms})
    for words, new in pseudonyms.items():
        Pseudonym.objects.create(question=question, words=words, stand_in=new)


def delete_for_names(question: Question, names: set[str]) -> None:
    """Forget who stands for these names, in small letters."""
    for one in Pseudonym.readable_for(question):
        if normalise_words(one.words) in names:
            one.delete()


def revision_before_replacing(question: Question) -> Revision | None:
    """The text before names were replaced, if nothing has happened since."""
    last = current_revision(question)  # publishing is a line of its own
    if last is None or last.reason != Reason.PSEUDONYMS:
        return None
    return find_revision(question, last.base_revision)


@transaction.atomic
def restore_names(question: Question, by: Actor = None) -> bool:
    """Undo the last replacing. Returns whether there was one, and nothing was written since."""
    locked = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    before = revision_before_replacing(locked)
    if before is None:
        return False
    restore(locked, before, by)
    text = before.question_text
    swap = NameReplacer(dict.fromkeys(Pseudonym.for_question(locked), ""))
    for name in WRITTEN_FIELDS:
        swap.replace_all(getattr(text, name))
    delete_for_names(locked, set(swap.used))
    return True
