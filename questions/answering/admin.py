"""The desk in Django's admin: the inbox and the answer page have files of their own."""

import re
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdownx.admin import MarkdownxModelAdmin

from questions import actions
from questions.answering import (  # noqa: F401 (they register themselves)
    accounts,
    collections,
    help_lines,
    newsletter,
    outbox,
    webhooks,
)
from questions.answering.answers import page  # noqa: F401
from questions.answering.answers.answer_list import find_drafts
from questions.answering.letters import inbox  # noqa: F401
from questions.answering.plain_admin import PlainAdmin
from questions.answering.tags import DeskTagForm
from questions.forms import CleanModelForm, validate_within_ten_years
from questions.models import Column, Passage, Question, Tag, WeeklySlot

COLUMN_TEXT_FIELDS = ["name", "tagline", "about", "training", "promises", "disguising"]
COLUMN_TEXT_FIELDS += ["complaints", "closed_words"]

# Second factors have their own pages, and accounts have no addresses.
for kind in (Authenticator, EmailAddress):
    if admin.site.is_registered(kind):
        admin.site.unregister(kind)


COLUMN_FIELDSETS: Any = (
    (gettext_lazy("The column"), {"fields": ("name", "tagline", "about")}),
    (
        gettext_lazy("The columnist"),
        {"fields": ("columnist", "columnist_role", "training", "promises", "disguising")},
    ),
    (
        gettext_lazy("Complaints and data protection"),
        {"fields": ("complaints", "controller", "authority", "counts_reads")},
    ),
    (
        gettext_lazy("Taking letters"),
        {"fields": ("takes_letters", "closed_until", "closed_words", "letters_a_week")},
    ),
    (
        gettext_lazy("Asking writers"),
        {"fields": ("approval_days", "silence_is_consent", "invitation_weeks", "readers_write")},
    ),
    (
        gettext_lazy("Newsletter"),
        {
            "fields": (
                "newsletter",
                "grace_minutes",
                "digest_weekday",
                "digest_time",
                "digest_hours",
            )
        },
    ),
)
TAGGED_SHOWN = 50  # answers that are named before a tag is deleted


@admin.register(Tag)
class TagAdmin(PlainAdmin, MarkdownxModelAdmin):
    """Tags, and what the columnist says of them."""

    form = DeskTagForm
    markdown_fields = ("description",)
    list_display = ("name", "slug", "display_answers")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    change_form_template = "admin/questions/tag/tag.html"
    delete_confirmation_template = "admin/questions/tag/delete.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        """All tags, each with the number of its answers."""
        return super().get_queryset(request).annotate(answers=Count("questions"))

    @admin.display(description=gettext_lazy("Answers"), ordering="answers")
    def display_answers(self, tag: Tag) -> int:
        """How many answers have it."""
        return tag.answers  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        """Save by the verb, which keeps former addresses."""
        actions.tags.update_tag(obj)

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        """Delete by the verb, so that every page lets go of it."""
        actions.tags.delete_tag(obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """None: a tag is deleted on its page, which says what loses it."""
        return {}

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Say which answers and letters lose the tag; then delete it."""
        tag = self.get_object(request, object_id)
        context = tag_uses(tag) if tag else {}
        return super().delete_view(request, object_id, context | (extra_context or {}))


def tag_uses(tag: Tag) -> dict[str, Any]:
    """The answers and letters that have a tag, for the page on which it is deleted."""
    public = list(tag.questions.only("headline", "slug", "state", "publish_at"))
    drafts = find_drafts(
        Question.objects.exclude(state=Question.State.PUBLISHED), lambda text: tag.pk in text.tags
    )
    return {
        "tagged_answers": public[:TAGGED_SHOWN],
        "answer_count": len(public),
        "draft_count": len(drafts),
        "letter_count": tag.letters.count(),
    }


@admin.register(Passage)
class PassageAdmin(PlainAdmin, MarkdownxModelAdmin):
    """Pieces of Markdown that the columnist uses again."""

    form = CleanModelForm
    list_display = ("name", "topic")
    list_filter = ("topic",)
    search_fields = ("name", "topic", "text")


class WeeklySlotInline(admin.StackedInline):
    """The times of the week at which questions come out."""

    form = CleanModelForm
    model = WeeklySlot
    extra = 1


class ColumnForm(CleanModelForm):
    """The settings, with days that the calendar has."""

    def clean_closed_until(self) -> date | None:
        """A day within ten years."""
        day: date | None = self.cleaned_data["closed_until"]
        if day:
            validate_within_ten_years(day)
        return day


@admin.register(Column)
class ColumnAdmin(PlainAdmin, MarkdownxModelAdmin):
    """The one row of settings."""

    form = ColumnForm
    markdown_fields = ("about", "training", "promises", "disguising", "complaints", "closed_words")
    can_add = can_delete = False  # there is one, and it is there from the beginning
    inlines = (WeeklySlotInline,)
    fieldsets = COLUMN_FIELDSETS

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Boxes as high as what they hold: they grow while somebody writes."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, models.TextField) and field is not None:
            field.widget.attrs["rows"] = 3
        return field

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one row, so its list opens it."""
        return redirect("admin:questions_column_change", Column.ONLY)

    def save_model(self, request: HttpRequest, obj: Column, form: Any, change: bool) -> None:
        """Save by the verb, so that every page shows it."""
        before = Column.objects.get(pk=obj.pk).columnist
        actions.column.update_column(obj)
        if left := fields_with_old_name(obj, before):
            said = _("“%(name)s” is still in: %(where)s. Change it there too.")
            messages.warning(request, said % {"name": before, "where": ", ".join(left)})


def fields_with_old_name(column: Column, before: str) -> list[str]:
    """Where the column's own words still have the columnist's former name."""
    if before == column.columnist:
        return []
    name = re.compile(rf"(?<!\w){re.escape(before)}(?!\w)")
    fields: list[Any] = [column._meta.get_field(field) for field in COLUMN_TEXT_FIELDS]
    return [str(f.verbose_name) for f in fields if name.search(getattr(column, f.name) or "")]
