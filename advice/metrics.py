"""`/metrics` for Prometheus: for whoever has the token, and there only if one is set."""

from secrets import compare_digest

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from questions.metrics import CONTENT_TYPE, render_metrics


@require_safe
def show_metrics(request: HttpRequest) -> HttpResponse:
    """All numbers. Without a token in the settings there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not is_allowed(request.headers.get("Authorization", "")):
        response = HttpResponse("Send the token.\n", content_type="text/plain", status=401)
        response["WWW-Authenticate"] = 'Bearer realm="metrics"'
    else:
        response = HttpResponse(render_metrics(), content_type=CONTENT_TYPE)
    add_never_cache_headers(response)
    return response


def is_allowed(authorization: str) -> bool:
    """Whether a header carries the token, or none is asked for. The time tells nothing of it."""
    expected = f"Bearer {settings.METRICS_TOKEN}".encode()
    return not settings.METRICS_TOKEN or compare_digest(authorization.encode(), expected)
