"""Headers that Django and django-csp do not send themselves, and values that no column holds."""

import logging
from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from advice.logging import find_route
from questions.counters import ROUTE
from questions.inline_style import allow_style_sheet, read_style_sheet
from questions.page_cache.decorators import PUBLIC
from questions.reading.errors import bad_request

View = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)

DENIED = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in DENIED)


def note_route(get_response: View) -> View:
    """Tell whoever counts requests, outside of Django, which pattern the address matched."""

    def with_note(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_static = request.path_info.startswith(settings.STATIC_URL)
        request.META[ROUTE] = settings.STATIC_URL if is_static else find_route(request)
        return response

    return with_note


def add_security_headers(get_response: View) -> View:
    """Keep our answers to our own origin, and device features shut.

    Sources: Fetch standard (Cross-Origin-Resource-Policy), W3C Permissions Policy.
    """

    def with_rules(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if settings.CDN:  # many keep a 404 for minutes, unless they are told not to
            response.setdefault("Cache-Control", "no-store")
        return response

    return with_rules


class PolicyMiddleware(CSPMiddleware):
    """Lets every page have the style sheet in itself."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The policy as the settings and the view have it, and this very style sheet."""
        parts = super().get_policy_parts(request, response, report_only)
        style = {"style-src": allow_style_sheet(read_style_sheet())}
        parts.update = (parts.update or {}) | style
        return parts


class CompressionMiddleware(GZipMiddleware):
    """Compresses the pages that the page cache does not, save those of whoever is signed in.

    The length of a compressed page can give away a secret (BREACH), but only where a browser sends
    that secret along with requests that an attacker wrote. Here that is true of sessions alone.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The page, compressed where its client understands that."""
        is_page = response.get("Content-Type", "").startswith("text/html")
        is_cached = response.get("Cache-Control") == PUBLIC
        if not is_page or is_cached or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return response
        return super().process_response(request, response)


class ImpossibleValueMiddleware:
    """Answers 400 to a number that no column can hold, or to NUL on PostgreSQL.

    Forms refuse them with better words; this is for addresses, queries and lists of numbers.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing unless a view fails."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """400 if the database, or Python on its behalf, has refused a value.

        Args:
            request: what was asked for.
            exception: what the view has raised; other kinds are faults of ours.
        """
        # The admin asks the model for the field that `?_to_field=` names, even for none.
        if not isinstance(exception, DataError | OverflowError | FieldDoesNotExist):
            return None
        # Without the message, which has the value in it.
        logger.warning("The database refused a value (%s).", type(exception).__name__)
        return bad_request(request, exception)
