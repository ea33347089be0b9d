"""What the inbox lists: its views with their counts, its pages, and which letters are alike."""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from questions.crypto import Unreadable
from questions.models import Letter, Message, Question
from questions.text import rendering

State = Letter.State
EMPTY = " (0)"
FIRST_LINES, NAME_LENGTH = 220, 60  # characters of a letter in its row and in its buttons


def inbox_views() -> list[tuple[str, Any, Q]]:
    """The views of the inbox: a name for the address, a label, the letters in it."""
    scheduled = Q(state=State.ANSWERED, question__publish_at__gt=timezone.now())
    return [
        ("waiting", gettext_lazy("Waiting"), Q(state__in=Letter.WAITING)),
        *((state.value, state.label, where_state(state)) for state in State),
        ("scheduled", gettext_lazy("Scheduled"), scheduled),
        ("held", gettext_lazy("Held"), Q(held_on__isnull=False)),
        ("all", gettext_lazy("All letters"), Q()),
    ]


def where_state(state: State) -> Q:
    """The letters in a state; one whose answer is scheduled is not answered yet."""
    if state != State.ANSWERED:
        return Q(state=state)
    is_out = Q(question__publish_at=None) | Q(question__publish_at__lte=timezone.now())
    return Q(state=state) & is_out


class KeysFirstPaginator(Paginator):
    """Finds the keys of a page in an index before it reads the letters of that page alone."""

    def page(self, number: Any) -> Page:
        """One page."""
        page = super().page(number)
        keys = list(page.object_list.values_list("pk", flat=True))  # type: ignore[attr-defined]
        rows = {
            letter.pk: letter
            for letter in Letter.objects.select_related("question", "about").filter(pk__in=keys)
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
    """The list, in which each letter knows what its row shows."""

    def get_results(self, request: HttpRequest) -> None:
        """One page, with its tags and its marks in a query or two for all of it."""
        super().get_results(request)
        letters = list(self.result_list)
        prefetch_related_objects(letters, "topics")
        keys = [letter.pk for letter in letters]
        counts, replied = count_similar_letters(keys), find_new_replies(keys)
        for letter in letters:
            describe_row(letter, counts[letter.pk], letter.pk in replied)
        self.result_list = letters


def find_new_replies(keys: list[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these letters have a message from their writer that nobody has read."""
    unread = Message.objects.filter(author=Message.Author.ASKER, is_new=True, letter__in=keys)
    return set(unread.values_list("letter", flat=True))


def describe_row(letter: Any, similar: int, has_reply: bool) -> None:
    """Put on a letter what its row shows. It is opened here, once.

    Args:
        letter: the letter.
        similar: how many letters that wait are much like it.
        has_reply: whether its writer has written something new.
    """
    letter.age = describe_days(letter.days_waiting)
    letter.signed_by, letter.has_contact, letter.first_lines = "", False, ""
    with suppress(Unreadable):
        letter.first_lines = rendering.shorten_text(letter.text, FIRST_LINES)
        letter.signed_by, letter.has_contact = letter.sign_off, bool(letter.contact)
    letter.first_lines = letter.first_lines or letter.first_line
    letter.name = letter.first_lines[:NAME_LENGTH]
    letter.marks = list(list_marks(letter, similar, has_reply))


def describe_days(days: int) -> str:
    """How long ago a letter came."""
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else _("today")


def list_marks(letter: Any, similar: int, has_reply: bool) -> Iterator[tuple[str, str]]:
    """What is to be known at a glance, each with its style; for the arguments see above."""
    if letter.flags:
        yield "danger", letter.flag_labels
    if letter.about and not letter.is_request:
        yield "about", _("about “%(headline)s”") % {"headline": letter.about.headline}
    if has_reply:
        yield "reply", _("new reply")
    if not (letter.may_be_published or letter.is_request):
        yield "private", _("private only")
    if letter.has_contact:
        yield "email", _("email left")
    if similar:
        yield "similar", ngettext("%(n)d similar", "%(n)d similar", similar) % {"n": similar}
    yield from (("tag", tag.name) for tag in letter.topics.all())
    yield from list_states(letter)


def list_states(letter: Letter) -> Iterator[tuple[str, str]]:
    """Where the letter stands, unless nobody has done anything about it."""
    if is_scheduled(letter):
        yield "state", _("Scheduled")
    elif letter.state != State.NEW:
        yield "state", str(letter.get_state_display())
    if letter.held_on:
        yield "state", _("held")


def is_scheduled(letter: Letter) -> bool:
    """Whether its answer comes out by itself."""
    question: Question | None = letter.question
    return letter.state == State.ANSWERED and question is not None and question.is_scheduled


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
        """The views that have letters; what waits is what Django would call "All"."""
        _everything, *rest = super().choices(changelist)
        views = [rest[0] | {"selected": self.value() in (None, "waiting")}, *rest[1:]]
        return (one for one in views if one["selected"] or not one["display"].endswith(EMPTY))
