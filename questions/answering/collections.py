"""Collections at the desk: writing one, and the step that lets readers see it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from markdownx.admin import MarkdownxModelAdmin

from questions import actions
from questions.answering.access import StaffRequest, render_desk, require_staff
from questions.answering.answers.question_field import QuestionField
from questions.answering.plain_admin import PlainAdmin, warn_of_links
from questions.forms import CleanForm, CleanModelForm, sent_data
from questions.models import Collection, CollectionPart, Column, Question
from questions.models.collections import MOST_PARTS

EMPTY_ROWS = 3
LAST_PLACE = 32_767  # that a column of the database holds


class CollectionForm(CleanModelForm):
    """A collection, whose address is nobody else's."""

    def clean_slug(self) -> str:
        """Refuse an address that leads to another collection."""
        slug: str = self.cleaned_data["slug"]
        if slug and actions.collections.is_another_collections(slug, self.instance):
            raise ValidationError(
                _("This address belongs to another collection, or did once. Choose another.")
            )
        return slug


class PartForm(CleanModelForm):
    """One letter of a collection, named by its address, a link to it or its headline."""

    words = forms.CharField(
        label=gettext_lazy("Your words before it"),
        help_text=gettext_lazy("Markdown. They’re shown only while the letter is public."),
        max_length=CollectionPart.WORDS_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 40}),
    )
    position = forms.IntegerField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("Lower numbers come first. Leave it empty to put it at the end."),
        min_value=1,
        max_value=LAST_PLACE,
        required=False,
    )
    question = QuestionField(
        Question.objects.all(),
        label=gettext_lazy("Letter"),
        help_text=gettext_lazy("Its address or headline. Leave it empty for words alone."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if question := self.instance.question:
            # What was never public has no address but the desk's.
            page = reverse("admin:questions_question_change", args=[question.pk])
            self.initial["question"] = question if question.slug else page


class PartInline(admin.StackedInline):
    """The letters of a collection in their order."""

    form = PartForm
    model = CollectionPart
    fields = ("position", "words", "question")
    max_num = MOST_PARTS

    extra = EMPTY_ROWS  # which need no script

    def get_queryset(self, request: HttpRequest) -> QuerySet[CollectionPart]:
        """The letters with their headlines."""
        return super().get_queryset(request).select_related("question")


@admin.register(Collection)
class CollectionAdmin(PlainAdmin, MarkdownxModelAdmin):
    """Letters in an order of one's own, with words between them."""

    form = CollectionForm
    markdown_fields = ("introduction",)
    inlines = (PartInline,)
    list_display = ("headline", "slug", "display_state")
    search_fields = ("headline",)
    change_form_template = "admin/questions/collection/collection.html"

    def has_change_permission(self, request: HttpRequest, obj: Collection | None = None) -> bool:
        """Readers see each change of a public one, so it takes the right to publish."""
        may_change = super().has_change_permission(request, obj)
        may_publish = request.user.has_perm(actions.permissions.PUBLISH)
        return may_change and (obj is None or not obj.is_public or may_publish)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """None: a collection is deleted on its page."""
        return {}

    @admin.display(description=gettext_lazy("State"))
    def display_state(self, collection: Collection) -> str:
        """Whether readers can see it, and where."""
        if collection.pk == Column.get_current().start_here_id:
            return _("Public, as “Start here”")
        return _("Public") if collection.is_public else _("Draft")

    def save_model(self, request: Any, obj: Collection, form: Any, change: bool) -> None:
        """Save by the verb, which keeps former addresses."""
        actions.collections.update_collection(obj, by=request.user)

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:
        """Save the letters by the verb."""
        parts = formset.save(commit=False)
        for part in parts:
            warn_of_links(request, part.words)
        actions.collections.update_parts(
            form.instance, parts, removed=formset.deleted_objects, by=request.user
        )

    def delete_model(self, request: Any, obj: Collection) -> None:
        """Delete by the verb, so that every page lets go of it."""
        actions.collections.delete_collection(obj, by=request.user)

    def response_change(self, request: HttpRequest, obj: Collection) -> HttpResponse:
        """Where each button leads after saving."""
        return self.redirect_after_saving(request, obj) or super().response_change(request, obj)

    def response_add(
        self, request: HttpRequest, obj: Collection, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The same for a new one."""
        following = self.redirect_after_saving(request, obj)
        return following or super().response_add(request, obj, post_url_continue)

    def redirect_after_saving(
        self, request: HttpRequest, obj: Collection
    ) -> HttpResponseRedirect | None:
        """The page of a button of our own, if one was pressed."""
        for button, name in (("_look", "collection-page"), ("_publish", "collection-publish")):
            if button in request.POST:
                return HttpResponseRedirect(reverse(name, args=[obj.pk]))
        return None


@require_staff("questions.view_collection")
@require_safe
def show_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What a collection will look like to readers, for the desk alone."""
    collection = get_object_or_404(Collection, pk=pk)
    context = {"collection": collection, "parts": collection.list_public_parts()}
    return render(request, "reading/collection.html", context | {"is_draft": True})


class PublishCollectionForm(CleanForm):
    """Where readers find a collection."""

    DRAFT, PUBLIC, START = "draft", "public", "start"

    place = forms.ChoiceField(
        label=gettext_lazy("Who can see it"),
        widget=forms.RadioSelect,
        choices=[
            (DRAFT, gettext_lazy("Only the desk: it’s a draft")),
            (PUBLIC, gettext_lazy("Everyone: it’s listed under Collections")),
            (START, gettext_lazy("Everyone, as “Start here” at the top of every page")),
        ],
    )


@require_staff("questions.view_collection", actions.permissions.PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def publish_collection(request: StaffRequest, pk: int) -> HttpResponse:
    """Say who can see a collection; then change it."""
    collection = get_object_or_404(Collection, pk=pk)
    form = PublishCollectionForm(sent_data(request), initial={"place": place_of(collection)})
    if form.is_valid():
        return publish_from_form(request, collection, form.cleaned_data["place"])
    others = Collection.objects.exclude(pk=collection.pk)
    context = {
        "form": form,
        "collection": collection,
        "other_start": others.filter(start_of__isnull=False).first(),
        "opts": Collection._meta,
        "title": _("Who can see “%(headline)s”") % {"headline": collection.headline},
    }
    return render_desk(request, "admin/questions/collection/publish.html", context)


def place_of(collection: Collection) -> str:
    """Where readers find a collection now, as the form says it."""
    if not collection.is_public:
        return PublishCollectionForm.DRAFT
    is_start = Column.objects.filter(start_here=collection).exists()
    return PublishCollectionForm.START if is_start else PublishCollectionForm.PUBLIC


def publish_from_form(request: StaffRequest, collection: Collection, place: str) -> HttpResponse:
    """Change who can see a collection, and say what happened, or what stands against it."""
    if place == PublishCollectionForm.DRAFT:
        actions.collections.unpublish(collection, by=request.user)
        messages.success(request, _("Only the desk can see the collection now."))
        return redirect("admin:questions_collection_change", collection.pk)
    is_start = place == PublishCollectionForm.START
    try:
        actions.collections.publish(collection, is_start=is_start, by=request.user)
        messages.success(request, _("Readers can see the collection now."))
    except actions.collections.NotPublishable as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:questions_collection_change", collection.pk)
