"""What happened next: which question one follows, and which follows it, as lists show it."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery

if TYPE_CHECKING:
    from questions.models.questions import Question

Found = TypeVar("Found", bound=QuerySet[Any])
EARLIER = ("headline", "slug", "state", "publish_at", "unpublish_at")
EARLIER_FIELDS = [f"update_of__{name}" for name in EARLIER]


def add_updates(questions: Found) -> Found:
    """Questions with the earlier one and the newest later one, without another query.

    Args:
        questions: from which only some fields may be read: `EARLIER_FIELDS` are needed then.
    """
    later = questions.model.objects.published().filter(update_of=OuterRef("pk"))
    return questions.select_related("update_of").annotate(
        later_headline=Subquery(later.values("headline")[:1]),
        later_slug=Subquery(later.values("slug")[:1]),
    )


class FollowsQuestion(models.Model):
    """A question that may follow another one.

    Attributes:
        later_headline: the headline of the one that follows it, where updates were read.
        later_slug: its address.
    """

    update_of: Any
    later_headline: str | None
    later_slug: str | None

    class Meta:
        abstract = True

    @property
    def earlier_question(self) -> "Question | None":
        """The question that this one follows, if everybody can read it."""
        found: Question | None = self.update_of
        return found if found and found.is_public else None
