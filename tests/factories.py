"""Letters, questions and tags for the tests, made by the verbs like everybody else's."""

import itertools
from dataclasses import replace

from django.utils.text import slugify

from questions import actions
from questions.models import Care, Collection, CollectionPart, Question, Tag

numbers = itertools.count(1)


def received_letter(text="How do I tell him?\n\nI have tried twice.", consented=True, **facts):
    """A letter that came in."""
    receipt = f"TEST-{next(numbers)}"
    return actions.letters.receive(text=text, consented=consented, receipt=receipt, **facts)


def text_of(question, **changes):
    """The text that is being written, which is sealed; with changes, if there are any."""
    return replace(actions.history.working_text(question), **changes)


def opened(question):
    """The question with the text that is being written, to look at."""
    return actions.history.open_question(question)


def change_text(question, by=None, **changes):
    """Save a question with other words, by hand; if it is public, publish the changes."""
    actions.questions.update(question, text_of(question, **changes), by=by)
    actions.questions.publish_changes(question, by=by)
    return question


def autosave_text(question, by=None, **changes):
    """Save a question with other words as the page does by itself; readers see nothing of it."""
    question.refresh_from_db()
    question.revision = actions.revisions.save_draft(
        question, text_of(question, **changes), base_revision=question.revision, by=by
    )
    return question


def draft_question(headline="How do I tell him?", answer="Say it in *two* sentences.", **facts):
    """A question that John is writing. Its text is sealed: see `text_of`."""
    facts["tags"] = tuple(tag.pk for tag in facts.pop("tags", ()))
    consented, earlier = facts.pop("consented", True), facts.pop("update_of", None)
    facts["update_of"] = earlier.pk if earlier else None
    question = actions.letters.start_answer(received_letter(consented=consented))
    care = tuple(Care.values)
    return change_text(question, **{"headline": headline, "answer": answer, "care": care} | facts)


def published_question(headline="How do I tell him?", at=None, **facts):
    """A published question; with `at`, as if it had been published then."""
    question = draft_question(headline, **facts)
    actions.questions.publish(question)
    if at:
        Question.objects.filter(pk=question.pk).update(publish_at=at)
        question.places.update(publish_at=at)
        question.refresh_from_db()
    return question


def published_series(headline, moments, tags=()):
    """Many published questions for tests of lists, numbered in the order of their moments.

    The first is published by its verb; the others are copies of its public row, because that
    takes a hundredth of the time. Revisions and search have the first alone.
    """
    first = published_question(f"{headline} 0", at=moments[0], tags=list(tags))
    facts = {field.attname: getattr(first, field.attname) for field in first._meta.concrete_fields}
    made = [
        Question(**facts | {"id": None, "publish_at": moment} | named(f"{headline} {number}"))
        for number, moment in enumerate(moments[1:], start=1)
    ]
    for question in Question.objects.bulk_create(made):
        question.tags.set(tags)
        actions.tag_entries.add_entries(question)
    return [first, *made]


def named(headline):
    """What a question's row says of its headline."""
    return {"headline": headline, "slug": slugify(headline)}


def saved_tag(name="Living together", **facts):
    """A tag."""
    tag = Tag(name=name, slug=facts.pop("slug", name.lower().replace(" ", "-")), **facts)
    actions.tags.update_tag(tag)
    return tag


def saved_collection(headline="On trust", parts=(), is_public=True, **facts):
    """A collection; `parts` are the words before each letter and the letter, or None."""
    collection = Collection(headline=headline, **facts)
    actions.collections.update_collection(collection)
    rows = [CollectionPart(words=words, question=question) for words, question in parts]
    actions.collections.update_parts(collection, rows)
    if is_public:
        actions.collections.publish(collection)
    return collection
