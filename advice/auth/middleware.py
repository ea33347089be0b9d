"""Who counts as signed in: only a session that is proven and fresh, on every page alike."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from advice.signing import CLOCK_SKEW

View = Callable[[HttpRequest], HttpResponse]
SINCE, SEEN, FACTOR_ADDED = "signed_in_since", "last_seen", "factor_added"
SEEN_EVERY = 60  # seconds: the session is not written at each request


def trust_proven_sessions(get_response: View) -> View:
    """Let a stale session, or one without its second factor, be nobody's.

    The user is looked up when a view asks for it: public pages never do, so they read no session
    and may be kept by caches.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        found = request.user
        trusted: Any = SimpleLazyObject(lambda: find_trusted_user(request, found))
        request.user = trusted
        return get_response(request)

    return middleware


def find_trusted_user(request: HttpRequest, user: Any) -> Any:
    """The session's user, or an anonymous one where the session proves too little.

    Args:
        request: whose session it is; a session that is over is ended.
        user: who the session says it belongs to.
    """
    if not user.is_authenticated:
        return user
    if has_ended(request) or is_unproven(request, user):
        request.user = user  # whom Django tells of the end
        logout(request)
        return AnonymousUser()
    if is_desk_page(request) or has_second_factor(user):
        return user  # the desk leads to where a second factor is set up
    return AnonymousUser()


def is_unproven(request: HttpRequest, user: Any) -> bool:
    """Whether a session never saw the second factor that its user has.

    It began with the password alone, before a second factor was set up in another session, or is a
    stranger's who has learnt the password.
    """
    if settings.SITE_IS_LOCAL or request.session.get(FACTOR_ADDED):
        return False
    records = get_authentication_records(request, user)
    return not any(one["method"] == "mfa" for one in records) and is_mfa_enabled(user)


def note_added_factor(request: HttpRequest, **_: Any) -> None:
    """Remember that this session has seen a second factor, because it was set up here."""
    request.session[FACTOR_ADDED] = True


def has_ended(request: HttpRequest) -> bool:
    """Whether the session was idle for half an hour, or began twelve hours ago.

    One that was used in the future was used by a wrong clock: nobody can tell how old it is.
    """
    now, session = int(time.time()), request.session
    since, seen = session.setdefault(SINCE, now), session.setdefault(SEEN, now)
    is_idle = not -CLOCK_SKEW <= now - seen <= settings.SESSION_IDLE_SECONDS
    if is_idle or not -CLOCK_SKEW <= now - since <= settings.SESSION_COOKIE_AGE:
        return True
    if now - seen >= SEEN_EVERY:
        session[SEEN] = now
    return False


def has_second_factor(user: Any) -> bool:
    """Whether a user has what this site asks for."""
    return settings.SITE_IS_LOCAL or is_mfa_enabled(user)


def require_second_factor(get_response: View) -> View:
    """Let nobody work at a desk that others can reach before they have a second factor."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_desk_page(request) or is_sign_in_page(request):
            return get_response(request)
        if request.user.is_authenticated and not has_second_factor(request.user):
            return redirect("mfa_index")
        return get_response(request)

    return middleware


def is_desk_page(request: HttpRequest) -> bool:
    """Whether the page is one of the desk's."""
    return request.path.startswith(reverse("admin:index"))


def is_sign_in_page(request: HttpRequest) -> bool:
    """Whether the page is one of those that signing in and out needs."""
    doors = (reverse("mfa_index"), reverse("admin:login"), reverse("admin:logout"))
    return request.path.startswith(doors)
