"""What a call tells of, and how it says that there is nothing to tell."""

from questions.models import OutgoingCall, Question

Event = OutgoingCall.Event


class NotNeeded(Exception):
    """There is nothing to tell any more, or nobody to tell it to."""


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
