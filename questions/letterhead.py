"""What every page carries: the column's name and words."""

from urllib.parse import quote

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from questions.links import absolute
from questions.models import Column


def letterhead(request: HttpRequest) -> dict[str, object]:
    """The column's settings, read only by the templates that show them; the page's own address."""
    return {"column": SimpleLazyObject(Column.current), "canonical": canonical(request)}


def canonical(request: HttpRequest) -> str:
    """The address under which a page should be known: ours, without what others hung on to it."""
    cursor = request.GET.get("before", "")
    return absolute(f"{quote(request.path)}{'?before=' + quote(cursor) if cursor else ''}")
