"""What readers see of a question: copied from a revision, and emptied when it is taken down."""

import copy

from django.db import transaction
from django.utils import timezone

from questions import social_cards
from questions.actions import scrub, slugs
from questions.models import FormerSlug, Question, QuestionText, QuestionVector, Tag
from questions.text import rendering
from questions.text.typography import typeset_text

WRITTEN_FIELDS = ["headline", "letter_text", "sign_off", "answer", "pull_quote", "correction"]
LIST_FIELDS = ["content_notes", "care"]
DERIVED_FIELDS = ["answer_html", "answer_excerpt", "letter_excerpt", "minutes", "corrected_on"]
PUBLIC_FIELDS = [*WRITTEN_FIELDS, *LIST_FIELDS, *DERIVED_FIELDS, "slug", "update_of", "changed_at"]
STATE_FIELDS = ["state", "publish_at", "unpublish_at", "was_public"]
STATE_FIELDS += ["consented", "first_published_at"]


def put_text(question: Question, text: QuestionText) -> None:
    """Put a text on a question in memory, with all that is worked out from it."""
    if question.correction != text.correction:
        question.corrected_on = None  # a new one has a day of its own
    for name in WRITTEN_FIELDS:
        setattr(question, name, getattr(text, name))
    for name in LIST_FIELDS:
        setattr(question, name, list(getattr(text, name)))
    question.slug = slugs.choose(question, text)
    question.update_of = find_question(text.update_of)
    question.tag_list = list(Tag.objects.filter(pk__in=text.tags))
    update_derived_fields(question)


def with_text(question: Question, text: QuestionText) -> Question:
    """A copy of a question with a text on it, to look at; it is never saved."""
    found = copy.copy(question)
    put_text(found, text)
    return found


def find_question(key: int | None) -> Question | None:
    """The question that a text names, if it still exists."""
    return Question.objects.filter(pk=key).first() if key else None


def update_derived_fields(question: Question) -> None:
    """Work out what is kept beside the text: HTML, excerpts, reading time."""
    words = rendering.markdown_to_text(question.answer)
    question.answer_html = rendering.render_markdown(question.answer)
    question.answer_excerpt = rendering.shorten_text(words)
    question.letter_excerpt = rendering.shorten_text(typeset_text(question.letter_text))
    question.minutes = rendering.reading_minutes(question.letter_text, words)
    today = timezone.localdate()
    question.corrected_on = (question.corrected_on or today) if question.correction else None


def copy_text(question: Question, opened: Question) -> None:
    """Copy a text into the columns that readers see.

    Args:
        question: the question, whose state is scheduled or published and is saved too.
        opened: a copy of it with the text, as `with_text` gives it.
    """
    former, card = question.slug, social_cards.card_text(question)
    scrub_text(question)
    for name in [*WRITTEN_FIELDS, *LIST_FIELDS, *DERIVED_FIELDS, "slug", "update_of", "tag_list"]:
        setattr(question, name, getattr(opened, name))
    question.changed_at = timezone.now()
    question.save(update_fields=[*PUBLIC_FIELDS, *STATE_FIELDS])
    question.tags.set(question.tag_list)
    for letter in question.reader_letters.all():
        letter.open_text()
    if question.is_public or question.was_public:  # else no reader knows the former address
        slugs.record_former(question, former)
    if card != social_cards.card_text(question):
        transaction.on_commit(lambda: social_cards.delete_cards(question))


def clear_text(question: Question) -> None:
    """Empty the columns that readers see; the text stays in the sealed revisions.

    Args:
        question: the question in its new state, which is saved too. The address stays only when
            readers have known it.
    """
    scrub_text(question)
    corrected_on = question.corrected_on
    slug = question.slug
    blank = Question()
    for name in [*WRITTEN_FIELDS, *LIST_FIELDS, *DERIVED_FIELDS, "update_of"]:
        setattr(question, name, getattr(blank, name))
    question.corrected_on = corrected_on
    question.slug = slug if question.was_public else None
    question.changed_at = timezone.now()
    question.save(update_fields=[*PUBLIC_FIELDS, *STATE_FIELDS])
    question.tags.clear()
    question.tag_list = []
    for letter in question.reader_letters.all():
        letter.seal_text()
    if not question.was_public:
        FormerSlug.objects.filter(question=question).delete()
    transaction.on_commit(lambda: social_cards.delete_cards(question))


def scrub_text(question: Question) -> None:
    """Note that what stands in a question's columns, if anything, is to leave the files too."""
    if question.headline:
        scrub.add_pending([Question._meta.db_table, QuestionVector._meta.db_table])
