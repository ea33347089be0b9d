"""The newsletter's pages: ask for it, confirm, choose, leave.

Opening a link changes nothing, because mail programs and scanners open links too; each page has a
button. The pages behind a token need neither cookie nor CSRF token: the token is the permission.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, requires_csrf_token
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from questions import actions, rate_limits
from questions.forms import refuse_form, whole_minutes
from questions.models import Column, Signup, Subscriber, SuppressedAddress
from questions.newsletter import sign_ups, tokens
from questions.reading.forms import SubscribeForm, make_preferences_form

View = Callable[..., HttpResponse]


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe_to_newsletter(request: HttpRequest) -> HttpResponse:
    """The form; after it a page that is the same whether the address is known or not."""
    if not Column.get_current().offers_newsletter:
        return render(request, "reading/subscribe_closed.html")
    if request.method != "POST":
        return render_subscribe_form(
            request, SubscribeForm(initial={"tags": request.GET.getlist("tag")})
        )
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return render_subscribe_form(request, form)
    if pause := rate_limit_wait(request):
        return render_rate_limited(request, form, pause)
    try:
        return request_confirmation(request, form)
    except DatabaseError:
        return render_save_failed(request, form)


@sensitive_variables()
def request_confirmation(request: HttpRequest, form: SubscribeForm) -> HttpResponse:
    """Ask the address, and say that we have; a trapped form only hears that we have."""
    if is_dead_address(form):
        return render_dead_address(request, form)
    if not form.is_trapped:
        data = form.cleaned_data
        actions.subscriptions.sign_up(data["address"], data["rhythm"], data["tags"])
    return render(request, "reading/subscribe_asked.html", {"hours": sign_ups.LINK_LIFETIME_HOURS})


def is_dead_address(form: SubscribeForm) -> bool:
    """Whether mail to the address came back for good, and nobody says that it works again."""
    data = form.cleaned_data
    hashed = sign_ups.hash_address(data["address"])
    return not data["works_again"] and SuppressedAddress.is_dead(hashed)


def render_dead_address(request: HttpRequest, form: SubscribeForm) -> HttpResponse:
    """The form once more, with a tick for an address that works again."""
    form.is_dead = True
    words = _(
        "An email to this address came back: there was no such inbox. Check the spelling, or use "
        "another address. If it works now, tick the box and press Subscribe again."
    )
    form.add_error("address", words)
    return render_subscribe_form(request, form)


def rate_limit_wait(request: HttpRequest) -> timedelta | None:
    """How long this client has to wait, if at all."""
    one = rate_limits.hit(
        "newsletter", rate_limits.client_network(request), settings.SIGNUPS_AN_HOUR
    )
    return one or rate_limits.hit("newsletter", "everybody", settings.SIGNUPS_AN_HOUR_FROM_ALL)


def render_subscribe_form(
    request: HttpRequest, form: SubscribeForm, status: int = 200
) -> HttpResponse:
    """The page with the form, and everything that was typed."""
    return render(request, "reading/subscribe.html", {"form": form}, status=status)


def render_rate_limited(
    request: HttpRequest, form: SubscribeForm, pause: timedelta
) -> HttpResponse:
    """The form once more, with how long to wait."""
    minutes = whole_minutes(pause)
    words = ngettext(
        "Too many addresses came from here. Keep this page, and try again in %(n)d minute.",
        "Too many addresses came from here. Keep this page, and try again in %(n)d minutes.",
        minutes,
    )
    page = partial(render_subscribe_form, request)
    return refuse_form(form, words % {"n": minutes}, page, status=429, pause=pause)


def render_save_failed(request: HttpRequest, form: SubscribeForm) -> HttpResponse:
    """The form once more: nothing could be written down."""
    words = _("Sorry, we couldn’t save that. Try again in a few minutes.")
    return refuse_form(form, words, partial(render_subscribe_form, request), status=503)


@sensitive_post_parameters()
@never_cache
@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without its cookie: all that was typed is given back."""
    words = _(
        "This page had expired, so nothing has been sent. Press the button again. If that doesn’t "
        "help, allow cookies for this site."
    )
    page = partial(render_subscribe_form, request)
    return refuse_form(SubscribeForm(request.POST), words, page, status=403)


def private_token_page(view: View) -> View:
    """A page that only a mail leads to: kept by nobody, found by nobody, told to nobody."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        add_never_cache_headers(response)
        return response

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(wrapper))


@private_token_page
def confirm_subscription(request: HttpRequest, token: str) -> HttpResponse:
    """Say that it was you: a page with what was chosen and one button."""
    key = tokens.verify_token(tokens.CONFIRM, token)
    if key is None:
        return render_unknown_link(request)
    if request.method == "POST":
        return render_confirmed(request, actions.subscriptions.confirm(key))
    signup = (
        Signup.objects.exclude(pk__in=sign_ups.expired_signups().values("pk"))
        .filter(pk=key)
        .first()
    )
    if signup is None:
        return render_confirmed(request, Subscriber.objects.filter(pk=key).first())
    shown = {"wish": signup, "tags": signup.tags.all()}
    return render(request, "reading/subscribe_confirm.html", shown)


def render_confirmed(request: HttpRequest, subscriber: Subscriber | None) -> HttpResponse:
    """You will get letters; or there was nothing to confirm."""
    if subscriber is None:
        return render_unknown_link(request)
    shown = {"choices": tokens.make_link(tokens.CHOICES, subscriber.pk)}
    return render(request, "reading/subscribe_confirmed.html", shown)


@private_token_page
def edit_preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Change what one gets, or leave."""
    key = tokens.verify_token(tokens.CHOICES, token)
    subscriber = Subscriber.objects.filter(pk=key).first() if key else None
    if subscriber is None:
        return render_unknown_link(request)
    form = make_preferences_form(subscriber, request.POST if request.method == "POST" else None)
    is_kept = form.is_valid()
    if is_kept:
        actions.subscriptions.update_preferences(
            subscriber, form.cleaned_data["rhythm"], form.cleaned_data["tags"]
        )
    leave = tokens.make_link(tokens.LEAVE, subscriber.pk)
    shown = {"form": form, "is_kept": is_kept, "leave": leave}
    return render(request, "reading/subscribe_choices.html", shown)


@private_token_page
def unsubscribe_by_token(request: HttpRequest, token: str) -> HttpResponse:
    """Leave by one press, here or in the mail program (RFC 8058).

    Every token is answered alike: who has left already, or never came, gets no more letters.
    """
    if request.method != "POST":
        return render(request, "reading/subscribe_leave.html")
    key = tokens.verify_token(tokens.LEAVE, token)
    if key:
        actions.subscriptions.unsubscribe(key)
    return render(request, "reading/subscribe_left.html")


@private_token_page
def keep_subscription(request: HttpRequest, token: str) -> HttpResponse:
    """Say once a year that one still wants it."""
    key = tokens.verify_token(tokens.STAY, token)
    subscriber = Subscriber.objects.filter(pk=key).first() if key else None
    if subscriber is None:
        return render_unknown_link(request)
    if is_kept := request.method == "POST":
        actions.renewals.keep_subscription(subscriber)
    leave = tokens.make_link(tokens.LEAVE, subscriber.pk)
    return render(request, "reading/subscribe_stay.html", {"is_kept": is_kept, "leave": leave})


def render_unknown_link(request: HttpRequest) -> HttpResponse:
    """A link that opens nothing: too old, used, cut off, or never ours."""
    return render(request, "reading/subscribe_unknown.html", status=404)
