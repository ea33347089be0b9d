"""Limits on guessing at sign-in, in the shared table: they hold for all processes together."""

from datetime import timedelta
from math import ceil
from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import ngettext

from questions import rate_limits

ACTION = "sign in"
PERIOD = timedelta(minutes=5)
TRIES_PER_CLIENT = 10
TRIES_PER_NAME = 10
MINUTE = timedelta(minutes=1)


def attempt_limits(request: HttpRequest, name: str) -> list[tuple[str, int]]:
    """Whose tries are counted, and how many each may have: the client's, and those at a name."""
    client = f"client {rate_limits.client_network(request)}"
    return [(client, TRIES_PER_CLIENT), (f"name {name.casefold()}", TRIES_PER_NAME)]


def count_attempt(request: HttpRequest, name: str) -> None:
    """Count a try before it is looked at, so that many at the same moment get no further.

    Raises:
        ValidationError: there were enough; it says when to try again.
    """
    for who, limit in attempt_limits(request, name):
        if left := rate_limits.hit(ACTION, who, limit, PERIOD):
            raise ValidationError(retry_message(left), code="too_many_login_attempts")


def forgive_attempt(request: HttpRequest, name: str) -> None:
    """The try was right: only wrong ones count."""
    for who, _limit in attempt_limits(request, name):
        rate_limits.undo_hit(ACTION, who)


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
        name = f"code of {self.user.get_username()}"
        count_attempt(context.request, name)
        code: str = super().clean_code()  # type: ignore[misc]
        forgive_attempt(context.request, name)
        return code


class CodeForm(RateLimitedCodeMixin, AuthenticateForm):
    """Asked for after the password."""


class ReauthenticateCodeForm(RateLimitedCodeMixin, ReauthenticateForm):
    """Asked for once more before a second factor is changed."""
