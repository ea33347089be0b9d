"""How long what is private is kept. The numbers stand once, in the settings; /privacy/ shows them.

A letter that John holds is kept until he lets it go. Every activity (a message, the asker's word,
John's answer) starts the clock anew.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from questions import actions, rate_limits
from questions.models import Letter, OutgoingMail, Question, Signup
from questions.newsletter import sign_ups


class Rule(NamedTuple):
    """One line of the table: which letters, and what happens to each."""

    letters: Callable[[], QuerySet[Letter]]
    action: Callable[[Letter], None]


def enforce_rules(*, is_rehearsal: bool = False) -> dict[str, int]:
    """Forget what is too old.

    Args:
        is_rehearsal: count only, and change nothing.

    Returns:
        How many letters, or rows of the newsletter, each rule found. Run twice, the second run
        finds none.
    """
    found = {}
    for name, rule in RULES.items():
        letters = list(rule.letters().filter(held_on=None))
        found[name] = len(letters)
        for letter in [] if is_rehearsal else letters:
            rule.action(letter)
    for name, rows in NEWSLETTER.items():
        found[name] = rows().count() if is_rehearsal else actions.erasure.delete_rows(rows())
    if not is_rehearsal:
        rate_limits.delete_expired()
    return found


def first_day_kept(rule: str) -> date:
    """The first day that a rule still keeps."""
    return timezone.localdate() - timedelta(days=settings.RETENTION_DAYS[rule])


def expired_unanswered() -> QuerySet[Letter]:
    """Letters that nobody answered: waiting, declined, taken back, spam."""
    others = Letter.objects.exclude(state=Letter.State.ANSWERED)
    return others.filter(active_on__lt=first_day_kept("unanswered"))


def expired_answered() -> QuerySet[Letter]:
    """Letters that were answered privately."""
    letters = Letter.objects.filter(
        state=Letter.State.ANSWERED, active_on__lt=first_day_kept("answered")
    )
    return letters.exclude(question__state=Question.State.PUBLISHED)


def expired_originals() -> QuerySet[Letter]:
    """The originals of published questions; the questions stay."""
    since = Letter.objects.filter(active_on__lt=first_day_kept("published"))
    return since.filter(question__in=Question.objects.published().order_by())


def expired_contacts() -> QuerySet[Letter]:
    """Addresses of settled letters that were never used."""
    return Letter.objects.filter(settled_on__lt=first_day_kept("contact")).exclude(contact="")


RULES = {
    "unanswered": Rule(expired_unanswered, actions.erasure.erase),
    "answered": Rule(expired_answered, actions.erasure.erase),
    "published": Rule(expired_originals, actions.erasure.erase_original),
    "contact": Rule(expired_contacts, actions.erasure.erase_contact),
}


def expired_signups() -> QuerySet[Signup]:
    """Addresses that nobody confirmed; those who did are subscribers by now."""
    return sign_ups.expired_signups()


def expired_deliveries() -> QuerySet[OutgoingMail]:
    """Who was sent which issue, when it is certain that nothing is sent twice."""
    past = timezone.now() - timedelta(days=settings.RETENTION_DAYS["deliveries"])
    mails = OutgoingMail.objects.exclude(issue=None, signup=None)
    return mails.filter(due_at__lt=past).exclude(state=OutgoingMail.State.WAITING)


def erase_expired_signups() -> int:
    """Erase what nobody confirmed. Returns how many there were."""
    return actions.erasure.delete_rows(expired_signups())


NEWSLETTER: dict[str, Callable[[], QuerySet]] = {
    "unconfirmed": expired_signups,
    "deliveries": expired_deliveries,
}
