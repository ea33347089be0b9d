"""Who may do what at the desk, and how its own pages look like Django's admin."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from questions.actions.history import open_question
from questions.models import Letter, Question

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


def render_desk(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render a page of the desk's own in the frame that Django's admin has.

    Args:
        request: whose page it is.
        template: by its name.
        context: what it shows besides the frame.
    """
    return render(request, template, admin.site.each_context(request) | context)


def render_question_page(
    request: HttpRequest, question: Question, template: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    """Render a page about one question, as it is being written.

    Args:
        request: whose page it is.
        question: which.
        template: its name in `admin/questions/`.
        context: what the page shows besides.
    """
    opened = open_question(question)
    shared = {"question": opened, "opts": Question._meta, "title": str(opened)}
    return render_desk(request, f"admin/questions/{template}", shared | (context or {}))


def redirect_to_answer(question: Question) -> HttpResponse:
    """Back to where the columnist writes."""
    return redirect("admin:questions_question_change", question.pk)


def add_error_messages(request: HttpRequest, reasons: Iterable[str]) -> None:
    """Say what stands against something, each reason in a message of its own."""
    for reason in reasons:
        messages.error(request, reason)


def find_next_letter(but: Letter | None = None) -> Letter | None:
    """The letter that the inbox shows first of those that wait and nobody has started on.

    Args:
        but: the letter that something was just done about.
    """
    states = [Letter.State.NEW, Letter.State.SHORTLISTED]
    waiting = Letter.objects.filter(state__in=states).in_order().only("pk", "state")
    return next((one for one in waiting[:2] if but is None or one.pk != but.pk), None)


def add_done_message(request: HttpRequest, words: str, letter: Letter | None = None) -> None:
    """Say what was done, with a link to the next letter.

    Args:
        request: whose.
        words: what was done.
        letter: what it was done about.
    """
    following = find_next_letter(letter) if request.user.has_perm("questions.view_letter") else None
    if following is None:
        messages.success(request, words)
        return
    url = reverse("admin:questions_letter_change", args=[following.pk])
    messages.success(request, format_html('{} <a href="{}">{}</a>', words, url, _("Next letter")))
