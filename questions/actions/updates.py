"""The verbs of updates: what a writer tells afterwards is published as a letter of its own."""

import secrets
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from questions import crypto
from questions.actions import erasure_log
from questions.actions.approvals import revoke_consent
from questions.actions.consent import change_consent
from questions.actions.history import Actor, Reason, save_text, working_text
from questions.actions.letters import start_answer
from questions.models import Erasure, Letter, Message, Question
from questions.text import consent


class NotPublishable(Exception):
    """Why a message cannot become an update, as a sentence for the columnist."""


@transaction.atomic
def agree(message: Message) -> None:
    """Let a message be published, in the present wording, as its writer ticked beside it."""
    message.consent_version = consent.UPDATE_VERSION
    message.save(update_fields=["consent_version"])


@transaction.atomic
def start_update(message: Message, by: Actor = None) -> Question:
    """Start to publish what a writer told afterwards: a sealed draft that follows their letter.

    The message becomes a letter of its own, which goes with the one that it follows.

    Args:
        message: what they wrote, with their consent.
        by: who starts it, for the history.

    Returns:
        The draft; the one that is there already if it was started before.

    Raises:
        NotPublishable: its writer has not agreed, or the letter that it follows is not public.
    """
    letter = Letter.objects.select_for_update().get(pk=message.letter_id)  # see `lock_letter`
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.made_into and message.made_into.question:
        return message.made_into.question
    refuse_unpublishable(message)
    message.made_into = make_letter(message)
    message.save(update_fields=["made_into"])
    question = start_answer(message.made_into, by)
    text = working_text(question)
    earlier = letter.question
    assert earlier is not None
    tags = tuple(earlier.tags.values_list("pk", flat=True))
    save_text(question, replace(text, update_of=earlier.pk, tags=tags), Reason.SAVED, by)
    return question


def refuse_unpublishable(message: Message) -> None:
    """Raise `NotPublishable` where a message must not become public."""
    if message.consent_version is None:
        raise NotPublishable(_("Its writer has not agreed to publication."))
    question = message.letter.question
    if question is None or not question.is_public or not message.letter.may_be_published:
        raise NotPublishable(_("Readers can’t see the letter that it follows."))


def make_letter(message: Message) -> Letter:
    """A letter with the words of a message. Nobody holds its receipt: its writer has the first."""
    first = message.letter
    return Letter.objects.create(
        kind=Letter.Kind.UPDATE,
        follows=first,
        text=message.text,
        sign_off=first.sign_off,
        consent_version=first.consent_version,
        consented_on=message.written_on,
        received_on=message.written_on,
        receipt_hash=crypto.hash_receipt(secrets.token_hex(32)),
        flags=first.flags,
        compared=True,
    )


@transaction.atomic
def revoke(message: Message) -> bool:
    """Take back what a writer agreed to beside a message, unless it is public.

    Returns:
        Whether it was not: what is public goes with the letter that it follows.
    """
    message.refresh_from_db(from_queryset=Message.objects.select_for_update())
    update = message.made_into
    if update and not update.is_consent_open:
        return False
    message.consent_version = None
    message.save(update_fields=["consent_version"])
    erasure_log.record(Erasure.Kind.REFUSED, message.pk)
    if update:
        change_consent(update, consented=False)
    return True


@transaction.atomic
def revoke_again(numbers: set[UUID]) -> None:
    """Take back again, in a restored database, what was agreed to beside messages.

    What had been made of one goes as well, even if it was public when the backup was made.
    """
    for message in Message.objects.filter(pk__in=numbers, consent_version__isnull=False):
        message.consent_version = None
        message.save(update_fields=["consent_version"])
        if message.made_into:
            revoke_consent(message.made_into)
