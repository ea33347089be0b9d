"""The worker is killed at each step of an issue: nobody is left out, nobody gets it twice."""

import signal
from datetime import timedelta

import pytest
from django.utils import timezone

from questions.models import Issue, OutgoingMail
from tests.factories import published_question
from tests.killed import run_worker
from tests.newsletter.factories import a_reader, work_until

pytestmark = pytest.mark.slow

READERS = 7

WORKER = """
settings.EMAIL_BACKEND = "tests.mail.test_outbox.Slow"
from questions.mail import outbox
from questions.models import OutgoingMail
from questions.newsletter import issues
issues.BATCH = 3
if step == "drawn":
    issues.queue_issue = die
if step == "second batch":
    many, done = OutgoingMail.objects.bulk_create, []
    def some(rows, **options):
        if done:
            die()
        done.append(many(rows, **options))
    OutgoingMail.objects.bulk_create = some
if step == "leased":
    outbox.send_leased_mail = die
if step == "settling":
    outbox.settle_mail = die
issues.process_issues()
outbox.send_due_mail()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["drawn", "second batch", "leased", "before", "after", "settling"])
def test_killed_at_any_step_an_issue_reaches_everybody_once(step, tmp_path):
    for number in range(READERS):
        a_reader(f"rita{number}@example.org")
    published_question("One", at=timezone.now() - timedelta(hours=1))
    work_until(timezone.now())
    Issue.objects.update(due_at=timezone.now())
    facts = {"MAIL_FOLDER": str(tmp_path), "EMAIL_URL": "smtp://localhost:1"}
    assert run_worker(WORKER, step, **facts) == -signal.SIGKILL

    OutgoingMail.objects.update(leased_until=None)
    assert run_worker(WORKER, "never", **facts) == 0
    names = [path.read_text() for path in tmp_path.glob("*.eml")]
    assert OutgoingMail.objects.filter(state="sent").count() == READERS
    assert len(set(names)) == READERS
    assert len(names) <= READERS + 1
