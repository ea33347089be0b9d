"""The desk in Django's admin: the inbox and the answer page have files of their own."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from markdownx.admin import MarkdownxModelAdmin

from questions import lifecycle
from questions.answering import (  # noqa: F401 (they register themselves)
    answer_page,
    books,
    inbox,
    newsletter,
    resources,
)
from questions.models import Column, Passage, Tag, WeeklySlot

# Second factors have their own pages, and accounts have no addresses.
for kind in (Authenticator, EmailAddress):
    if admin.site.is_registered(kind):
        admin.site.unregister(kind)


@admin.register(Tag)
class TagAdmin(MarkdownxModelAdmin):
    """Tags, and what John says of them."""

    list_display = ("name", "slug")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    change_form_template = "admin/questions/tag/tag.html"

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        """Save by the verb, which keeps former addresses."""
        lifecycle.describe(obj)

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        """Delete by the verb, so that every page lets go of it."""
        lifecycle.drop(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        """Delete the chosen ones by the verb."""
        for tag in queryset:
            lifecycle.drop(tag)


@admin.register(Passage)
class PassageAdmin(MarkdownxModelAdmin):
    """Pieces of Markdown that John uses again."""

    list_display = ("name", "topic")
    list_filter = ("topic",)
    search_fields = ("name", "topic", "text")


class WeeklySlotInline(admin.StackedInline):
    """The times of the week at which pairs come out."""

    model = WeeklySlot
    extra = 1


@admin.register(Column)
class ColumnAdmin(MarkdownxModelAdmin):
    """The one row of settings."""

    inlines = (WeeklySlotInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one, and it is there from the beginning."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Column | None = None) -> bool:
        """It stays."""
        return False

    def save_model(self, request: HttpRequest, obj: Column, form: Any, change: bool) -> None:
        """Save by the verb, so that every page shows it."""
        lifecycle.set_up(obj)
