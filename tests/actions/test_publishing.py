"""What publishing asks the database: each thing once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from questions import actions
from questions.models import Letter, Question
from tests.factories import draft_question, published_question, saved_tag, text_of

pytestmark = pytest.mark.django_db


def statements_of(verb, question):
    with CaptureQueriesContext(connection) as seen:
        verb(question)
    return [one["sql"] for one in seen.captured_queries]


@pytest.fixture
def question():
    """A draft with two tags beside a letter that is much like it."""
    published_question("Supper")
    return draft_question("Dinner", tags=[saved_tag("Meals"), saved_tag("Trust")])


def test_publishing_a_letter_takes_few_statements(question, django_assert_max_num_queries):
    with django_assert_max_num_queries(42):
        actions.questions.publish(question)


def test_publishing_changes_takes_few_statements(question, django_assert_max_num_queries):
    actions.questions.publish(question)
    actions.questions.update(question, text_of(question, headline="Lunch"))
    with django_assert_max_num_queries(37):
        actions.questions.publish_changes(question)


@pytest.mark.parametrize("column", ['"questions_revision"."text"', '"questions_question"."answer"'])
def test_what_is_being_written_is_read_once(question, column):
    said = statements_of(actions.questions.publish, question)
    assert sum(one.startswith("SELECT") and column in one for one in said) == 1


def test_publishing_begins_no_transaction_within_its_own(question):
    said = statements_of(actions.questions.publish, question)
    assert sum("SAVEPOINT" in one for one in said) == 2  # the test's own, begun and ended


def test_a_refused_letter_is_in_memory_what_it_was():
    question = draft_question("Dinner", letter_text="")
    with pytest.raises(actions.questions.NotPublishable):
        actions.questions.publish(question)
    assert (question.headline, question.answer_html, question.slug) == ("", "", None)
    assert question.state == Question.State.DRAFT


def take_consent_back(letter):
    with pytest.raises(actions.consent.ConsentSettled):
        actions.consent.change_consent(letter, consented=False)


def refuse(letter):
    actions.approvals.record_approval(letter, Letter.Approval.REFUSED)


def run_in_thread(act, row):
    try:
        act(row)
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
@pytest.mark.parametrize(
    ("act", "state"), [(take_consent_back, "published"), (refuse, "withdrawn")]
)
def test_a_writer_who_says_no_waits_for_who_publishes(act, state):
    question = draft_question()
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            actions.questions.lock_question(question)
            done = pool.submit(run_in_thread, act, question.letters.get())
            with pytest.raises(TimeoutError):
                done.result(timeout=2)  # it waits for the lock, and holds none that we need
            actions.questions.publish(question)
        done.result(timeout=60)
    question.refresh_from_db()
    assert question.state == state


def correct(question):
    actions.questions.update(question, text_of(question, answer="Say it in three."))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
@pytest.mark.parametrize("verb", ["publish", "publish_changes"])
def test_of_two_alike_letters_one_is_published_after_the_other(verb):
    make = draft_question if verb == "publish" else published_question
    act = getattr(actions.questions, verb)
    questions = [make(), make()]
    for question in questions:
        correct(question)
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            act(questions[0])
            done = pool.submit(run_in_thread, act, questions[1])
            with pytest.raises(TimeoutError):
                done.result(timeout=2)  # it waits for us
        done.result(timeout=60)
    shown = Question.objects.published()
    assert {one.slug for one in shown} == {"how-do-i-tell-him", "how-do-i-tell-him-2"}
    assert all(one.answer == "Say it in three." and one.likenesses.count() == 1 for one in shown)
