"""The verbs of letters about a published one: readers' own, and requests to change it."""

import json

from django.db import transaction
from django.utils.translation import gettext as _

from questions.actions import scrub
from questions.actions.history import Actor
from questions.actions.inbox import change_state
from questions.actions.permissions import PUBLISH, require_permission
from questions.mail import notifications
from questions.models import CacheVersion, Letter, Question, ReaderLetter
from questions.text.normalisation import normalise_line, normalise_text

State = Letter.State


class NotForReaders(Exception):
    """Why a letter cannot be published under an answer, as a sentence for the columnist."""


@transaction.atomic
def invite_readers(question: Question, *, is_open: bool, by: Actor = None) -> None:
    """Let readers write about a letter, or not any more.

    Args:
        question: the letter. The column's settings must let readers write, too.
        is_open: whether its page asks them to.
        by: who decides.
    """
    require_permission(by, PUBLISH)
    Question.objects.filter(pk=question.pk).update(takes_reader_letters=is_open)
    question.takes_reader_letters = is_open
    CacheVersion.bump()


@transaction.atomic
def save_edited(letter: Letter, text: str, sign_off: str) -> None:
    """Keep a reader's letter as it is being edited, sealed; nothing of it is public by this.

    Args:
        letter: as it was received, which stays so.
        text: the edited one.
        sign_off: what its writer is called.
    """
    letter.edited = json.dumps([normalise_text(text), normalise_line(sign_off)])
    letter.save(update_fields=["edited"])


def read_edited(letter: Letter) -> tuple[str, str]:
    """A reader's letter and sign-off as they are being edited; at first as they came."""
    if not letter.edited:
        return letter.text, letter.sign_off
    text, sign_off = json.loads(letter.edited)
    return text, sign_off


@transaction.atomic
def publish_under(letter: Letter, *, by: Actor = None) -> ReaderLetter:
    """Publish a reader's letter, as it was edited last, under the answer that it is about.

    Args:
        letter: a reader's, whose writer agreed to publication. One that is public is replaced.
        by: who publishes.

    Raises:
        NotForReaders: its writer has not agreed, or readers cannot see the answer.
        NotAllowed: they may not publish.
    """
    require_permission(by, PUBLISH)
    letter.refresh_from_db(from_queryset=Letter.objects.select_for_update())
    refuse_unpublishable(letter)
    assert letter.about is not None
    if letter.reader_letter:  # the words that it had leave the files
        scrub.add_pending([ReaderLetter._meta.db_table])
    shown = letter.reader_letter or ReaderLetter(question=letter.about)
    shown.text, shown.sign_off = read_edited(letter)
    shown.save()
    letter.reader_letter = shown
    letter.save(update_fields=["reader_letter"])
    settle(letter)
    notifications.notify_asker(letter)
    CacheVersion.bump()
    return shown


def refuse_unpublishable(letter: Letter) -> None:
    """Raise `NotForReaders` where a letter must not be public."""
    if letter.kind != Letter.Kind.READER or letter.about is None:
        raise NotForReaders(_("This letter wasn’t written about a published one."))
    if not letter.may_be_published or letter.state == State.WITHDRAWN:
        raise NotForReaders(_("Its writer has not agreed to publication."))
    if not letter.about.is_public:
        raise NotForReaders(_("Readers can’t see the letter that it is about."))
    if not read_edited(letter)[0].strip():
        raise NotForReaders(_("The edited letter is empty."))


@transaction.atomic
def unpublish_under(letter: Letter, *, by: Actor = None) -> None:
    """Take a reader's letter from under the answer; the edited text stays, sealed."""
    require_permission(by, PUBLISH)
    delete_published(letter)


def delete_published(letter: Letter) -> None:
    """Let nothing of a reader's letter be public any more."""
    shown = ReaderLetter.objects.filter(letter=letter)
    if shown.exists():
        shown.delete()
        scrub.add_pending([ReaderLetter._meta.db_table])
        CacheVersion.bump()
    letter.reader_letter = None


@transaction.atomic
def settle(letter: Letter) -> bool:
    """Note that a reader's letter or a request is dealt with. Returns whether it still waited.

    Nobody is told: there is nothing to read by that, and what is written to them tells them.
    """
    return bool(change_state([letter], State.ANSWERED))
