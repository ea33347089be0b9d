"""A save that arrives after the sign-in has ended: nothing is saved, and nothing is lost.

What came is given back in a form that can be sent again after signing in in another window.
It is only given back to a page of ours: a form that another site sent is refused without a word,
so that no stranger can lay a form ready for the columnist's next click.
"""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

LONGEST_SHOWN = 200


def is_same_origin_post(request: HttpRequest) -> bool:
    """Whether a page of ours sent this, by the header that browsers do not let pages forge."""
    return request.method == "POST" and request.headers.get("Origin") == settings.SITE_URL


@requires_csrf_token
def render_submitted_form(request: HttpRequest) -> HttpResponse:
    """All that was sent, to be sent again after signing in."""
    if "application/json" in request.headers.get("Accept", ""):  # a script of ours says it itself
        return JsonResponse({"signed_out": True}, status=401)
    sent = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    kept = [field for field in sent if field[0] != "csrfmiddlewaretoken"]
    words = [value for _name, value in kept if len(value) > LONGEST_SHOWN]
    context = {"kept": kept, "words": words, "has_files": bool(request.FILES)}
    shared = admin.site.each_context(request)
    response = render(request, "admin/give_back.html", shared | context, status=403)
    response["Cache-Control"] = "no-store"
    return response
