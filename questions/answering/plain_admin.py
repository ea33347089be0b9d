"""Django's admin in the desk's own words: what it says after saving, and what it asks."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from questions.actions.link_checks import list_link_faults


class PlainAdmin(admin.ModelAdmin):
    """An admin that says “Saved.” in the place of Django's sentences.

    Attributes:
        can_add: whether anything can be added here, by whoever has the permission.
        can_change: whether anything can be changed.
        can_delete: whether anything can be deleted.
        markdown_fields: whose links are looked at when they are saved.
    """

    empty_value_display = "–"
    show_facets = admin.ShowFacets.NEVER
    can_add = can_change = can_delete = True
    markdown_fields: tuple[str, ...] = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether they may add something."""
        return self.can_add and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether they may change something."""
        return self.can_change and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether they may delete something."""
        return self.can_delete and super().has_delete_permission(request, obj)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Take the form's words, and name the links in them that lead nowhere."""
        for field in self.markdown_fields:
            warn_of_links(request, form.cleaned_data.get(field) or "")
        return super().save_form(request, form, change)

    def response_action(self, request: HttpRequest, *args: Any, **kw: Any) -> Any:
        """Do what was chosen with the rows that were ticked.

        Raises:
            BadRequest: a key is none that a row could have.
        """
        try:
            for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.to_python(key)
        except ValidationError:
            raise BadRequest from None
        return super().response_action(request, *args, **kw)

    def get_action_choices(self, request: HttpRequest, default_choices: Any = None) -> Any:
        """The actions of a list, with a word in the place of Django's dashes."""
        return super().get_action_choices(request, [("", _("Choose…"))])

    def message_user(
        self, request: HttpRequest, message: Any, level: Any = messages.INFO, *args: Any, **kw: Any
    ) -> None:
        """Say what was done, plainly; what is not a success is said as it is."""
        place = request.resolver_match.url_name if request.resolver_match else ""
        if level == messages.SUCCESS:
            message = describe_success(place or "") or message
        super().message_user(request, message, level, *args, **kw)


def describe_success(place: str) -> str:
    """What is said after a form of the admin was sent, by the name of its address."""
    if place.endswith(("_add", "_change")):
        return _("Saved.")
    return _("Deleted.") if place.endswith("_delete") else ""


def warn_of_links(request: HttpRequest, markdown: str) -> None:
    """Name the links of a Markdown text that lead nowhere; it is saved all the same."""
    for fault in list_link_faults(markdown):
        messages.warning(request, fault)
