"""What is shown when a form comes without the token that belongs to it, door by door."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from questions.answering.expired_session import is_same_origin_post, render_submitted_form
from questions.asking.views import csrf_failure as ask_again
from questions.reading.subscriptions import csrf_failure as subscribe_again


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What was written is given back by the door that it came to."""
    if request.path.startswith(reverse("admin:index")) and is_same_origin_post(request):
        return render_submitted_form(request)
    if request.path == reverse("subscribe"):
        return subscribe_again(request, reason)
    return ask_again(request, reason)
