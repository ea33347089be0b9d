"""John's desk: Django's admin under the column's name."""

from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from advice.auth.rate_limits import ChangePasswordForm
from questions.answering.expired_session import is_same_origin_post, render_submitted_form
from questions.answering.statistics import index_statistics
from questions.forms import normalise_query
from questions.health import find_desk_faults
from questions.models import Column

DAILY = {"Letter", "Question"}


class DeskSite(AdminSite):
    """The admin, with a link to the column and the column's name on top."""

    site_title = _("The desk")
    index_title = _("What waits")
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the desk shows."""
        header = _("%(name)s · the desk") % {"name": Column.get_current().name}
        return super().each_context(request) | {"site_header": header}

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """What is out of order, what waits for those who may read letters, and Django's list."""
        may_read = request.user.has_perm("questions.view_letter")
        shown: dict[str, Any] = {"faults": find_desk_faults()}
        if may_read:
            shown["numbers"] = index_statistics()
        return super().index(request, (extra_context or {}) | shown)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The rooms with the column first, and in it letters and questions first."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: model["object_name"] not in DAILY)
        return sorted(apps, key=lambda app: app["app_label"] != "questions")

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
