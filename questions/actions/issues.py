"""The verbs of an issue of the newsletter: it is held, skipped, released, tried out."""

from django.db import transaction
from django.utils import timezone

from questions.models import Issue, IssueQuestion, OutgoingMail

Kind = OutgoingMail.Kind


@transaction.atomic
def hold(issue: Issue) -> None:
    """Let nothing of an issue go before it is let go; what is in the outbox comes back."""
    stop(issue, Issue.State.HELD)


@transaction.atomic
def skip(issue: Issue) -> None:
    """Do not send an issue, or what is left of it."""
    stop(issue, Issue.State.SKIPPED)


def stop(issue: Issue, state: str) -> None:
    """Change an issue's state and take its unsent mails out of the outbox."""
    Issue.objects.select_for_update().get(pk=issue.pk)
    Issue.objects.filter(pk=issue.pk).update(state=state)
    unsent = issue.mails.filter(state=OutgoingMail.State.WAITING, kind=Kind.ISSUE)
    unsent.filter(leased_until=None).delete()
    issue.refresh_from_db()


@transaction.atomic
def release(issue: Issue) -> None:
    """Let an issue go that was held or skipped: at its time, or now if that is past."""
    due_at = max(issue.due_at, timezone.now())
    stopped = Issue.objects.filter(pk=issue.pk, state__in=[Issue.State.HELD, Issue.State.SKIPPED])
    stopped.update(state=Issue.State.WAITING, due_at=due_at)
    issue.refresh_from_db()


@transaction.atomic
def exclude_question(issue: Issue, question_pk: int, *, is_left_out: bool = True) -> None:
    """Leave a question out of an issue, or take it in again."""
    question = IssueQuestion.objects.filter(issue=issue, question_id=question_pk)
    question.update(is_left_out=is_left_out)


@transaction.atomic
def send_test(issue: Issue, address: str) -> None:
    """Send an issue to one address to look at it; the address is wiped when it was used."""
    mail = OutgoingMail(kind=Kind.TRIAL, issue=issue, to=address)
    mail.save(force_insert=True)
