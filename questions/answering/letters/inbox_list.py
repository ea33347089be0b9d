"""What the inbox lists: its views with their counts, its pages, and which letters are alike."""

import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from questions.models import Letter

State = Letter.State


def inbox_views() -> list[tuple[str, Any, Q]]:
    """The views of the inbox: a name for the address, a label, the letters in it."""
    scheduled = Q(state=State.ANSWERED, question__publish_at__gt=timezone.now())
    states = [(state.value, state.label, Q(state=state)) for state in State]
    return [
        ("waiting", gettext_lazy("Waiting"), Q(state__in=Letter.WAITING)),
        *states,
        ("scheduled", gettext_lazy("Scheduled"), scheduled),
        ("held", gettext_lazy("Held"), Q(held_on__isnull=False)),
        ("all", gettext_lazy("All letters"), Q()),
    ]


class KeysFirstPaginator(Paginator):
    """Finds the keys of a page in an index before it reads the letters of that page alone."""

    def page(self, number: Any) -> Page:
        """One page."""
        page = super().page(number)
        keys = list(page.object_list.values_list("pk", flat=True))  # type: ignore[attr-defined]
        rows = {
            letter.pk: letter
            for letter in Letter.objects.select_related("question").filter(pk__in=keys)
        }
        page.object_list = [rows[key] for key in keys if key in rows]
        return page


def count_similar_letters(keys: list[uuid.UUID]) -> Counter[uuid.UUID]:
    """How many waiting letters without an answer are much like each of these.

    In two steps: joined, SQLite would begin with all letters that wait.
    """
    questions = Letter.alike.through.objects.filter(from_letter__in=keys)
    found = list(questions.values_list("from_letter", "to_letter"))
    others = Letter.objects.filter(pk__in={other for _key, other in found}, question=None)
    waiting = set(others.filter(state__in=Letter.WAITING).values_list("pk", flat=True))
    return Counter(key for key, other in found if other in waiting)


class InboxList(ChangeList):
    """The list, in which each letter knows how many others are much like it."""

    def get_results(self, request: HttpRequest) -> None:
        """One page, with its tags and its marks in a query or two for all of it."""
        super().get_results(request)
        letters = list(self.result_list)
        prefetch_related_objects(letters, "topics")
        counts = count_similar_letters([letter.pk for letter in letters])
        for letter in letters:
            letter.many_alike = counts[letter.pk]
        self.result_list = letters


class StateFilter(admin.SimpleListFilter):
    """The inbox by state with counts; what waits comes first."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Each view with the number of its letters, counted in one query."""
        counts = {name: Count("pk", filter=where) for name, _label, where in inbox_views() if where}
        found = Letter.objects.aggregate(**counts) | {"all": Letter.objects.count()}
        return [(name, f"{label} ({found[name]})") for name, label, _where in inbox_views()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        """The letters of the chosen view; those that wait when none was chosen."""
        chosen = self.value() or "waiting"
        where = next((where for name, _label, where in inbox_views() if name == chosen), Q(pk=None))
        return queryset.filter(where)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The views alone: what waits is what Django would call "All"."""
        _everything, *rest = super().choices(changelist)
        first = {"selected": self.value() in (None, "waiting")}
        return iter([rest[0] | first, *rest[1:]])
