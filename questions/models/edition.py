"""Which edition of the column readers see: it changes with everything that they can see."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from questions.models.questions import Question

NAME_BYTES = 8


class Edition(models.Model):
    """The one row that every verb turns which changes a public page.

    Its name is drawn anew each time, so that a database that was restored from a backup never
    repeats the name of an edition that some process, disk or proxy still holds pages of.
    """

    ONLY = 1

    name = models.CharField(max_length=2 * NAME_BYTES, default="first")

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.CheckConstraint(name="edition_is_one_row", condition=models.Q(pk=1)),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def turn(cls) -> None:
        """Begin a new edition, in the transaction of the change that makes it necessary."""
        fresh = {"name": secrets.token_hex(NAME_BYTES)}
        cls.objects.update_or_create(pk=cls.ONLY, defaults=fresh)

    @classmethod
    def current(cls) -> str:
        """The edition's name and the moment of the newest public pair, in one query.

        The moment makes a scheduled pair begin an edition by itself, in every process alike.
        """
        newest = Question.objects.published().values("publish_at")[:1]
        rows = cls.objects.annotate(newest=models.Subquery(newest))
        name, moment = rows.values_list("name", "newest").filter(pk=cls.ONLY).first() or ("", None)
        return f"{name}-{int(moment.timestamp() * 1_000_000):x}" if moment else f"{name}-0"
