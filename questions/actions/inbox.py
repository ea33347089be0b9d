"""The verbs that sort the inbox: nothing here changes a word of a letter."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from questions.actions.history import Actor
from questions.actions.messages import add_message
from questions.models import Letter, Message, Question, Tag

State = Letter.State


@transaction.atomic
def decline(
    letter: Letter, because: str = "", see_also: Question | None = None, *, by: Actor = None
) -> bool:
    """Set a letter aside that the columnist will not answer; one that is answered stays so.

    Args:
        letter: a letter that waits.
        because: kind words for its writer, or nothing.
        see_also: a published question that may help, or nothing.
        by: who declines it.

    Returns:
        Whether the letter waited.

    Raises:
        NotAllowed: there are words for the writer, and whoever declines may not write to them.
    """
    before = letter.state
    if not change_state([letter], State.DECLINED):
        return False
    letter.declined_because, letter.see_also = because or None, see_also
    letter.save(update_fields=["declined_because", "see_also"])
    if because:
        said = add_message(letter, Message.Author.JOHN, because, kind=Message.Kind.DECLINE, by=by)
        Message.objects.filter(pk=said.pk).update(state_before=before)
    return True


def mark_spam(letters: Iterable[Letter]) -> int:
    """Put letters where spam is. Returns how many waited without an answer begun."""
    return change_state(letters, State.SPAM)


def shortlist(letters: Iterable[Letter]) -> int:
    """Mark letters that the columnist may well answer. Returns how many were new."""
    return change_state(letters, State.SHORTLISTED, {State.NEW})


def reopen(letters: Iterable[Letter]) -> int:
    """Let letters wait again that were shortlisted, declined or set aside as spam."""
    return change_state(letters, State.NEW, {State.SHORTLISTED, State.DECLINED, State.SPAM})


@transaction.atomic
def change_state(
    letters: Iterable[Letter], to: State, start: Iterable[State] = Letter.WAITING
) -> int:
    """Change the state of those letters that stand where they may be moved from."""
    keys = [letter.pk for letter in letters]
    rows = Letter.objects.filter(pk__in=keys, state__in=start)
    today = timezone.localdate()
    settled = today if to in Letter.SETTLED else None
    moved = rows.update(state=to, settled_on=settled, active_on=today)
    for letter in letters:
        letter.refresh_from_db(fields=["state", "settled_on", "active_on"])
    return moved


def hold(letter: Letter, because: str) -> None:
    """Keep a letter from being forgotten or swept away, with the reason; without one, let go."""
    letter.held_because = because or None
    letter.held_on = (letter.held_on or timezone.localdate()) if because else None
    letter.save(update_fields=["held_because", "held_on"])


def update_note(letter: Letter, words: str) -> None:
    """Keep private words about a letter, sealed like the letter itself."""
    letter.note = words or None
    letter.save(update_fields=["note"])


@transaction.atomic
def add_tags(letters: Iterable[Letter], tags: Iterable[Tag]) -> None:
    """Put private tags on letters: an answer that is started has them already."""
    for one in tags:
        one.letters.add(*letters)


@transaction.atomic
def remove_tags(letters: Iterable[Letter], tags: Iterable[Tag]) -> None:
    """Take private tags off letters again."""
    for one in tags:
        one.letters.remove(*letters)
