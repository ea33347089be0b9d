"""What may give somebody away, said while a letter is being written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from questions import pii, rate_limits
from questions.models import Letter

HINTS_AN_HOUR = 600  # one after each pause in writing


@sensitive_variables()
@sensitive_post_parameters()
@never_cache
@require_POST
def show_identity_hints(request: HttpRequest) -> HttpResponse:
    """The details in what has been written so far, as a piece of a page. Nothing is kept."""
    if rate_limits.hit("hints", rate_limits.client_network(request), HINTS_AN_HOUR):
        return HttpResponse(status=204)
    text = request.POST.get("text", "")[: Letter.TEXT_LIMIT]
    return render(request, "asking/_hints.html", {"hints": pii.find_details(text), "is_live": True})


urlpatterns = [path("ask/hints/", show_identity_hints, name="hints")]
