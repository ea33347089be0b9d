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
def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; restart it when it does not."""
    return said("alive")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when letters can be taken and read; 503 with what is not in order."""
    faults = list(what_is_wrong())
    return said("\n".join(faults), status=503) if faults else said("ready")


def what_is_wrong() -> Iterator[str]:
    """What stands in the way of serving; the first fault may hide others."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "migrations"
        elif not newest_letter_opens():
            yield "keys"
    except DatabaseError:
        yield "database"


def newest_letter_opens() -> bool:
    """Whether the keys are those with which the newest letter was sealed."""
    letter = Letter.objects.exclude(text="").order_by("-received_on").first()
    try:
        return letter is None or bool(letter.text)
    except Unreadable:
        return False


def said(words: str, status: int = 200) -> HttpResponse:
    """Plain words that nobody keeps."""
    response = HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status)
    add_never_cache_headers(response)
    return response
