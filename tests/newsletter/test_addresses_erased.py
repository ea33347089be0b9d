"""What is kept of a reader's address, and when it goes."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from questions import actions, checks, retention
from questions.mail import outbox
from questions.management.commands.worker import Command
from questions.models import Erasure, OutgoingMail, Signup, Subscriber
from questions.newsletter import issues
from tests.factories import published_question
from tests.newsletter.factories import a_reader, issue_of, work_until

CANARY = "canary-8642@example.org"


def retain(*words):
    out = StringIO()
    call_command("retain", *words, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(("hours", "is_there"), [(23, True), (25, False)])
def test_an_address_that_nobody_confirms_is_erased(hours, is_there):
    actions.subscriptions.sign_up(CANARY, "weekly")
    Signup.objects.update(asked_at=timezone.now() - timedelta(hours=hours))
    retain()
    assert Signup.objects.exists() is OutgoingMail.objects.exists() is is_there


def test_a_rehearsal_counts_and_keeps():
    actions.subscriptions.sign_up(CANARY, "weekly")
    Signup.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    assert "unconfirmed: 1" in retain("--dry-run")
    assert Signup.objects.exists()
    assert "unconfirmed: 1" in retain()
    assert "unconfirmed: 0" in retain()


def test_the_worker_looks_each_hour():
    actions.subscriptions.sign_up(CANARY, "weekly")
    Signup.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    worker = Command()
    worker.cleaned_on, worker.forgot_at = timezone.localdate(), float("-inf")
    worker.enforce_retention()
    assert not Signup.objects.exists()


def test_who_got_which_issue_is_forgotten_after_thirty_days(settings):
    a_reader()
    deliver(published_question("One"))
    assert "deliveries: 0" in retain()
    OutgoingMail.objects.update(due_at=timezone.now() - timedelta(days=31))
    assert "deliveries: 1" in retain()
    assert Subscriber.objects.exists()


def deliver(question):
    work_until(timezone.now())
    issues.queue_issue(issue_of(question), timezone.now())
    outbox.send_due_mail()


def test_leaving_erases_at_once_and_a_restored_backup_writes_to_nobody():
    reader = a_reader(CANARY)
    actions.subscriptions.sign_up(CANARY, "weekly")
    address_hash = reader.address_hash
    assert actions.subscriptions.unsubscribe(reader.pk)
    assert not Subscriber.objects.exists()
    assert not Signup.objects.exists()
    assert Erasure.objects.get().number == reader.pk

    restored = Subscriber(pk=reader.pk, address=CANARY, address_hash=address_hash)
    restored.save(force_insert=True)
    assert "erased again: 1" in retain("--replay")
    assert not Subscriber.objects.exists()


def test_keys_are_rotated_with_the_letters(settings):
    a_reader(CANARY)
    actions.subscriptions.sign_up("other@example.org", "weekly")
    new = "bmV3LWtleS1mb3ItdGVzdHMtMzItYnl0ZXMtbG9uZyE="
    settings.LETTER_KEYS = [new, *settings.LETTER_KEYS]
    call_command("reseal", stdout=StringIO())
    settings.LETTER_KEYS = [new]
    assert Subscriber.objects.get().address == CANARY
    assert Signup.objects.get().address == "other@example.org"


def test_the_address_is_nowhere_in_the_clear():
    """In no column of no table, not in the cache, and not in what a row says of itself."""
    reader = a_reader(CANARY)
    actions.subscriptions.sign_up(CANARY, "weekly")
    question = published_question("One")
    deliver(question)
    actions.issues.send_test(issue_of(question), CANARY)
    written = "".join(str(row) for table in tables() for row in rows_of(table))
    written += str(getattr(cache, "_cache", "")) + f"{reader} {reader!r} {Signup.objects.get()}"
    assert len(written) > 1000
    assert "canary-8642" not in written


def tables():
    return [name for name in connection.introspection.table_names() if "search" not in name]


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return cursor.fetchall()


def test_without_a_mail_server_the_check_warns(settings):
    settings.SITE_IS_LOCAL = False
    assert checks.check_newsletter_mail(databases=["default"]) == checks.check_mail_server() == []
    settings.MAIL_IS_SET = False
    assert [one.id for one in checks.check_newsletter_mail(databases=["default"])] == [
        "questions.W001"
    ]
    assert [one.id for one in checks.check_mail_server()] == ["questions.I001"]


def test_retention_reports_every_rule():
    assert {"unconfirmed", "deliveries", "unanswered"} <= set(
        retention.enforce_rules(is_rehearsal=True)
    )
