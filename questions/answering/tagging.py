"""Tags on letters, for John alone, before there is an answer that has them."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from questions import actions
from questions.answering.access import require_staff
from questions.answering.letters.forms import TagForm
from questions.models import Letter


@require_staff("questions.view_letter", "questions.change_letter")
@require_http_methods(["GET", "HEAD", "POST"])
def tag_letters(request: HttpRequest) -> HttpResponse:
    """Tick tags, and put them on the letters or take them off."""
    form = TagForm(request.POST or None, initial={"letter": request.GET.getlist("letter")})
    if request.method != "POST" or not form.is_valid():
        context: dict[str, Any] = {"form": form, "title": _("Tags for the answers to come")}
        context |= admin.site.each_context(request) | {"opts": Letter._meta}
        return render(request, "admin/questions/letter/tag.html", context)
    letters = list(form.cleaned_data["letter"])
    change = actions.inbox.remove_tags if "_off" in request.POST else actions.inbox.add_tags
    change(letters, form.cleaned_data["tags"])
    words = ngettext("Done for %(n)d letter.", "Done for %(n)d letters.", len(letters))
    messages.success(request, words % {"n": len(letters)})
    return redirect("admin:questions_letter_changelist")
