"""An email to somebody at the desk, if they want one: that there is something new, and not what."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DeskNotice(models.Model):
    """How one account wants to hear of what is new."""

    class Frequency(models.TextChoices):
        """How often."""

        NEVER = "never", _("Never")
        AT_ONCE = "at-once", _("Straight away")
        DAILY = "daily", _("Once a day, in the morning")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, related_name="desk_notice", on_delete=models.CASCADE
    )
    frequency = models.CharField(
        _("email me"), max_length=8, choices=Frequency.choices, default=Frequency.NEVER
    )
    known = models.JSONField(default=list, editable=False)  # hashes of what was new last time
    sent_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return f"{self.user}: {self.get_frequency_display()}"
