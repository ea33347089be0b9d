"""Small books at the desk: the words for the states, and mail that could not be sent."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questions import leases
from questions.answering.plain_admin import PlainAdmin
from questions.forms import CleanModelForm
from questions.models import OutgoingMail, StatusWords


@admin.register(StatusWords)
class StatusWordsAdmin(PlainAdmin):
    """How the asker reads where the letter stands, in the columnist's own words."""

    form = CleanModelForm
    list_display = ("state", "words")


@admin.register(OutgoingMail)
class OutgoingMailAdmin(PlainAdmin):
    """The outbox. Addresses are not shown; what was set aside can be tried again."""

    form = CleanModelForm
    can_add = False  # mail is made by the verbs
    can_change = False  # it is only looked at
    list_display = ("kind", "state", "attempts", "fault", "created_on")
    list_filter = ("state",)
    ordering = ("-due_at",)
    fields = ("kind", "state", "attempts", "due_at", "fault", "created_on")
    actions = ("retry_mail",)

    @admin.action(description=gettext_lazy("Try the chosen mail again"), permissions=["view"])
    def retry_mail(self, request: HttpRequest, queryset: QuerySet[OutgoingMail]) -> None:
        """Put what was set aside back into the outbox."""
        dead = list(queryset.filter(state=OutgoingMail.State.DEAD))
        for one in dead:
            leases.retry_row(one)
        messages.success(request, _("Tried again: %d") % len(dead))
