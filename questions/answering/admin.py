"""The inbox, the answer page and the rest of the desk, in Django's admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from markdownx.admin import MarkdownxModelAdmin

from questions import lifecycle
from questions.answering import books, resources  # noqa: F401 (they register themselves)
from questions.answering.correspondence import dialogue_context
from questions.answering.forms import QuestionForm
from questions.crypto import Unreadable
from questions.models import Column, Letter, Passage, Question, Tag
from questions.models.letters import LetterQuerySet


class StateFilter(admin.SimpleListFilter):
    """The inbox by state; what waits comes first."""

    title = _("state")
    parameter_name = "state"
    ALL = "all"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Each state, and all letters."""
        return [*Letter.State.choices, (self.ALL, _("All letters"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        """The letters of the chosen state; those that wait when none was chosen."""
        if self.value() is None:
            return queryset.filter(state__in=Letter.WAITING)
        return queryset if self.value() == self.ALL else queryset.filter(state=self.value())

    def choices(self, changelist: Any) -> Any:
        """The same with "Waiting" in the place of Django's "All"."""
        first, *rest = super().choices(changelist)
        return [first | {"display": _("Waiting")}, *rest]


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin):
    """The inbox. A letter is read here and answered; nobody changes it."""

    list_display = ("beginning", "waited", "consent", "reachable", "state")
    list_filter = (StateFilter,)
    ordering = ("received_on", "pk")
    list_per_page = 50
    actions = None
    change_form_template = "admin/questions/letter/letter.html"

    def get_queryset(self, request: HttpRequest) -> LetterQuerySet:
        """Letters with the pairs that answer them."""
        return Letter.objects.select_related("question")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Letters come in at the other door."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        """A letter stays as it came."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        """What is erased is erased by its verb, not by the admin."""
        return False

    @admin.display(description=_("Letter"))
    def beginning(self, letter: Letter) -> str:
        """Its first words."""
        return letter.first_line

    @admin.display(description=_("Days"), ordering="-received_on")
    def waited(self, letter: Letter) -> int:
        """How many days ago it came."""
        return letter.days_waiting

    @admin.display(description=_("May be published"), boolean=True)
    def consent(self, letter: Letter) -> bool:
        """Whether its writer agreed."""
        return letter.may_be_published

    @admin.display(description=_("Can be told"), boolean=True)
    def reachable(self, letter: Letter) -> bool:
        """Whether there is an address to tell them at."""
        try:
            return bool(letter.contact)
        except Unreadable:
            return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The letter, set as a letter, with what can be done about it."""
        letter = self.get_object(request, object_id)
        context = {"title": _("A letter"), "letter": letter, "is_readable": is_readable(letter)}
        if letter and context["is_readable"]:
            context |= dialogue_context(letter)
        return super().change_view(request, object_id, form_url, context)


def is_readable(letter: Letter | None) -> bool:
    """Whether the present keys open the letter."""
    try:
        return letter is not None and letter.text is not None
    except Unreadable:
        return False


@admin.register(Question)
class QuestionAdmin(MarkdownxModelAdmin):
    """Where John writes: the letter beside the answer."""

    form = QuestionForm
    list_display = ("headline_or_not", "standing", "publish_at", "changed_at")
    list_display_links = ("headline_or_not",)
    list_filter = ("state", "tags")
    search_fields = ("headline", "slug")
    ordering = ("-changed_at",)
    change_form_template = "admin/questions/question/answer.html"
    fieldsets = (
        (None, {"fields": ("headline", "answer", "tags")}),
        (_("The letter, as readers see it"), {"fields": ("letter_text", "sign_off")}),
        (_("Details"), {"fields": ("content_notes", "update_of", "slug")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An answer starts from its letter."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        """A pair is taken down, not deleted: its address was promised."""
        return False

    @admin.display(description=_("Headline"), ordering="headline")
    def headline_or_not(self, question: Question) -> str:
        """The headline, or that there is none yet."""
        return str(question)

    @admin.display(description=_("State"))
    def standing(self, question: Question) -> str:
        """The state, with scheduled told apart from public."""
        return str(_("Scheduled")) if question.is_scheduled else question.get_state_display()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The answer page, with the letters as they came for those who may read them."""
        question = self.get_object(request, object_id)
        may_read = question is not None and request.user.has_perm("questions.view_letter")
        letters = list(question.letters.all()) if question and may_read else []
        shown = [letter for letter in letters if is_readable(letter)]
        context: dict[str, Any] = {"letters": shown, "unreadable": len(letters) - len(shown)}
        context["may_publish"] = request.user.has_perm("questions.publish_question")
        return super().change_view(request, object_id, form_url, context)

    def save_model(
        self, request: HttpRequest, obj: Question, form: forms.ModelForm, change: bool
    ) -> None:
        """Save by the verb, which does all that follows."""
        lifecycle.correct(obj, form.cleaned_data["tags"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: the verb has set the tags."""

    def response_change(self, request: HttpRequest, obj: Question) -> HttpResponse:
        """Where each button of the answer page leads after saving."""
        if "_look" in request.POST:
            return HttpResponseRedirect(obj.get_absolute_url())
        if "_publish" in request.POST:
            return HttpResponseRedirect(reverse("question-publish", args=[obj.pk]))
        if "_ask" in request.POST:
            return HttpResponseRedirect(reverse("question-ask-approval", args=[obj.pk]))
        return super().response_change(request, obj)


@admin.register(Tag)
class TagAdmin(MarkdownxModelAdmin):
    """Tags, and what John says of them."""

    list_display = ("name", "slug")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        """Save by the verb, which keeps former addresses."""
        lifecycle.describe(obj)

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        """Delete by the verb, so that every page lets go of it."""
        lifecycle.drop(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        """Delete the chosen ones by the verb."""
        for tag in queryset:
            lifecycle.drop(tag)


@admin.register(Passage)
class PassageAdmin(MarkdownxModelAdmin):
    """Pieces of Markdown that John uses again."""

    list_display = ("name", "topic")
    list_filter = ("topic",)
    search_fields = ("name", "topic", "text")


@admin.register(Column)
class ColumnAdmin(MarkdownxModelAdmin):
    """The one row of settings."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one, and it is there from the beginning."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Column | None = None) -> bool:
        """It stays."""
        return False

    def save_model(self, request: HttpRequest, obj: Column, form: Any, change: bool) -> None:
        """Save by the verb, so that every page shows it."""
        lifecycle.set_up(obj)
