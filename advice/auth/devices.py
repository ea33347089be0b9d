"""Devices that have signed in before: a stranger's guesses never keep them out.

After OWASP's "Device Cookies" (Slow Down Online Guessing Attacks): a signed cookie, sent to the
desk's own addresses alone, says that somebody with the password and the second factor was here.
"""

import secrets

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from advice.signing import DatedSigner

COOKIE = "__Secure-device" if settings.SITE_IS_HTTPS else "device"  # sent to the desk alone
SIGNER = DatedSigner(salt="advice.auth.device")
MAX_AGE = 90 * 24 * 60 * 60  # seconds


def remember_device(response: HttpResponse, name: str) -> None:
    """Give the device that has just signed in a cookie that says so."""
    value = SIGNER.sign_object({"name": name.casefold(), "id": secrets.token_hex(8)})
    response.set_cookie(
        COOKIE,
        value,
        max_age=MAX_AGE,
        path=reverse("admin:index"),
        secure=settings.SITE_IS_HTTPS,
        httponly=True,
        samesite="Strict",
    )


def known_device(request: HttpRequest, name: str) -> str:
    """The device's own name if somebody has signed in as `name` with it, or nothing."""
    try:
        facts = SIGNER.unsign_object(request.COOKIES.get(COOKIE, ""), max_age=MAX_AGE)
    except BadSignature:
        return ""
    return str(facts["id"]) if facts["name"] == name.casefold() else ""
