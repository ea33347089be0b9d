"""Secret links to one revision of a question, for a second pair of eyes."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from questions import crypto
from questions.actions.history import Actor
from questions.actions.revisions import working_text
from questions.models import PreviewLink, Question


@transaction.atomic
def create_preview_link(question: Question, *, days: int, by: Actor = None) -> str:
    """Make a secret link to the question as it is now. Returns the secret, which is not kept."""
    token = secrets.token_urlsafe(24)
    PreviewLink.objects.filter(expires_at__lte=timezone.now()).delete()
    PreviewLink.objects.create(
        question=question,
        token_hash=hash_token(token),
        written=working_text(question),
        expires_at=timezone.now() + timedelta(days=days),
        made_by=by,
    )
    return token


def hash_token(token: str) -> str:
    """What the database keeps of a link's secret."""
    return crypto.keyed_hash("look", token).hex()


def find_by_token(token: str) -> PreviewLink | None:
    """The link that a secret opens, unless it has expired or was withdrawn."""
    return PreviewLink.objects.not_expired().filter(token_hash=hash_token(token)).first()


def revoke(link: PreviewLink) -> None:
    """Let a link open nothing from now on; what it showed is deleted with it."""
    link.delete()
