"""Signing in to the desk: nobody signs up, secrets are sealed, sessions end, a second factor."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from advice.auth import rate_limits as sign_in_limits
from questions import crypto, rate_limits

View = Callable[[HttpRequest], HttpResponse]
SINCE, SEEN = "signed_in_since", "last_seen"
SEEN_EVERY = 60  # seconds: the session is not written at each request


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by `prepare` or in the admin, never by a stranger."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client behind the proxies that we run, as everywhere else."""
        return rate_limits.client_network(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try; allauth's own count would hold for this process alone."""
        sign_in_limits.count_attempt(request, credentials.get("username", ""))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Whose password it is, if it is right."""
        user = super().authenticate(request, **credentials)
        if user:
            sign_in_limits.forgive_attempt(request, credentials.get("username", ""))
        return user


class SecondFactorAdapter(DefaultMFAAdapter):
    """The secrets of second factors stand sealed in the database, like letters."""

    PLACE = "second factor"

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return str(crypto.seal_text(text, self.PLACE))

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        return crypto.unseal_text(encrypted_text, self.PLACE)


def is_signed_in_at_desk(request: HttpRequest) -> bool:
    """Whether a signed-in person asks for a page of the desk. Other pages never ask who it is."""
    return request.path.startswith(reverse("admin:index")) and request.user.is_authenticated


def end_old_sessions(get_response: View) -> View:
    """End a session half an hour after its last use, and twelve hours after its beginning."""

    def ending(request: HttpRequest) -> HttpResponse:
        if is_signed_in_at_desk(request):
            now, session = int(time.time()), request.session
            since, seen = session.setdefault(SINCE, now), session.setdefault(SEEN, now)
            is_idle = now - seen > settings.SESSION_IDLE_SECONDS
            if is_idle or now - since > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif now - seen >= SEEN_EVERY:
                session[SEEN] = now
        return get_response(request)

    return ending


def require_second_factor(get_response: View) -> View:
    """Let nobody work at a desk that others can reach before they have a second factor.

    Who has one was asked for it while signing in; who has none is led to where it is set up.
    """

    def demanding(request: HttpRequest) -> HttpResponse:
        if settings.SITE_IS_LOCAL or not is_signed_in_at_desk(request) or is_sign_in_page(request):
            return get_response(request)
        if is_mfa_enabled(request.user):
            return get_response(request)
        return redirect("mfa_index")

    return demanding


def is_sign_in_page(request: HttpRequest) -> bool:
    """Whether the page is one of those that signing in and out needs."""
    doors = (reverse("mfa_index"), reverse("admin:login"), reverse("admin:logout"))
    return request.path.startswith(doors)
