"""A field of the text is in every place that it belongs to, or is left out for a reason."""

from dataclasses import fields

import pytest

from questions import actions
from questions.actions.imported_text import ImportSession, build_text
from questions.actions.public_text import LIST_FIELDS, WRITTEN_FIELDS
from questions.actions.revisions import RESTORED_FIELDS
from questions.answering.answers.forms import QuestionForm
from questions.answering.answers.history import COMPARED
from questions.models import ImportRun, Question, QuestionText
from questions.transfer import own
from questions.transfer.csv_cells import COLUMNS
from questions.transfer.items import Exchange, Facts, Item, Post
from tests.factories import published_question

FIELDS = {field.name for field in fields(QuestionText)}
REFUSED_IN_DRAFTS = {
    name
    for constraint in Question._meta.constraints
    if constraint.name == "question_text_only_when_published"
    for name, _value in constraint.condition.children[1].children
}
# What an export calls otherwise.
RENAMED = {"letter": "letter_text", "title": "headline", "address": "slug"}


def renamed(names):
    """Names as the text has them."""
    return {RENAMED.get(name, name) for name in names}


def names_of(record):
    """The fields of a record, by the names that the text has for them."""
    return renamed(field.name for field in fields(record))


EXCHANGED = names_of(Exchange)
OF_OTHERS = {"slug", "tags", "update_of"}  # they have a rule of their own, or are another's key
# Fields of this version: the one before could not withdraw a letter, for it can't empty them.
NOT_YET_REFUSED: set[str] = set()
PLACES = {
    "what becomes public": ({*WRITTEN_FIELDS, *LIST_FIELDS}, OF_OTHERS),
    "what no draft may have in the clear": (
        REFUSED_IN_DRAFTS,
        {"slug", "tags", *LIST_FIELDS, *NOT_YET_REFUSED},
    ),
    "what the desk can change": ({*QuestionForm.Meta.fields}, set()),
    # The list about danger is ticked for each publication.
    "what an earlier version brings back": ({*RESTORED_FIELDS}, {*OF_OTHERS, "care"}),
    # Notes and tags are no running text; the page of a version lists them.
    "what the history compares": ({*COMPARED}, {*OF_OTHERS, *LIST_FIELDS}),
    "Item, what an export and an import are made of": (names_of(Item), {"care"}),
    "Post, an entry of a file": (names_of(Post), {*EXCHANGED, "care"}),
    # The others are worked out for each letter of a post.
    "Facts, what an item has from its post": (names_of(Facts), {*EXCHANGED, "headline", "care"}),
    "COLUMNS of our own table": (renamed(COLUMNS), {"care"}),
    "own.TEXTS, the record in other systems' files": (renamed([*own.TEXTS, *own.LISTS]), {"care"}),
}


@pytest.mark.parametrize("place", PLACES)
def test_every_field_of_the_text_is_there(place):
    there, left_out = PLACES[place]
    assert FIELDS - left_out - there == set(), f"A field is missing in: {place}"


def test_every_field_that_is_written_leaves_and_comes_back(db):
    words = {name: f"My own {name.replace('_', ' ')}." for name in WRITTEN_FIELDS}
    words["answer"] += f" {words['pull_quote']}"
    published_question(**words)
    (item,) = actions.exports.exported_items()
    text = build_text(ImportSession(ImportRun()), item, item.slug)
    assert {name: getattr(text, name) for name in WRITTEN_FIELDS} == words
