"""What every kind of call needs to make its request, and how it says that none is needed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from questions.models import OutgoingCall, Question

Event = OutgoingCall.Event


class NotNeeded(Exception):
    """There is nothing to tell any more, or nobody to tell it to."""


@dataclass(frozen=True)
class CallRequest:
    """What is sent to another machine.

    Attributes:
        url: where.
        body: the bytes.
        headers: beside those that every request has.
        method: such as POST.
        is_operators: the settings name the machine, so that it may be in a private network; an
            address that was typed in at the desk may not.
    """

    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    is_operators: bool = True


def find_told_slug(call: OutgoingCall) -> str:
    """The address of the letter that a call tells of, if what it tells is still so.

    Raises:
        NotNeeded: it was taken down before this was told, or is public again.
    """
    question = call.question
    is_public = question is not None and question.is_public
    if call.event in {Event.PUBLISHED, Event.CORRECTED}:
        if not is_public:
            raise NotNeeded
        return present_slug(question)
    if is_public and call.event == Event.UNPUBLISHED:
        raise NotNeeded
    return call.slug or present_slug(question)


def present_slug(question: Question | None) -> str:
    """The address that a question has now.

    Raises:
        NotNeeded: it has none.
    """
    if question is None or not question.slug:
        raise NotNeeded
    return question.slug
