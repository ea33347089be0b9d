"""The verbs of the dialogue: the columnist and the asker write to each other about a letter."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from questions import crypto
from questions.actions import scrub
from questions.actions.history import Actor
from questions.actions.permissions import WRITE, require_permission
from questions.mail import notifications
from questions.models import Letter, Message, Question
from questions.text.normalisation import normalise_text

STATES_AFTER: dict[str, str] = {
    Message.Kind.QUESTION: Letter.State.ASKED_BACK,
    Message.Kind.ANSWER: Letter.State.ANSWERED,
    Message.Kind.DECLINE: Letter.State.DECLINED,
}


@transaction.atomic
def add_message(
    letter: Letter,
    author: str,
    text: str,
    *,
    kind: str = Message.Kind.NOTE,
    token: str | None = None,
    is_markdown: bool = False,
    by: Actor = None,
) -> Message:
    """Add a turn to the dialogue.

    Args:
        letter: what it is about.
        author: `Message.Author`.
        text: what was written.
        kind: `Message.Kind`.
        token: the form's own name; the same form sent twice makes one message.
        is_markdown: whether it was written in the editor.
        by: who at the desk writes in the columnist's name.

    Returns:
        The message; the one that is there already if this form was sent before.

    Raises:
        NotAllowed: they may not write to letter-writers.
    """
    if author == Message.Author.JOHN:
        require_permission(by, WRITE)
    hold_letter(letter)
    token_hash = crypto.keyed_hash("message", token).hex() if token else None
    said = list(letter.messages.only("letter", "number", "token_hash"))
    if token_hash and (known := [turn for turn in said if turn.token_hash == token_hash]):
        return known[0]
    message = Message(letter=letter, author=author, kind=kind, token_hash=token_hash, sender=by)
    message.text, message.is_markdown = normalise_text(text), is_markdown
    number_message(message, said)
    message.save(force_insert=True)
    update_letter(letter, message)
    return message


def number_message(message: Message, said: list[Message]) -> None:
    """Give a turn the number after the last one, and note where its letter stands before it.

    Args:
        message: the new turn.
        said: those before it; one that was called back left a gap.
    """
    message.number = 1 + max((turn.number for turn in said), default=0)
    message.state_before = message.letter.state


@transaction.atomic
def recall_message(message: Message, *, by: Actor = None) -> bool:
    """Delete a message that its reader has not seen; the letter stands as before.

    Args:
        message: what is called back.
        by: who calls it back.

    Returns:
        Whether it was still unread.

    Raises:
        NotAllowed: they may not write to letter-writers.
    """
    require_permission(by, WRITE)
    letter = Letter.objects.select_for_update().get(pk=message.letter_id)
    unread = Message.objects.filter(pk=message.pk, author=Message.Author.JOHN, is_new=True)
    if not unread.delete()[0]:
        return False
    scrub.add_pending(scrub.tables_of(Message))
    return_to_state(letter, message)
    cancel_needless_mail(letter)
    return True


def return_to_state(letter: Letter, message: Message) -> None:
    """Let a letter stand where it stood before a message, unless something else moved it since."""
    if not message.state_before or letter.state != STATES_AFTER.get(message.kind):
        return
    if letter.question and letter.question.state == Question.State.PUBLISHED:
        return
    letter.state, letter.active_on = message.state_before, timezone.localdate()
    if letter.state not in Letter.SETTLED:
        letter.settled_on = letter.declined_because = letter.see_also = None
    fields = ["state", "active_on", "settled_on", "declined_because", "see_also"]
    letter.save(update_fields=fields)


def cancel_needless_mail(letter: Letter) -> None:
    """Cancel the mail that says there is news, when nothing else is news."""
    is_published = letter.question and letter.question.state == Question.State.PUBLISHED
    is_asked = letter.approval == Letter.Approval.ASKED
    is_unread = letter.messages.filter(author=Message.Author.JOHN, is_new=True).exists()
    if not (is_published or is_asked or is_unread):
        notifications.cancel_notifications([letter])


def hold_letter(letter: Letter) -> None:
    """Lock a letter's row, and read anew what a message may change."""
    locked = Letter.objects.select_for_update().only("pk", "state", "settled_on").get(pk=letter.pk)
    letter.state, letter.settled_on = locked.state, locked.settled_on


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
    """Where the letter stands after a message of the columnist's, and since when it is settled."""
    if message.kind == Message.Kind.QUESTION and letter.state in Letter.WAITING:
        return Letter.State.ASKED_BACK, None
    if message.kind == Message.Kind.ANSWER:
        return Letter.State.ANSWERED, timezone.localdate()
    return letter.state, letter.settled_on


def mark_read(letter: Letter, author: str) -> None:
    """The other side has seen what `author` wrote."""
    letter.messages.filter(author=author, is_new=True).update(is_new=False)
