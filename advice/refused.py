"""What is shown when a form comes without the token that belongs to it, door by door."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from questions.answering.resending import give_back, is_from_here
from questions.asking.views import csrf_failure as ask_again


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """At the desk what was written is given back; elsewhere the asker's door decides."""
    if request.path.startswith(reverse("admin:index")) and is_from_here(request):
        return give_back(request)
    return ask_again(request, reason)
