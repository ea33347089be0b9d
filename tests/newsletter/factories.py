"""Readers who get the newsletter, made by the verbs like everybody else."""

from datetime import timedelta

from django.core import mail as mailbox
from django.utils import timezone

from questions import actions
from questions.mail import outbox
from questions.models import Column, Issue, OutgoingMail, Signup, Subscriber
from questions.newsletter import issues


def a_reader(address="rita@example.org", rhythm="at-once", tags=(), since=timedelta(days=40)):
    """A confirmed subscriber, who confirmed some time ago."""
    actions.subscriptions.sign_up(address, rhythm, tags)
    signup = Signup.objects.latest("asked_at")
    OutgoingMail.objects.filter(signup=signup).delete()
    subscriber = actions.subscriptions.confirm(signup.pk)
    then = timezone.now() - since
    Subscriber.objects.filter(pk=subscriber.pk).update(
        confirmed_at=then, rhythm_since=then, wanted_at=then
    )
    subscriber.refresh_from_db()
    return subscriber


def column(**facts):
    """The column with other settings."""
    Column.objects.update_or_create(pk=Column.ONLY, defaults=facts)
    Column.clear_cache()
    return Column.objects.get()


def work_until(moment):
    """Let the worker draw up and hand over as it would at a moment."""
    return issues.process_issues(moment)


def issue_of(question):
    """The issue in which a question goes at once."""
    return Issue.objects.get(name=f"pair-{question.pk}")


def sent_to(outbox):
    """Who was written to, in order."""
    return sorted(address for mail in outbox for address in mail.to)


def send_until(moment):
    """The same, and the mails go. Returns who was written to."""
    work_until(timezone.now())
    work_until(moment)
    outbox.send_due_mail()
    return sent_to(mailbox.outbox)
