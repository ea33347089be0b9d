"""Headers that Django and django-csp do not send themselves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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


def add_security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Keep our answers to our own origin, and device features shut.

    Sources: Fetch standard (Cross-Origin-Resource-Policy), W3C Permissions Policy.
    """

    def with_rules(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return with_rules
