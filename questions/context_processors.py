"""What every page can carry: the column's name and words, and the help lines."""

from urllib.parse import quote

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from questions.absolute_urls import absolute_url
from questions.models import Column, Resource


def column_context(request: HttpRequest) -> dict[str, object]:
    """The column's settings and the help lines, read only by the templates that show them."""
    return {
        "column": SimpleLazyObject(Column.get_current),
        "countries": SimpleLazyObject(Resource.get_current),
        "canonical": canonical_url(request),
    }


def canonical_url(request: HttpRequest) -> str:
    """The address under which a page should be known: ours, without what others hung on to it."""
    try:
        cursor = request.GET.get("before", "")
    except SuspiciousOperation:  # too many parameters: this is the page that says so
        cursor = ""
    return absolute_url(f"{quote(request.path)}{'?before=' + quote(cursor) if cursor else ''}")
