"""The version of the column that readers see: it changes with everything that they can see."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connections, models, router, transaction
from django.utils.translation import gettext_lazy as _

from questions.models.kept_query import KeptQuery
from questions.models.outgoing_call import OutgoingCall
from questions.models.questions import Question
from questions.models.rerun import Rerun

NAME_BYTES = 8


class CacheVersion(models.Model):
    """The one row that every verb changes when it changes a public page.

    Each version has a new random name, so that a database restored from a backup never repeats the
    name of a version whose pages some process, disk or proxy still holds.
    """

    ONLY = 1

    name = models.CharField(max_length=2 * NAME_BYTES, default="first")

    class Meta:
        db_table = "questions_edition"
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.CheckConstraint(name="edition_is_one_row", condition=models.Q(pk=1)),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def bump(cls) -> None:
        """Begin a new version, in the transaction of the change that makes it necessary."""
        fresh = CacheVersion(pk=cls.ONLY, name=secrets.token_hex(NAME_BYTES))
        with transaction.atomic(savepoint=False):
            CacheVersion.objects.bulk_create(
                [fresh], update_conflicts=True, unique_fields=["pk"], update_fields=["name"]
            )
            OutgoingCall.add_purges()

    @classmethod
    def lock_row(cls) -> None:
        """Let nobody else begin a new version until this transaction ends."""
        cls.objects.select_for_update().filter(pk=cls.ONLY).first()

    @classmethod
    def current_key(cls) -> str:
        """The version's name with the last moments at which something came or went by itself.

        With the moments a schedule begins a new version without a job, in every process alike:
        those of questions, and the ends of re-runs. It is one query.
        """
        _, sql, _ = KEY.compiled_query
        with connections[router.db_for_read(cls)].cursor() as cursor:
            cursor.execute(sql, KEY.fill_in())
            name, *found = cursor.fetchone() or ("", None, None, None)
        return "-".join([name, *(encode_moment(moment) for moment in found)])


def build_key(now: datetime, _numbers: Sequence[int]) -> models.QuerySet[Any]:
    """The query behind `current_key`, which is asked a few times a second and by every search."""
    moments = last_moments(now)
    rows = CacheVersion.objects.filter(pk=CacheVersion.ONLY).annotate(**moments)
    return rows.values_list("name", *moments)


KEY = KeptQuery(build_key)


def last_moments(now: datetime) -> dict[str, models.Subquery]:
    """The last moments before one at which a question came and went, and a re-run ended."""
    came = Question.objects.published(now)
    went = Question.objects.filter(state=Question.State.PUBLISHED, unpublish_at__lte=now)
    ended = Rerun.objects.filter(until__lte=now)
    return {
        "came": models.Subquery(came.values("publish_at")[:1]),
        "went": models.Subquery(went.order_by("-unpublish_at").values("unpublish_at")[:1]),
        "ended": models.Subquery(ended.order_by("-until").values("until")[:1]),
    }


def encode_moment(moment: datetime | None) -> str:
    """A moment as a short name; SQLite gives it without its zone, which is UTC."""
    if moment is None:
        return "0"
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{int(known.timestamp() * 1_000_000):x}"
