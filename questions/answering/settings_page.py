"""The desk's settings: one page with a link to each of them that the account may see."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from questions.answering.access import require_staff
from questions.answering.statistics import (
    index_statistics,
    mail_statistics,
    reading_statistics,
)
from questions.models import Column

LINKS: tuple[tuple[Any, Any, str, list[int], str], ...] = (
    (
        gettext_lazy("The column"),
        gettext_lazy("Its name and words, when it takes letters, the weekly plan, the newsletter."),
        "admin:questions_column_change",
        [Column.ONLY],
        "questions.view_column",
    ),
    (
        gettext_lazy("What writers see about their letter"),
        gettext_lazy("Your own words for where a letter stands."),
        "admin:questions_statuswords_changelist",
        [],
        "questions.view_statuswords",
    ),
    (
        gettext_lazy("Numbers"),
        gettext_lazy(
            "Letters, waiting times, topics and readers, counted without watching anybody."
        ),
        "desk-numbers",
        [],
        "questions.view_letter",
    ),
    (
        gettext_lazy("Outgoing email"),
        gettext_lazy("What is waiting to be sent, and what couldn’t be sent."),
        "admin:questions_outgoingmail_changelist",
        [],
        "questions.view_outgoingmail",
    ),
    (
        gettext_lazy("Webhooks"),
        gettext_lazy("Programs that are told when a letter is published, changed or removed."),
        "admin:questions_webhookendpoint_changelist",
        [],
        "questions.view_webhookendpoint",
    ),
    (
        gettext_lazy("Calls to other machines"),
        gettext_lazy("What programs, search engines and a CDN were told, and what failed."),
        "admin:questions_outgoingcall_changelist",
        [],
        "questions.view_outgoingcall",
    ),
    (
        gettext_lazy("Import and export"),
        gettext_lazy("From another system, or to one."),
        "transfer",
        [],
        "questions.publish_question",
    ),
    (
        gettext_lazy("People"),
        gettext_lazy("Who works at the desk, and in which role."),
        "admin:auth_user_changelist",
        [],
        "auth.view_user",
    ),
    (
        gettext_lazy("Roles"),
        gettext_lazy("What each role may do."),
        "admin:auth_group_changelist",
        [],
        "auth.view_group",
    ),
    (
        gettext_lazy("Email about what is new"),
        gettext_lazy("For you alone: straight away, once a day, or never."),
        "desk-notice",
        [],
        "questions.view_letter",
    ),
    (
        gettext_lazy("Signing in"),
        gettext_lazy("Your second factor and passkeys."),
        "mfa_index",
        [],
        "",
    ),
    (
        gettext_lazy("Your password"),
        gettext_lazy("Choose a new one."),
        "admin:password_change",
        [],
        "",
    ),
)


@require_staff()
@require_safe
def show_settings(request: HttpRequest) -> HttpResponse:
    """Everything that is set seldom, each with a sentence."""
    links = [
        {"label": label, "about": about, "url": reverse(name, args=keys)}
        for label, about, name, keys, permission in LINKS
        if not permission or request.user.has_perm(permission)
    ]
    context = {"title": _("Settings"), "links": links}
    return render(request, "admin/settings.html", admin.site.each_context(request) | context)


@require_staff("questions.view_letter")
@require_safe
def show_numbers(request: HttpRequest) -> HttpResponse:
    """Letters, waiting times, topics, and how often answers are read."""
    context: dict[str, Any] = {"title": _("Numbers"), "numbers": index_statistics()}
    context |= reading_statistics() | {"mail": mail_statistics()}
    return render(request, "admin/numbers.html", admin.site.each_context(request) | context)
