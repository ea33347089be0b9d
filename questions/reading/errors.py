"""What a reader gets who meets a page that is not there."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from questions.models import Question
from questions.reading.former_addresses import respond_to_former_address

SUGGESTED_COUNT = 3


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Lead on from an address of another system, or else 404 with the newest letters to read."""
    if former := respond_to_former_address(request):
        return former
    return render(request, "404.html", {"questions": newest_questions()}, status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, without Django's look at the form's token: it would read the unreadable form again."""
    return render(request, "400.html", status=400)


def newest_questions() -> list[Question]:
    """A few questions; none when even the database is not there."""
    try:
        return list(Question.objects.published().for_lists()[:SUGGESTED_COUNT])
    except DatabaseError:
        return []
