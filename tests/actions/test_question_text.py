"""A field of the text is in every place that it belongs to, or is left out for a reason."""

from dataclasses import fields

import pytest

from questions.actions.public_text import LIST_FIELDS, WRITTEN_FIELDS
from questions.actions.revisions import RESTORED_FIELDS
from questions.answering.answers.forms import QuestionForm
from questions.answering.answers.history import COMPARED
from questions.models import Question, QuestionText

FIELDS = {field.name for field in fields(QuestionText)}
REFUSED_IN_DRAFTS = {
    name
    for constraint in Question._meta.constraints
    if constraint.name == "question_text_only_when_published"
    for name, _value in constraint.condition.children[1].children
}
OF_OTHERS = {"slug", "tags", "update_of"}  # they have a rule of their own, or are another's key
PLACES = {
    "what becomes public": ({*WRITTEN_FIELDS, *LIST_FIELDS}, OF_OTHERS),
    "what no draft may have in the clear": (REFUSED_IN_DRAFTS, {"slug", "tags", *LIST_FIELDS}),
    "what the desk can change": ({*QuestionForm.Meta.fields}, set()),
    # The list about danger is ticked for each publication.
    "what an earlier version brings back": ({*RESTORED_FIELDS}, {*OF_OTHERS, "care"}),
    # Notes and tags are no running text; the page of a version lists them.
    "what the history compares": ({*COMPARED}, {*OF_OTHERS, *LIST_FIELDS}),
}


@pytest.mark.parametrize("place", PLACES)
def test_every_field_of_the_text_is_there(place):
    there, left_out = PLACES[place]
    assert FIELDS - left_out - there == set(), f"A field is missing in: {place}"
