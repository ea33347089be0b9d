"""What is new at the desk, each with one link to it, for the first page and the badge."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from questions import actions
from questions.actions.history import open_question
from questions.crypto import Unreadable
from questions.health import find_desk_faults
from questions.models import Column, Letter, Message, OutgoingMail, Question, Resource
from questions.models.letters import LetterQuerySet
from questions.text import rendering

SHOWN = 5  # of each kind
FAULT_SECONDS = 20  # for which the badge remembers whether anything is out of order
EXCERPT = 110
BEFORE_FAULTS = {"danger", "requests"}
NO_FLAGS = Q(flags=[])
Approval = Letter.Approval


@dataclass(frozen=True)
class Item:
    """One thing to look at.

    Attributes:
        url: where it is; nothing for what is put right elsewhere.
        words: what is read first.
        detail: the rest, quieter.
    """

    url: str
    words: str
    detail: str = ""


@dataclass(frozen=True)
class Section:
    """Things of one kind.

    Attributes:
        name: one word, for the style.
        heading: what they are.
        items: the first few.
        more: how many there are besides.
        more_url: where the rest is.
    """

    name: str
    heading: str
    items: list[Item]
    more: int = 0
    more_url: str = ""


def list_sections(request: HttpRequest) -> list[Section]:
    """All that is not empty, the most urgent first, as far as the account may see it."""
    user: Any = request.user
    found = [describe_faults(request)] if user.has_perm("questions.view_letter") else []
    found += [make() for permission, make in SECTIONS if user.has_perm(permission)]
    shown = [section for section in found if section.items]
    return sorted(shown, key=lambda section: section.name not in BEFORE_FAULTS)


def count_new(request: HttpRequest) -> int:
    """The number in the badge: replies, decisions, new letters about danger and faults."""
    user: Any = request.user
    if not user.has_perm("questions.view_letter"):
        return 0
    new = (letters_in_danger() | open_requests()).filter(state=Letter.State.NEW)
    faults = cache.get_or_set("desk-faults", lambda: len(find_desk_faults()), FAULT_SECONDS)
    return letters_with_reply().count() + decided_letters().count() + new.count() + (faults or 0)


def letters_with_reply() -> LetterQuerySet:
    """Letters whose writers have written something that nobody at the desk has read."""
    unread = Message.objects.filter(author=Message.Author.ASKER, is_new=True)
    return Letter.objects.filter(pk__in=unread.values("letter")).order_by("active_on", "pk")


def decided_letters() -> LetterQuerySet:
    """Letters whose writers have said what they think of the edited letter, which is a draft."""
    said = [Approval.FINE, Approval.REFUSED, Approval.CHANGE]
    rows = Letter.objects.filter(approval__in=said, question__isnull=False)
    is_open = Q(approval=Approval.CHANGE) | Q(question__state=Question.State.DRAFT)
    return rows.filter(is_open).exclude(state=Letter.State.WITHDRAWN).order_by("active_on", "pk")


def letters_in_danger() -> LetterQuerySet:
    """Letters that wait and mention danger."""
    raised = Letter.objects.filter(~NO_FLAGS, state__in=Letter.WAITING)
    return raised.exclude(flags=[Letter.REQUEST_FLAG]).order_by("received_on", "pk")


def open_requests() -> LetterQuerySet:
    """Requests of people who find themselves in a letter, which wait."""
    requests = Letter.objects.filter(kind=Letter.Kind.REQUEST, state__in=Letter.WAITING)
    return requests.order_by("received_on", "pk")


def oldest_letters() -> LetterQuerySet:
    """Letters for which nobody has started anything, the oldest first."""
    states = [Letter.State.NEW, Letter.State.SHORTLISTED]
    return Letter.objects.filter(NO_FLAGS, state__in=states).order_by("received_on", "pk")


def describe_faults(request: HttpRequest) -> Section:
    """What is out of order, with the place to put it right."""
    outbox = reverse("admin:questions_outgoingmail_changelist")
    items = [
        Item(outbox if fault.name == "mail" else "", mark_commands(fault.words))
        for fault in find_desk_faults()
    ]
    dead = OutgoingMail.objects.filter(state=OutgoingMail.State.DEAD).count()
    if dead:
        words = ngettext("%(n)d email couldn’t be sent", "%(n)d emails couldn’t be sent", dead)
        items.append(Item(f"{outbox}?state__exact=dead", words % {"n": dead}))
    items += stale_help_lines() if request.user.has_perm("questions.view_resource") else []
    return Section("faults", _("Needs fixing"), items)


def mark_commands(words: str) -> SafeString:
    """A sentence as HTML, with what stands between backticks as code."""
    parts = enumerate(words.split("`"))
    marked = ((format_html("<code>{}</code>", part) if n % 2 else part,) for n, part in parts)
    return format_html_join("", "{}", marked)


def stale_help_lines() -> list[Item]:
    """The help lines that nobody has checked for too long, in one line."""
    old = Q(verified_on__lt=Resource.oldest_fresh_day()) | Q(verified_on__isnull=True)
    count = Resource.objects.filter(old).count()
    if not count:
        return []
    words = ngettext("%(n)d help line to check", "%(n)d help lines to check", count)
    place = f"{reverse('admin:questions_resource_changelist')}?checked=stale"
    return [Item(place, words % {"n": count})]


def list_letters(name: str) -> Section:
    """A section of letters, opened only as far as they are shown."""
    heading, find, describe = LETTERS[name]
    letters = find()
    shown = [describe(one) for one in letters[:SHOWN]]
    more = letters.count() - len(shown) if len(shown) == SHOWN else 0
    return Section(name, str(heading), shown, more, reverse("admin:questions_letter_changelist"))


def describe_age(letter: Letter) -> str:
    """How long it has waited."""
    days = letter.days_waiting
    if not days:
        return _("received today")
    return ngettext("received %(n)d day ago", "received %(n)d days ago", days) % {"n": days}


def describe_letter(letter: Letter) -> Item:
    """A letter by its first line and its age."""
    parts = [letter.flag_labels, describe_age(letter)]
    url = reverse("admin:questions_letter_change", args=[letter.pk])
    return Item(url, letter.first_line, " · ".join(part for part in parts if part))


def describe_reply(letter: Letter) -> Item:
    """The newest unread message of a letter's writer, and where it is answered."""
    turn = letter.messages.filter(author=Message.Author.ASKER, is_new=True).last()
    has_text = turn is not None and turn.is_readable
    words = rendering.shorten_text(turn.text, EXCERPT) if turn and has_text else letter.first_line
    url = reverse("admin:questions_letter_change", args=[letter.pk])
    kind = str(turn.get_kind_display()) if turn else ""
    return Item(url, words, f"{kind} · {letter.first_line}")


