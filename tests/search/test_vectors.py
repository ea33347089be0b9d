"""Meaning in numbers: which published questions are nearest, and that nothing else ever is."""

import subprocess
import sys
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.db.models import Func, IntegerField
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from questions import actions, search
from questions.models import CacheVersion, Question, QuestionVector
from questions.search import comparing
from questions.search import matrix as matrix_module
from questions.search.matrix import Matrix
from questions.sentence_vectors import pack_vector
from tests.factories import change_text, draft_question, published_question

pytestmark = pytest.mark.django_db

TEA = "He descales the kettle each morning and hides the teabags in a jar."
SUPPER = "She answers messages from work while we are eating together."


def near(text, **options):
    limit, floor = options.pop("limit", 5), options.pop("floor", 0.3)
    matches = search.find_nearest(search.encode_texts([text])[0], limit, floor, **options)
    headlines = Question.objects.in_bulk([match.question_id for match in matches])
    return [headlines[match.question_id].headline for match in matches]


def test_a_paraphrase_is_near_and_an_unrelated_text_is_not():
    published_question("Tea", letter_text=TEA)
    published_question("Supper", letter_text=SUPPER)
    assert near("My wife is on her phone at dinner")[0] == "Supper"
    assert near("Interest rates of the central bank", floor=0.2) == []


def test_another_language_is_near():
    published_question("Tea", letter_text=TEA)
    published_question("Supper", letter_text=SUPPER)
    assert near("Meine Frau beantwortet beim Essen Nachrichten von der Arbeit")[0] == "Supper"


def test_among_and_without_hold():
    one = published_question("One", letter_text=SUPPER)
    published_question("Two", letter_text=SUPPER)
    assert near(SUPPER, among=[one.pk]) == ["One"]
    assert near(SUPPER, without=[one.pk]) == ["Two"]
    assert near(SUPPER, among=[]) == []
    assert len(near(SUPPER, limit=1)) == 1


def test_only_what_is_public_is_near():
    draft_question("A draft", letter_text=SUPPER)
    coming = draft_question("To come", letter_text=SUPPER)
    actions.questions.publish(coming, timezone.now() + timedelta(days=1))
    gone = published_question("Gone", letter_text=SUPPER)
    actions.questions.unpublish(gone)
    assert near(SUPPER) == []
    assert list(QuestionVector.objects.values_list("pk", flat=True)) == [coming.pk]


def test_a_schedules_moment_needs_no_job():
    question = draft_question("To come", letter_text=SUPPER)
    actions.questions.publish(question, timezone.now() + timedelta(days=1))
    assert near(SUPPER) == []
    Question.objects.update(publish_at=timezone.now() - timedelta(seconds=1))
    assert near(SUPPER) == ["To come"]
    Question.objects.update(unpublish_at=timezone.now())
    assert near(SUPPER) == []


def test_a_change_is_seen_by_a_matrix_that_was_loaded_before():
    question = published_question("One", letter_text=TEA)
    assert near(SUPPER) == []
    change_text(question, letter_text=SUPPER)
    assert near(SUPPER) == ["One"]
    actions.questions.unpublish(question)
    assert near(SUPPER) == []


def test_erasing_takes_the_vector_along():
    question = published_question("One", letter_text=SUPPER)
    actions.erasure.erase(question.letters.get())
    assert not QuestionVector.objects.exists()


def test_fingerprints_are_summed_up_in_the_order_of_an_index():
    published_question("Tea", letter_text=TEA)
    with CaptureQueriesContext(connection) as seen:
        comparing.read_sums()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # the table is small enough to read
        ask = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{ask} {seen[0]['sql']}")
        plan = str(cursor.fetchall())
    assert "vector_sums" in plan
    assert "TEMP B-TREE" not in plan


def test_a_matrix_reads_only_what_changed(monkeypatch, django_assert_max_num_queries):
    for module in (matrix_module, comparing):
        monkeypatch.setattr(module, "BUCKET", 2)
    by_two = Func("question", template="(%(expressions)s / 2)", output_field=IntegerField())
    monkeypatch.setattr(comparing, "BUCKET_OF_ROW", by_two)
    for number in range(7):
        published_question(f"Question {number}", letter_text=TEA)
    held = Matrix()
    held.bring_in_line()
    assert held.find_stale_buckets() == []
    changed = Question.objects.order_by("pk").first()
    change_text(changed, letter_text=SUPPER)
    assert held.find_stale_buckets() == [changed.pk // 2]
    with django_assert_max_num_queries(6):
        held.bring_in_line()
    assert held.find_stale_buckets() == []


def test_a_matrix_grows_and_uses_free_rows_again(monkeypatch):
    monkeypatch.setattr(matrix_module, "ROOM", 2)
    held = Matrix()
    questions = [published_question(f"Question {number}", letter_text=TEA) for number in range(5)]
    held.bring_in_line()
    size = len(held.numbers)
    actions.questions.unpublish(questions[0])
    published_question("Another", letter_text=SUPPER)
    held.bring_in_line()
    assert len(held.numbers) == size
    assert sorted(held.numbers[held.numbers > 0]) == sorted(
        QuestionVector.objects.values_list("pk", flat=True)
    )
    vector = search.encode_texts([SUPPER])[0]
    best = held.find_nearest(vector, 1, 0.3, None, ())
    assert Question.objects.get(pk=best[0].question_id).headline == "Another"


def test_a_row_of_another_model_is_found_by_nothing():
    published_question("One", letter_text=SUPPER)
    QuestionVector.objects.update(model="another", fingerprint=1)
    CacheVersion.bump()
    assert near(SUPPER) == []


def test_int8_loses_little():
    for row in search.encode_texts([TEA, SUPPER]):
        small = np.frombuffer(pack_vector(row), np.int8).astype(np.float32)
        assert row @ small / np.linalg.norm(small) > 0.999


def test_a_verb_that_fails_leaves_the_vector_as_it_was():
    question = published_question("One", letter_text=SUPPER)
    before = QuestionVector.objects.get().fingerprint
    with pytest.raises(actions.questions.NotPublishable):
        change_text(question, headline="")
    assert QuestionVector.objects.get().fingerprint == before


@pytest.mark.slow
def test_a_sentence_is_computed_by_one_thread():
    """A second one would only wait for the first, and take a processor from others."""
    code = "from questions.sentence_vectors import load_model; load_model()"
    code += "; import os; print(len(os.listdir('/proc/self/task')))"
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "1\n"
