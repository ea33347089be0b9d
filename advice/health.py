"""For whoever watches the server: is it alive, and can it serve?

Neither answer says more than the names of what is not in order.
"""

from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from questions.crypto import Unreadable
from questions.models import Letter


@require_safe
def show_liveness(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; restart it when it does not."""
    return plain_response("alive")


@require_safe
def show_readiness(request: HttpRequest) -> HttpResponse:
    """200 when letters can be taken and read; 503 with what is not in order."""
    faults = list(find_fault())
    return plain_response("\n".join(faults), status=503) if faults else plain_response("ready")


def find_fault() -> Iterator[str]:
    """What stands in the way of serving; the first fault may hide others."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "migrations"
        elif not can_open_newest_letter():
            yield "keys"
    except DatabaseError:
        yield "database"


def can_open_newest_letter() -> bool:
    """Whether the keys are those with which the newest letter was sealed."""
    letter = Letter.objects.exclude(text="").order_by("-received_on").first()
    try:
        return letter is None or bool(letter.text)
    except Unreadable:
        return False


def plain_response(words: str, status: int = 200) -> HttpResponse:
    """Plain words that nobody keeps."""
    response = HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status)
    add_never_cache_headers(response)
    return response
