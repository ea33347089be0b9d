"""The verb of private answers: what is written on the answer page, for a letter's writer alone."""

from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext as _

from questions.actions.history import Actor, Reason, record_text, working_text
from questions.actions.messages import add_message
from questions.actions.questions import has_text
from questions.models import Letter, Message, Question, Revision


class NotSendable(Exception):
    """Something stands between the answer and its letter's writer.

    Attributes:
        reasons: what it is, in sentences.
    """

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


@transaction.atomic
def send(question: Question, *, by: Actor = None) -> int:
    """Send what is being written to the writers of the letters that it answers, and to nobody else.

    Args:
        question: a draft; it stays one, and can still be published if its writers agreed.
        by: who answers, in the columnist's name.

    Returns:
        How many writers can read it.

    Raises:
        NotSendable: it is empty, published, sent already, or there is nobody to send it to.
    """
    locked = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if reasons := reasons_against_sending(locked):
        raise NotSendable(reasons)
    text, letters = working_text(locked), letters_to_send_to(locked)
    for letter in letters:
        add_message(
            letter,
            Message.Author.JOHN,
            text.answer,
            kind=Message.Kind.ANSWER,
            is_markdown=True,
            by=by,
        )
    record_text(locked, text, Reason.SENT, by)
    return len(letters)


def reasons_against_sending(question: Question) -> list[str]:
    """What stands between the answer and its letter's writer, in sentences."""
    if question.state == Question.State.PUBLISHED:
        return [_("This answer is published, so its writer can read it on the site.")]
    letters = letters_to_send_to(question)
    if not letters:
        return [_("There is no letter whose writer could read it.")]
    answer = working_text(question).answer
    if not has_text(answer):
        return [_("The answer is empty.")]
    if all(was_sent(letter, answer) for letter in letters):
        return [_("You have sent this answer already.")]
    return []


def letters_to_send_to(question: Question) -> list[Letter]:
    """The letters behind an answer whose writers still look for a reply."""
    letters = question.letters.exclude(state=Letter.State.WITHDRAWN).in_order()
    return [letter for letter in letters if letter.is_readable]


def sent_versions() -> QuerySet[Revision]:
    """The lines of the history about a private answer after which nothing was written.

    It is for a query about questions: it names their rows by `OuterRef`.
    """
    newest = {"question": OuterRef("pk"), "number__gte": OuterRef("revision")}
    return Revision.objects.filter(**newest, reason=Reason.SENT)


def find_sent_moment(question: Question) -> datetime | None:
    """When the answer was last sent privately, if it was."""
    sent = question.revisions.filter(reason=Reason.SENT).newest_first().first()
    return sent.saved_at if sent else None


def was_sent(letter: Letter, answer: str) -> bool:
    """Whether the last private answer to a letter is this very text."""
    answers = letter.messages.filter(author=Message.Author.JOHN, kind=Message.Kind.ANSWER)
    last = answers.order_by("-number").first()
    return last is not None and last.is_readable and last.text == answer
