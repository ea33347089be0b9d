"""A reader's own words find the question: the set in bench/queries.toml over the demo."""

from io import StringIO

import pytest
from django.core.management import call_command

from bench import recall
from questions.models import Question


@pytest.fixture
def demo(db):
    call_command("demo", stdout=StringIO())


@pytest.mark.slow
def test_four_of_five_queries_find_their_question_among_the_first_five(demo):
    asked = recall.read_queries()
    assert len(asked) >= 60
    assert {slug for _, slug in asked} <= set(
        Question.objects.published().values_list("slug", flat=True)
    )
    assert recall.measure_recall(at=5) >= 0.8, recall.list_missed(at=5)