def describe_decision(letter: Letter) -> Item:
    """What a writer said of the edited letter, and the answer that waits for it."""
    words = {
        Approval.FINE: _("The writer approved the edited letter: you can publish"),
        Approval.CHANGE: _("The writer asks for a change"),
        Approval.REFUSED: _("The writer doesn’t want it published: you can answer privately"),
    }
    url = reverse("admin:questions_question_change", args=[letter.question_id])
    return Item(url, words[Approval(letter.approval)], letter.first_line)


def list_drafts() -> Section:
    """Answers that were begun, the newest first."""
    drafts = Question.objects.filter(
        ~Exists(actions.private_answers.sent_versions()),
        state=Question.State.DRAFT,
        revision__gt=0,
    )
    items = []
    for draft in drafts.order_by("-changed_at")[:SHOWN]:
        url = reverse("admin:questions_question_change", args=[draft.pk])
        moment = date_format(timezone.localtime(draft.changed_at), "j F, H:i")
        items.append(Item(url, headline_of(draft), _("changed %(moment)s") % {"moment": moment}))
    place = f"{reverse('admin:questions_question_changelist')}?state=draft"
    return Section("drafts", _("Carry on writing"), items, max(0, drafts.count() - SHOWN), place)


def headline_of(draft: Question) -> str:
    """A draft's headline, as far as a key opens it."""
    try:
        return str(open_question(draft))
    except Unreadable:
        return _("An answer that cannot be opened with the present keys")


def list_scheduled() -> Section:
    """What is published next."""
    now = timezone.now()
    coming = Question.objects.filter(state=Question.State.PUBLISHED, publish_at__gt=now)
    items = [
        Item(
            reverse("admin:questions_question_change", args=[one.pk]),
            str(one),
            date_format(timezone.localtime(one.publish_at), "l, j F Y, H:i"),
        )
        for one in coming.order_by("publish_at")[:SHOWN]
    ]
    more = max(0, coming.count() - SHOWN)
    return Section("scheduled", _("Published next"), items, more, reverse("calendar"))


def list_silent() -> Section:
    """Drafts whose writers were shown the letter and let the days pass."""
    column = Column.get_current()
    asked = Letter.objects.filter(
        approval=Approval.ASKED, question__state=Question.State.DRAFT
    ).order_by("approval_asked_on", "pk")
    done = [one for one in asked[:100] if actions.approvals.has_consented_by_silence(one, column)]
    url = "admin:questions_question_change"
    words = _("The writer hasn’t replied in time: you can publish")
    items = [Item(reverse(url, args=[one.question_id]), words, one.first_line) for one in done]
    return Section("silent", _("Time is up"), items[:SHOWN])


LETTERS: dict[str, tuple[Any, Callable[[], LetterQuerySet], Callable[[Letter], Item]]] = {
    "requests": (gettext_lazy("From people in a letter"), open_requests, describe_letter),
    "danger": (gettext_lazy("Read these first"), letters_in_danger, describe_letter),
    "replies": (gettext_lazy("New replies"), letters_with_reply, describe_reply),
    "decisions": (
        gettext_lazy("Approvals and change requests"),
        decided_letters,
        describe_decision,
    ),
    "oldest": (gettext_lazy("Waiting longest"), oldest_letters, describe_letter),
}
"""The sections of letters: heading, which they are, the line of one."""
SECTIONS: list[tuple[str, Callable[[], Section]]] = [
    ("questions.view_letter", partial(list_letters, "requests")),
    ("questions.view_letter", partial(list_letters, "danger")),
    ("questions.view_letter", partial(list_letters, "replies")),
    ("questions.view_letter", partial(list_letters, "decisions")),
    ("questions.change_question", list_silent),
    ("questions.view_question", list_scheduled),
    ("questions.change_question", list_drafts),
    ("questions.view_letter", partial(list_letters, "oldest")),
]
