"""What every row has that the worker takes under a lease: mail, and calls to other machines."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LeasedRow(models.Model):
    """Something that was promised, and is tried until it is done (`questions.leases`).

    Each has a `state`, which is "waiting" at first and "dead" when it was set aside.
    """

    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    fault = models.CharField(_("what went wrong"), max_length=80, blank=True)
    created_on = models.DateField(default=timezone.localdate)

    class Meta:
        abstract = True
