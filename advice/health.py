"""For whoever watches the server: is it alive, and is all in order?"""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from advice.arrival import describe_arrival, is_from_doctor
from questions.health import find_faults


@require_safe
def show_liveness(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; restart it when it does not.

    The doctor asks here too: it is told how its request arrived, and nobody else is.
    """
    if is_from_doctor(request):
        return describe_arrival(request)
    return plain_response("alive")


@require_safe
def show_readiness(request: HttpRequest) -> HttpResponse:
    """503 with a line for each thing that is not in order; 200 if all of them can wait."""
    faults = find_faults()
    lines = [f"{one.name}: {one.words}" for one in faults]
    if all(one.can_wait for one in faults):
        return plain_response("\n".join(["ready", *lines]))
    return plain_response("\n".join(lines), status=503)


def plain_response(words: str, status: int = 200) -> HttpResponse:
    """Plain words that nobody keeps."""
    response = HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status)
    add_never_cache_headers(response)
    return response
