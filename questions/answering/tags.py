"""Merging a tag into another one."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questions import actions
from questions.answering.access import require_staff
from questions.answering.answers.forms import MergeForm
from questions.models import Tag


@require_staff("questions.change_tag", "questions.delete_tag")
@require_http_methods(["GET", "HEAD", "POST"])
def merge_tag(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what merging means; then do it."""
    tag = get_object_or_404(Tag, pk=pk)
    form = MergeForm(request.POST or None, tag=tag)
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        moved = actions.column.merge_tags(tag, into)
        said = _(
            "%(questions)d questions were moved to “%(tag)s”, and the former address leads there."
        )
        messages.success(request, said % {"questions": moved, "tag": into.name})
        return redirect("admin:questions_tag_change", into.pk)
    context = {"form": form, "tag": tag, "opts": Tag._meta, "title": _("Merge a tag")}
    context |= {"questions": tag.questions.count()} | admin.site.each_context(request)
    return render(request, "admin/questions/tag/merge.html", context)
