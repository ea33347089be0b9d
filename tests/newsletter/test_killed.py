"""The worker is killed at each step of an issue: nobody is left out, nobody gets it twice."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from questions.models import Issue, OutgoingMail
from tests.factories import published_question
from tests.newsletter.factories import a_reader, work_until

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
READERS = 7

WORKER = """
import os, signal, django
django.setup()
from django.conf import settings
settings.EMAIL_BACKEND = "tests.mail.test_outbox.Slow"
name = os.environ["TEST_DATABASE"]
settings.DATABASES["default"]["NAME"] = name
from django.db import connections
connections["default"].settings_dict["NAME"] = name
from questions.mail import outbox
from questions.models import OutgoingMail
from questions.newsletter import issues
issues.BATCH = 3
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
step = os.environ["KILL_AT"]
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


def run_worker(step, folder):
    facts = {"KILL_AT": step, "MAIL_FOLDER": str(folder), "EMAIL_URL": "smtp://localhost:1"}
    facts["TEST_DATABASE"] = str(connection.settings_dict["NAME"])
    facts["DJANGO_SETTINGS_MODULE"] = "advice.settings"
    command = [sys.executable, "-c", WORKER]
    return subprocess.run(command, cwd=ROOT, env=os.environ | facts).returncode


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["drawn", "second batch", "leased", "before", "after", "settling"])
def test_killed_at_any_step_an_issue_reaches_everybody_once(step, tmp_path):
    for number in range(READERS):
        a_reader(f"rita{number}@example.org")
    published_question("One", at=timezone.now() - timedelta(hours=1))
    work_until(timezone.now())
    Issue.objects.update(due_at=timezone.now())
    assert run_worker(step, tmp_path) == -signal.SIGKILL

    OutgoingMail.objects.update(leased_until=None)
    assert run_worker("never", tmp_path) == 0
    names = [path.read_text() for path in tmp_path.glob("*.eml")]
    assert OutgoingMail.objects.filter(state="sent").count() == READERS
    assert len(set(names)) == READERS
    assert len(names) <= READERS + 1
