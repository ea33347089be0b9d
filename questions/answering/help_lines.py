"""The help lines at the desk: which there are, and which nobody has checked for too long."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from questions import actions
from questions.answering.plain_admin import PlainAdmin
from questions.forms import CleanModelForm
from questions.models import Resource


class FreshnessFilter(admin.SimpleListFilter):
    """The lines that need a look."""

    title = _("checked")
    parameter_name = "checked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Only those that need it."""
        return [("stale", _("Needs checking"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Resource]) -> QuerySet[Resource]:
        """Lines that were never checked, or too long ago."""
        if self.value() != "stale":
            return queryset
        old = Q(verified_on__lt=Resource.oldest_fresh_day())
        return queryset.filter(old | Q(verified_on__isnull=True))


@admin.register(Resource)
class ResourceAdmin(PlainAdmin):
    """Help lines, by country, with the day of the last check."""

    form = CleanModelForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ("name", "country", "number", "hours", "display_last_check")
    list_filter = (FreshnessFilter, "country")
    search_fields = ("name", "number", "audience")
    actions = ("mark_as_checked",)

    def save_model(self, request: HttpRequest, obj: Resource, form: Any, change: bool) -> None:
        """Save by the verb, so that every page shows it."""
        actions.column.update_help_lines(obj.save)

    def delete_model(self, request: HttpRequest, obj: Resource) -> None:
        """Delete by the verb."""
        actions.column.update_help_lines(obj.delete)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Resource]) -> None:
        """Delete the chosen ones by the verb."""
        actions.column.update_help_lines(queryset.delete)

    @admin.display(description=_("Checked"), ordering="verified_on")
    def display_last_check(self, resource: Resource) -> str:
        """When it was checked, and that it is time again."""
        if resource.verified_on is None:
            return str(_("Never: check it"))
        day = date_format(resource.verified_on, "DATE_FORMAT")
        return str(_("%(day)s: check it again") % {"day": day}) if resource.is_stale else day

    @admin.action(description=_("I have checked these today"), permissions=["change"])
    def mark_as_checked(self, request: HttpRequest, queryset: QuerySet[Resource]) -> None:
        """Note today as the day of the check."""
        today = timezone.localdate()
        count = actions.column.update_help_lines(lambda: queryset.update(verified_on=today))
        said = ngettext(
            "%(count)d help line is checked.", "%(count)d help lines are checked.", count
        )
        self.message_user(request, said % {"count": count})
