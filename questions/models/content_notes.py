"""What a published letter speaks of, and what is looked at before one about danger is public."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContentNote(models.TextChoices):
    """What a reader may want to know before reading on."""

    VIOLENCE = "violence", _("violence")
    SELF_HARM = "self-harm", _("self-harm")
    ABUSE = "abuse", _("abuse")
    GRIEF = "grief", _("grief")
    INFIDELITY = "infidelity", _("infidelity")
    DRINKING = "drinking", _("drinking")


class Care(models.TextChoices):
    """What the columnist has looked at before a question about danger is public."""

    METHODS = "methods", _("It describes no method, and no place to find one")
    CAUSES = (
        "causes",
        _("It names no single cause, and blames nobody for what was done to them"),
    )
    HELP = "help", _("It says that help exists, and where")
    PLANS = "plans", _("It gives away no plan, place or time to somebody who may be dangerous")


NEEDS_CARE = (ContentNote.VIOLENCE, ContentNote.SELF_HARM, ContentNote.ABUSE)
