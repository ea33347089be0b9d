"""Secret links to one revision of a question, for a second pair of eyes."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from questions import crypto
from questions.actions.history import Actor, Reason, add_revision, working_text
from questions.models import PreviewLink, Question


@transaction.atomic
def create_preview_link(question: Question, *, days: int, by: Actor = None) -> str:
    """Make a secret link to the question as it is now.

    Args:
        question: the question.
        days: how long the link opens, in days.
        by: who makes it, for the history.

    Returns:
        The link's secret, which is not kept.
    """
    locked = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    token = secrets.token_urlsafe(24)
    PreviewLink.objects.filter(expires_at__lte=timezone.now()).delete()
    PreviewLink.objects.create(
        question=locked,
        token_hash=hash_token(token),
        revision=add_revision(locked, working_text(locked), Reason.PREVIEWED, by),
        expires_at=timezone.now() + timedelta(days=days),
        made_by=by,
    )
    return token


def hash_token(token: str) -> str:
    """What the database keeps of a link's secret."""
    return crypto.keyed_hash("look", token).hex()


def find_by_token(token: str) -> PreviewLink | None:
    """The link that a secret opens, unless it has expired or was withdrawn."""
    links = PreviewLink.objects.not_expired().select_related("revision")
    return links.filter(token_hash=hash_token(token)).first()


def revoke(link: PreviewLink) -> None:
    """Let a link open nothing from now on; what it showed is deleted with it."""
    link.delete()
