"""The verbs of a letter."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from questions import crypto
from questions.actions import invitations, scrub
from questions.actions.consent import update_consent
from questions.actions.history import Actor, Reason, record_text, save_text, working_text
from questions.actions.questions import mark_letters_answered
from questions.mail import notifications
from questions.models import Letter, OutgoingMail, Question, QuestionText
from questions.text import consent
from questions.text.normalisation import normalise_line, normalise_text

RAISED_KINDS: dict[str, list[str]] = {Letter.Kind.REQUEST: [Letter.REQUEST_FLAG]}


class NotAnswerable(Exception):
    """A letter that was declined or set aside as spam cannot be answered as it stands."""


def receive(
    *,
    text: str,
    receipt: str,
    sign_off: str = "",
    contact: str = "",
    consented: bool = False,
    silence_days: int | None = None,
    can_invite: bool = False,
    flags: Sequence[str] = (),
    heard: Sequence[tuple[str, str]] = (),
    is_spam: bool = False,
    kind: str = Letter.Kind.LETTER,
    about: Question | None = None,
) -> Letter:
    """Take a letter in, once for each receipt; again with it, return the one that is there.

    Args:
        text: the letter; line breaks and control characters are put right, nothing else.
        sign_off: how the asker wants to be called, or nothing.
        contact: where the asker can be told of an answer, or nothing.
        consented: whether the asker ticked the present wording of the consent.
        receipt: what the asker will hold; only its keyed hash is kept.
        silence_days: after how many days silence counts as a yes, if the asker ticked that.
        can_invite: whether the asker agreed to be asked later how things turned out.
        flags: signs of danger in the text, which raise the letter in the inbox.
        heard: the sentences that raised it, each after its kind.
        is_spam: whether it looks like spam; it is kept apart for the columnist, never lost.
        kind: a `Letter.Kind`; a request to change a letter is raised like one about danger.
        about: the published letter that it is about.

    Returns:
        The letter; the one that is there already if this receipt was used before.
    """
    facts: dict[str, Any] = {"receipt_hash": crypto.hash_receipt(receipt)}
    facts |= clean_texts(text, sign_off, contact) | list_kind(kind, about, flags)
    facts |= list_signs(heard, is_spam) | (list_consent(silence_days) if consented else {})
    return save_once(can_invite=can_invite, **facts)


def list_kind(kind: str, about: Question | None, flags: Sequence[str]) -> dict[str, Any]:
    """What is kept of what kind of letter it is, and of why it is raised."""
    return {"kind": kind, "about": about, "flags": [*flags, *RAISED_KINDS.get(kind, [])]}


def list_signs(heard: Sequence[tuple[str, str]], is_spam: bool) -> dict[str, Any]:
    """What is kept of the signs of danger and of spam."""
    return {
        "heard": json.dumps(list(heard)) if heard else None,
        "state": Letter.State.SPAM if is_spam else Letter.State.NEW,
    }


def list_consent(silence_days: int | None) -> dict[str, Any]:
    """What is kept of a consent that was ticked today; for `silence_days` see above."""
    today = timezone.localdate()
    return {
        "consent_version": consent.CURRENT_VERSION,
        "consented_on": today,
        "silence_days": silence_days,
    }


def clean_texts(text: str, sign_off: str, contact: str) -> dict[str, str]:
    """The texts of a letter as they are kept, and by what the same text is known again."""
    text = normalise_text(text)
    return {
        "text": text,
        "sign_off": normalise_line(sign_off),
        "contact": normalise_line(contact),
        "likeness": crypto.text_fingerprint(text),
    }


def save_once(*, can_invite: bool, **facts: Any) -> Letter:
    """Save a new letter, or find the one that came with the same receipt.

    Args:
        can_invite: whether its writer agreed to be asked later.
        facts: its fields.
    """
    letter = Letter(**facts)
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
            if can_invite:
                invitations.agree(letter)
    except IntegrityError:
        return Letter.objects.get(receipt_hash=letter.receipt_hash)
    return letter


def change_contact(letter: Letter, contact: str) -> None:
    """Let a writer be told at another address, or at none; the former one is erased.

    Args:
        letter: whose.
        contact: an email address, or nothing.
    """
    replace_contact(letter, normalise_line(contact))
    scrub.finish_pending()


@transaction.atomic
def replace_contact(letter: Letter, contact: str) -> None:
    """Put an address in the place of the former one, also of one that waits in the outbox."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    notifications.cancel_notifications([letter, *letter.updates.all()])
    letter.contact, letter.active_on = contact, timezone.localdate()
    letter.save(update_fields=["contact", "active_on"])
    invitations.keep_contact(letter, contact)
    for one in (letter, *letter.updates.select_related("question")):
        if one.question and one.question.is_scheduled:
            notifications.notify_asker(one, due_at=one.question.publish_at)
    scrub.add_pending([Letter._meta.db_table, OutgoingMail._meta.db_table])


