"""An id for each request, by which its log lines can be found, the proxy's included."""

import re
import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from advice.logging import REQUEST_ID

# What proxies make: 32 digits, or the same as a UUID. Anything else might be somebody's words.
WELL_FORMED = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
View = Callable[[HttpRequest], HttpResponse]


def name_request(get_response: View) -> View:
    """Let whatever is logged meanwhile carry the request's name.

    It stays until the thread's next request, because Django logs an answer after all middleware.
    """

    def with_name(request: HttpRequest) -> HttpResponse:
        REQUEST_ID.set(take_request_id(request))
        return get_response(request)

    return with_name


def take_request_id(request: HttpRequest) -> str:
    """The proxy's name for the request if there is a proxy and it makes sense; else a new one."""
    given = request.headers.get("x-request-id", "").lower()
    if settings.TRUSTED_PROXY_HOPS and WELL_FORMED.fullmatch(given):
        return str(given)
    return secrets.token_hex(16)
