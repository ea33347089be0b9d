"""Tags: merging one into another, and putting them on letters before there is an answer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from questions import actions
from questions.answering.access import add_done_message, render_desk, require_staff
from questions.answering.letters.forms import TagForm
from questions.forms import CleanForm, CleanModelForm, sent_data
from questions.models import Letter, Tag


class DeskTagForm(CleanModelForm):
    """A tag, whose address is nobody else's former one."""

    def clean_slug(self) -> str:
        """Refuse an address that still leads to another tag."""
        slug: str = self.cleaned_data["slug"]
        if actions.tags.is_another_tags(slug, self.instance):
            raise ValidationError(
                _("This address belonged to another tag and still leads there. Choose another.")
            )
        return slug


class MergeForm(CleanForm):
    """The tag that takes over another tag's questions and address."""

    into = forms.ModelChoiceField(label=gettext_lazy("Merge into"), queryset=Tag.objects.all())

    def __init__(self, *args: Any, tag: Tag) -> None:
        super().__init__(*args)
        others = Tag.objects.exclude(pk=tag.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


@require_staff("questions.change_tag", "questions.delete_tag")
@require_http_methods(["GET", "HEAD", "POST"])
def merge_tag(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what merging means; then do it."""
    tag = get_object_or_404(Tag, pk=pk)
    form = MergeForm(sent_data(request), tag=tag)
    if form.is_valid():
        into = form.cleaned_data["into"]
        moved = actions.tags.merge_tags(tag, into)
        said = _(
            "%(questions)d answers were moved to “%(tag)s”, and the former address leads there."
        )
        messages.success(request, said % {"questions": moved, "tag": into.name})
        return redirect("admin:questions_tag_change", into.pk)
    context = {"form": form, "tag": tag, "opts": Tag._meta, "title": _("Merge a tag")}
    context["questions"] = tag.questions.count()
    return render_desk(request, "admin/questions/tag/merge.html", context)


@require_staff("questions.view_letter", "questions.change_letter")
@require_http_methods(["GET", "HEAD", "POST"])
def tag_letters(request: HttpRequest) -> HttpResponse:
    """Tick tags, and put them on the letters or take them off."""
    form = TagForm(sent_data(request), initial={"letter": request.GET.getlist("letter")})
    if not form.is_valid():
        title = _("Tags for the answers to come")
        context = {"form": form, "title": title, "opts": Letter._meta}
        return render_desk(request, "admin/questions/letter/tag.html", context)
    letters = list(form.cleaned_data["letter"])
    change = actions.inbox.remove_tags if "_off" in request.POST else actions.inbox.add_tags
    change(letters, form.cleaned_data["tags"])
    if "_off" in request.POST:
        words = ngettext("Untagged %(n)d letter.", "Untagged %(n)d letters.", len(letters))
    else:
        words = ngettext("Tagged %(n)d letter.", "Tagged %(n)d letters.", len(letters))
    add_done_message(request, words % {"n": len(letters)})
    return redirect("admin:questions_letter_changelist")