@transaction.atomic
def raise_letter(letter: Letter, heard: Sequence[tuple[str, str]]) -> Letter:
    """Raise a letter for what its writer said afterwards.

    Args:
        letter: the letter; what raised it before stays.
        heard: sentences of danger, each after its kind.

    Returns:
        The letter as it stands now.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    rows = [*json.loads(letter.heard or "[]"), *heard]
    kinds = {*letter.flags, *(kind for kind, sentence in heard)}
    letter.flags = [kind for kind in Letter.FLAG_NAMES if kind in kinds]
    letter.heard = json.dumps(rows)
    letter.save(update_fields=["flags", "heard"])
    return letter


@transaction.atomic
def start_answer(letter: Letter, by: Actor = None) -> Question:
    """Start an answer to a letter: a sealed draft with the letter's words to edit for the public.

    Args:
        letter: what is answered.
        by: who answers, for the history.

    Returns:
        The draft, or the question that the letter has already.

    Raises:
        NotAnswerable: the letter was declined, is spam, or asks for a change of another one.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.question:
        return letter.question
    if letter.state not in Letter.WAITING or letter.is_request:
        raise NotAnswerable
    question = Question.objects.create(consented=letter.may_be_published)
    tags = tuple(letter.topics.values_list("pk", flat=True))
    text = QuestionText(letter_text=letter.text, sign_off=letter.sign_off, tags=tags)
    record_text(question, text, Reason.STARTED, by)
    letter.question, letter.state = question, Letter.State.ANSWERING
    letter.save(update_fields=["question", "state"])
    return question


@transaction.atomic
def attach(letter: Letter, question: Question) -> None:
    """Let a question that is there answer this letter too; consent is worked out anew.

    Raises:
        NotAnswerable: the letter was declined or has an answer, or its writer has not agreed to
            publication and the question is public.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    question = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    is_published = question.state == Question.State.PUBLISHED
    if letter.question or letter.state not in Letter.WAITING or letter.is_request:
        raise NotAnswerable(_("This letter has been answered or declined."))
    if is_published and not letter.may_be_published:
        raise NotAnswerable(
            _("The writer has not agreed to publication, and the answer is public.")
        )
    letter.question = question
    letter.state = Letter.State.ANSWERED if is_published else Letter.State.ANSWERING
    letter.save(update_fields=["question", "state"])
    if is_published:
        mark_letters_answered(question)
    else:  # what is public gets no tag that its columnist did not give it
        add_topics(question, letter)
    update_consent(question)


def add_topics(question: Question, letter: Letter) -> None:
    """Give a draft the tags of a letter that it answers too."""
    text = working_text(question)
    tags = (*text.tags, *letter.topics.values_list("pk", flat=True))
    save_text(question, replace(text, tags=tags), Reason.LETTER_ADDED)


@transaction.atomic
def start_shared_answer(letters: Sequence[Letter]) -> Question:
    """Answer the first letter, and let the same question answer the others.

    Raises:
        NotAnswerable: one of them cannot be answered by this question. Nothing was changed.
    """
    question = start_answer(letters[0])
    for letter in letters[1:]:
        attach(letter, question)
    return question


@transaction.atomic
def detach(letter: Letter) -> None:
    """Take a letter from its question again, when the question was begun with another one.

    Raises:
        NotAnswerable: it is the question's only letter: the question is its answer.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    question = letter.question
    if question is None:
        return
    if question.letters.count() == 1:
        raise NotAnswerable(_("It’s the answer’s only letter."))
    letter.question, letter.state = None, Letter.State.NEW
    letter.save(update_fields=["question", "state"])
    update_consent(question)
