"""Who can help now, and the way out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe


@require_safe
def show_help_lines(request: HttpRequest) -> HttpResponse:
    """Help lines by country, and what this device keeps."""
    return render(request, "reading/help.html")


@require_safe
def leave_site(request: HttpRequest) -> HttpResponse:
    """The hop to somewhere ordinary, which is not told where the reader came from.

    The form's cookie is taken back. `Clear-Site-Data` is not sent: it would clear the cookies of
    every other site on the same domain, and clearing a cache makes the way out slow.
    """
    response = HttpResponse(status=303, headers={"Location": settings.LEAVE_URL})
    response["Referrer-Policy"] = "no-referrer"
    if settings.CSRF_COOKIE_NAME in request.COOKIES:
        response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite=settings.CSRF_COOKIE_SAMESITE)
    add_never_cache_headers(response)
    return response
