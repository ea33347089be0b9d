"""Who may do what at the desk, and how its own pages look like Django's admin."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from questions.actions.history import open_question
from questions.models import Question

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request behind `require_staff`: somebody is signed in."""

    user: User


def require_staff(*permissions: str) -> Callable[[View], View]:
    """Only for staff who are signed in and hold the permissions; never cached."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perms(permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return admin.site.admin_view(checked)

    return decorate


def question_admin_context(request: HttpRequest, question: Question) -> dict[str, Any]:
    """What a page about one question needs to look like a page of the admin."""
    opened = open_question(question)
    shared = {"question": opened, "opts": Question._meta, "title": str(opened)}
    return admin.site.each_context(request) | shared


def redirect_to_answer(question: Question) -> HttpResponseRedirect:
    """Back to where John writes."""
    return HttpResponseRedirect(reverse("admin:questions_question_change", args=[question.pk]))
