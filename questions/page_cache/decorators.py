"""How a view says that its page is the same for everybody until the column changes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from questions.page_cache.cdn import cdn_headers
from questions.page_cache.replica import read_from_replica

# A proxy may keep the page for a second; a browser asks each time, and is mostly told 304.
PUBLIC = "public, max-age=0, s-maxage=1, must-revalidate"
PRIVATE = "private, no-store"

View = Callable[..., HttpResponse]


def cache_until_changed(view: View) -> View:
    """Let the page cache and proxies keep the page, unless the view has said otherwise."""
    read = read_from_replica(view)

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = read(request, *args, **kwargs)
        if response.status_code == 200:
            response.setdefault("Cache-Control", PUBLIC)
        if response.get("Cache-Control") == PUBLIC and not request.META.get("QUERY_STRING"):
            for name, value in cdn_headers().items():
                response[name] = value
        return response

    return wrapper
