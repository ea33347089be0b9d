"""Limits on guessing at sign-in, in the shared table: they hold for all processes together.

Tries are counted by the name together with the network, and by the network alone. A name alone is
only slowed down, so that nobody can keep somebody else out; a device that has signed in before is
counted by itself, and a passkey is never counted.
"""

from datetime import timedelta
from math import ceil
from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import ngettext

from advice.auth.devices import known_device
from questions import rate_limits

ACTION = "sign in"
PERIOD = timedelta(minutes=5)
TRIES = 10  # of a client, and at a name from one network, within the period
FREE_TRIES_PER_NAME = 20  # from everywhere, before a name is slowed down
SLOW = timedelta(seconds=20)  # between two tries at such a name
MINUTE = timedelta(minutes=1)

Limit = tuple[str, int, timedelta]


def attempt_limits(request: HttpRequest, name: str, kind: str) -> list[Limit]:
    """Whose tries are counted, how many each may have, and in what time."""
    if device := known_device(request, name):
        return [(f"device {device} {kind}", TRIES, PERIOD)]
    network, target = rate_limits.client_network(request), f"{kind} {name.casefold()}"
    return [(f"client {network}", TRIES, PERIOD), (f"{target} from {network}", TRIES, PERIOD)]


def count_attempt(request: HttpRequest, name: str, kind: str = "name") -> None:
    """Count a try before it is looked at, so that many at the same moment get no further.

    Args:
        request: who tries.
        name: at which account.
        kind: what is tried: `name` for its password, `code` for its second factor.

    Raises:
        ValidationError: there were enough; it says when to try again.
    """
    for who, limit, period in attempt_limits(request, name, kind):
        refuse_if_over(rate_limits.hit(ACTION, who, limit, period))
    if not known_device(request, name):
        slow_down(f"{kind} {name.casefold()}")


def slow_down(who: str) -> None:
    """Let a name that is guessed at from everywhere be tried once in a while."""
    if rate_limits.hit(ACTION, who, FREE_TRIES_PER_NAME, PERIOD):
        refuse_if_over(rate_limits.hit(f"{ACTION} slowly", who, 1, SLOW))


def refuse_if_over(left: timedelta | None) -> None:
    """Raise ValidationError with the time that is left, if any is."""
    if left:
        raise ValidationError(retry_message(left), code="too_many_login_attempts")


def forgive_attempt(request: HttpRequest, name: str, kind: str = "name") -> None:
    """The try was right: only wrong ones count."""
    for who, _limit, _period in attempt_limits(request, name, kind):
        rate_limits.undo_hit(ACTION, who)
    if not known_device(request, name):
        rate_limits.undo_hit(ACTION, f"{kind} {name.casefold()}")


def retry_message(left: timedelta) -> str:
    """When to try again, in whole minutes."""
    minutes = ceil(left / MINUTE)
    words = ngettext(
        "There were too many wrong tries. Try again in %(n)d minute.",
        "There were too many wrong tries. Try again in %(n)d minutes.",
        minutes,
    )
    return words % {"n": minutes}


class RateLimitedCodeMixin:
    """A form with a code of the second factor, whose wrong codes are counted."""

    user: Any

    def clean_code(self) -> str:
        """The code, if it is right."""
        name = self.user.get_username()
        count_attempt(context.request, name, "code")
        code: str = super().clean_code()  # type: ignore[misc]
        forgive_attempt(context.request, name, "code")
        return code


class CodeForm(RateLimitedCodeMixin, AuthenticateForm):
    """Asked for after the password."""


class ReauthenticateCodeForm(RateLimitedCodeMixin, ReauthenticateForm):
    """Asked for once more before a second factor is changed."""


class ChangePasswordForm(AdminPasswordChangeForm):
    """A change of one's own password: guesses at the old one count like those at sign-in."""

    def clean_old_password(self) -> str:
        """The old password, if it is right."""
        name = self.user.get_username()
        count_attempt(context.request, name)
        old: str = super().clean_old_password()
        forgive_attempt(context.request, name)
        return old
