"""The columnist's desk: Django's admin under the column's name."""

from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from advice.auth.rate_limits import ChangePasswordForm
from questions.answering.expired_session import is_same_origin_post, render_submitted_form
from questions.answering.for_you import list_sections
from questions.answering.places import list_places
from questions.forms import normalise_query
from questions.models import Column


class DeskSite(AdminSite):
    """The admin, with a link to the column and the column's name on top."""

    site_title = _("The desk")
    index_title = _("For you")
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the desk shows."""
        header = _("%(name)s · the desk") % {"name": Column.get_current().name}
        places = list_places(request) if self.has_permission(request) else []
        return super().each_context(request) | {"site_header": header, "places": places}

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """For you: what is new, each with one link to it."""
        shown: dict[str, Any] = {"sections": list_sections(request)}
        return super().index(request, (extra_context or {}) | shown)

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """Django's list of a room's tables is no place of the desk: its settings are."""
        super().app_index(request, app_label, extra_context)  # 404 for what nobody may see
        return redirect("desk-settings")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Change one's own password; guesses at the old one are counted."""
        view = PasswordChangeView.as_view(
            form_class=ChangePasswordForm,
            success_url=reverse("admin:password_change_done"),
            template_name="registration/password_change_form.html",
            extra_context=self.each_context(request) | (extra_context or {}),
        )
        return view(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Django's check, but what is sent after the sign-in has ended is given back."""
        checked = super().admin_view(view, cacheable)

        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request) and is_same_origin_post(request):
                return render_submitted_form(request)
            request.GET = normalise_query(request.GET)
            return checked(request, *args, **kwargs)

        return update_wrapper(wrapper, checked)
