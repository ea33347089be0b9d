"""Letters, questions and tags for the tests, made by the verbs like everybody else's."""

import itertools

from questions import actions
from questions.models import Question, Tag

numbers = itertools.count(1)


def received_letter(text="How do I tell him?\n\nI have tried twice.", consented=True, **facts):
    """A letter that came in."""
    receipt = f"TEST-{next(numbers)}"
    return actions.letters.receive(text=text, consented=consented, receipt=receipt, **facts)


def draft_question(headline="How do I tell him?", answer="Say it in *two* sentences.", **facts):
    """A question that John is writing."""
    tags = facts.pop("tags", ())
    consented = facts.pop("consented", True)
    question = actions.letters.start_answer(received_letter(consented=consented))
    care = list(Question.Care.values)
    for name, value in ({"headline": headline, "answer": answer, "care": care} | facts).items():
        setattr(question, name, value)
    actions.questions.update(question, tags)
    return question


def published_question(headline="How do I tell him?", at=None, **facts):
    """A published question; with `at`, as if it had been published then."""
    question = draft_question(headline, **facts)
    actions.questions.publish(question)
    if at:
        Question.objects.filter(pk=question.pk).update(publish_at=at)
        question.places.update(publish_at=at)
        question.refresh_from_db()
    return question


def saved_tag(name="Living together", **facts):
    """A tag."""
    tag = Tag(name=name, slug=facts.pop("slug", name.lower().replace(" ", "-")), **facts)
    actions.column.update_tag(tag)
    return tag
