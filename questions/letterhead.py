"""What every page can carry: the column's name and words, and the help lines."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from questions.models import Column, Resource


def letterhead(request: HttpRequest) -> dict[str, object]:
    """The column's settings and the help lines, read only by the templates that show them."""
    return {
        "column": SimpleLazyObject(Column.current),
        "countries": SimpleLazyObject(Resource.current),
    }
