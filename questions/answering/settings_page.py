"""The desk's settings: one page with a link to each of them that the account may see."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from questions.answering.access import render_desk, require_staff
from questions.answering.statistics import (
    index_statistics,
    mail_statistics,
    reading_statistics,
)
from questions.models import Column

LINKS = (
    (
        reverse_lazy("admin:questions_column_change", args=[Column.ONLY]),
        "questions.view_column",
        _("The column"),
        _("Its name and words, when it takes letters, the weekly plan, the newsletter."),
    ),
    (
        reverse_lazy("admin:questions_statuswords_changelist"),
        "questions.view_statuswords",
        _("What writers see about their letter"),
        _("Your own words for where a letter stands."),
    ),
    (
        reverse_lazy("desk-numbers"),
        "questions.view_letter",
        _("Numbers"),
        _("Letters, waiting times, topics and readers, counted without watching anybody."),
    ),
    (
        reverse_lazy("admin:questions_outgoingmail_changelist"),
        "questions.view_outgoingmail",
        _("Outgoing email"),
        _("What is waiting to be sent, and what couldn’t be sent."),
    ),
    (
        reverse_lazy("admin:questions_webhookendpoint_changelist"),
        "questions.view_webhookendpoint",
        _("Webhooks"),
        _("Programs that are told when a letter is published, changed or removed."),
    ),
    (
        reverse_lazy("admin:questions_outgoingcall_changelist"),
        "questions.view_outgoingcall",
        _("Calls to other machines"),
        _("What programs, search engines and a CDN were told, and what failed."),
    ),
    (
        reverse_lazy("transfer"),
        "questions.publish_question",
        _("Import and export"),
        _("From another system, or to one."),
    ),
    (
        reverse_lazy("admin:auth_user_changelist"),
        "auth.view_user",
        _("People"),
        _("Who works at the desk, and in which role."),
    ),
    (
        reverse_lazy("admin:auth_group_changelist"),
        "auth.view_group",
        _("Roles"),
        _("What each role may do."),
    ),
    (
        reverse_lazy("desk-notice"),
        "questions.view_letter",
        _("Email about what is new"),
        _("For you alone: straight away, once a day, or never."),
    ),
    (reverse_lazy("mfa_index"), "", _("Signing in"), _("Your second factor and passkeys.")),
    (reverse_lazy("admin:password_change"), "", _("Your password"), _("Choose a new one.")),
)
"""Where each leads, who may go there, what it is called, and a sentence about it."""


@require_staff()
@require_safe
def show_settings(request: HttpRequest) -> HttpResponse:
    """Everything that is set seldom, each with a sentence."""
    links = [
        {"label": label, "about": about, "url": url}
        for url, permission, label, about in LINKS
        if not permission or request.user.has_perm(permission)
    ]
    return render_desk(request, "admin/settings.html", {"title": _("Settings"), "links": links})


@require_staff("questions.view_letter")
@require_safe
def show_numbers(request: HttpRequest) -> HttpResponse:
    """Letters, waiting times, topics, and how often answers are read."""
    context: dict[str, Any] = {"title": _("Numbers"), "numbers": index_statistics()}
    context |= reading_statistics() | {"mail": mail_statistics()}
    return render_desk(request, "admin/numbers.html", context)
