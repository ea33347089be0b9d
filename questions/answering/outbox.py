"""Small books at the desk: the words for the states, and mail that could not be sent."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from questions import leases
from questions.answering.plain_admin import PlainAdmin
from questions.forms import CleanModelForm
from questions.models import OutgoingMail, StatusWords


@admin.register(StatusWords)
class StatusWordsAdmin(PlainAdmin):
    """How the asker reads where the letter stands, in the columnist's own words."""

    form = CleanModelForm
    list_display = ("state", "words")


class OutboxAdmin(PlainAdmin):
    """What is to be sent. Each cell says what it means: a phone shows no heads of columns."""

    form = CleanModelForm
    empty_value_display = ""
    can_add = False  # rows are made by the verbs
    can_change = False  # they are only looked at
    actions = ("retry_rows",)

    @admin.display(description=gettext_lazy("Attempts"), ordering="attempts")
    def display_attempts(self, row: Any) -> str:
        """How often it was tried."""
        if not row.attempts:
            return _("not tried yet")
        return ngettext("tried once", "tried %(n)d times", row.attempts) % {"n": row.attempts}

    @admin.display(description=gettext_lazy("Due"), ordering="due_at")
    def display_due(self, row: Any) -> str:
        """When it is tried next, or was to be."""
        return date_format(timezone.localtime(row.due_at), "j F, H:i")

    @admin.action(description=gettext_lazy("Try the chosen ones again"), permissions=["view"])
    def retry_rows(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Put what was set aside back into the outbox."""
        dead = list(queryset.filter(state=self.model.State.DEAD))
        for one in dead:
            leases.retry_row(one)
        messages.success(request, _("Tried again: %d") % len(dead))


@admin.register(OutgoingMail)
class OutgoingMailAdmin(OutboxAdmin):
    """The mails. Addresses are not shown; what was set aside can be tried again."""

    list_display = ("kind", "state", "display_attempts", "fault", "display_due")
    list_filter = ("state",)
    ordering = ("-due_at",)
    fields = ("kind", "state", "attempts", "due_at", "fault", "created_on")
