"""What retention remembers from one round to the next."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionRound(models.Model):
    """The last round of retention, and why there is no next one until somebody confirms it.

    There is one row, so that every node and every command sees the same.

    Attributes:
        finished_at: when the last round ended, by the clock of that time; None before the first.
        pause: why rounds wait, or nothing.
    """

    class Pause(models.TextChoices):
        """What has to be looked at by a person."""

        NONE = "", _("Not paused")
        BACK = "back", _("The clock went back")
        LEAP = "leap", _("The clock leapt, or nothing ran for days")
        MANY = "many", _("Unusually many letters would be deleted at once")

    ONLY = 1

    finished_at = models.DateTimeField(null=True)
    pause = models.CharField(max_length=8, choices=Pause.choices, blank=True, default=Pause.NONE)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.get_pause_display())

    @classmethod
    def load_row(cls) -> Self:
        """The row, or a new one that is not saved yet."""
        return cls.objects.filter(pk=cls.ONLY).first() or cls(pk=cls.ONLY)
