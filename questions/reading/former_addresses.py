"""Addresses that letters had at another system; they redirect for good."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from questions.models import FormerAddress, Question
from questions.models.imports import address_key

FRONT_PAGE_KEYS = {"p", "page_id", "feed"}  # WordPress's, which belong to no path


def respond_to_former_address(request: HttpRequest) -> HttpResponse | None:
    """Return a redirect if the request is for an address of another system.

    An address whose letter is not public is as unknown as any other.
    """
    query = request.META.get("QUERY_STRING", "")
    try:
        rows = list(
            FormerAddress.objects.for_path(request.path, query).select_related("question")[:2]
        )
    except DatabaseError:
        return None
    path_alone = address_key(request.path)  # one with the query of the request comes first
    rows.sort(key=lambda row: row.key == path_alone)
    responses = (respond_to_row(request, row) for row in rows)
    return next((response for response in responses if response), None)


def respond_to_row(request: HttpRequest, row: FormerAddress) -> HttpResponse | None:
    """Redirect to where an address leads, or say that it is gone.

    Args:
        request: what was asked for.
        row: the address.
    """
    if row.target:
        return HttpResponsePermanentRedirect(row.target)
    assert row.question is not None
    if row.question.is_public:
        return HttpResponsePermanentRedirect(row.question.get_absolute_url())
    if row.question.state == Question.State.WITHDRAWN:
        return render(request, "410.html", status=410)
    return None


def has_former_query(request: HttpRequest) -> bool:
    """Whether the front page is asked for in the way in which WordPress numbers its posts."""
    return bool(FRONT_PAGE_KEYS & request.GET.keys())
