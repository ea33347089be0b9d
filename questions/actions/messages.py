"""The verbs of the dialogue: John and the asker write to each other about a letter."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from questions import crypto
from questions.mail import notifications
from questions.models import Letter, Message
from questions.text.normalisation import normalise_text


@transaction.atomic
def add_message(
    letter: Letter,
    author: str,
    text: str,
    *,
    kind: str = Message.Kind.NOTE,
    token: str | None = None,
) -> Message:
    """Add a turn to the dialogue.

    Args:
        letter: what it is about.
        author: `Message.Author`.
        text: what was written.
        kind: `Message.Kind`.
        token: the form's own name; the same form sent twice makes one message.

    Returns:
        The message; the one that is there already if this form was sent before.
    """
    Letter.objects.select_for_update().only("pk").get(pk=letter.pk)
    token_hash = crypto.keyed_hash("message", token).hex() if token else None
    said = list(letter.messages.only("letter", "number", "token_hash"))
    if token_hash and (known := [turn for turn in said if turn.token_hash == token_hash]):
        return known[0]
    message = Message(letter=letter, author=author, kind=kind, token_hash=token_hash)
    message.text = normalise_text(text)
    message.number = len(said) + 1
    message.save(force_insert=True)
    update_letter(letter, message)
    return message


def update_letter(letter: Letter, message: Message) -> None:
    """What a new message changes: the letter's state, its clock, and who is told."""
    letter.active_on = timezone.localdate()
    if message.author == Message.Author.JOHN:
        letter.state, letter.settled_on = state_after(letter, message)
        notifications.notify_asker(letter)
    elif letter.state == Letter.State.ASKED_BACK:
        letter.state = Letter.State.ANSWERING if letter.question_id else Letter.State.SHORTLISTED
    letter.save(update_fields=["active_on", "state", "settled_on"])


def state_after(letter: Letter, message: Message) -> tuple[str, date | None]:
    """Where the letter stands after a message of John's, and since when it is settled."""
    if message.kind == Message.Kind.QUESTION and letter.state in Letter.WAITING:
        return Letter.State.ASKED_BACK, None
    if message.kind == Message.Kind.ANSWER:
        return Letter.State.ANSWERED, timezone.localdate()
    return letter.state, letter.settled_on


def mark_read(letter: Letter, author: str) -> None:
    """The other side has seen what `author` wrote."""
    letter.messages.filter(author=author, is_new=True).update(is_new=False)
