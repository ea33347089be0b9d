"""What every page carries: the column's name and words."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from questions.models import Column


def letterhead(request: HttpRequest) -> dict[str, object]:
    """The column's settings, read only by the templates that show them."""
    return {"column": SimpleLazyObject(Column.current)}
