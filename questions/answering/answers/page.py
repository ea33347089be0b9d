"""The answer page, in Django's admin: the letter, the editor, the page as readers will see it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdownx.admin import MarkdownxModelAdmin

from questions import actions
from questions.answering.answers.autosave import editor_context
from questions.answering.answers.forms import QuestionForm
from questions.answering.letters.messages import messages_context
from questions.answering.letters.views import readable_letters
from questions.models import Passage, PendingRevision, Question, Tag


@admin.register(Question)
class QuestionAdmin(MarkdownxModelAdmin):
    """Where John writes."""

    form = QuestionForm
    list_display = ("display_headline", "display_state", "publish_at", "changed_at")
    list_display_links = ("display_headline",)
    list_filter = ("state", "tags")
    search_fields = ("headline", "slug")
    ordering = ("-changed_at",)
    actions = None
    change_form_template = "admin/questions/question/answer.html"
    change_list_template = "admin/questions/question/question_list.html"
    fieldsets = (
        (None, {"fields": ("headline", "began")}),
        (None, {"fields": ("answer",)}),
        (
            gettext_lazy("The letter, as readers see it"),
            {"fields": ("letter_text", "sign_off"), "classes": ("public-letter",)},
        ),
        (
            gettext_lazy("Where it belongs"),
            {"fields": ("tags", "content_notes", "care", "update_of", "slug")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        """All questions but the empty addresses that erasures leave."""
        return super().get_queryset(request).exclude(state=Question.State.WITHDRAWN, headline="")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An answer starts from its letter."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        """A question is taken down, not deleted: its address was promised."""
        return False

    @admin.display(description=gettext_lazy("Headline"), ordering="headline")
    def display_headline(self, question: Question) -> str:
        """The headline, or that there is none yet."""
        return str(question)

    @admin.display(description=gettext_lazy("State"), ordering="state")
    def display_state(self, question: Question) -> str:
        """The state, with scheduled and over told apart from public."""
        if question.is_scheduled:
            return _("Scheduled")
        return _("No longer public") if question.has_expired else question.get_state_display()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A question that readers know offers to note what was corrected."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not (obj.correction or obj.state == Question.State.PUBLISHED):
            return fieldsets
        return [*fieldsets, (_("Note the correction publicly"), {"fields": ("correction",)})]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The form, told whether what it saves is public at once."""
        form = super().get_form(request, obj, **kwargs)
        form.is_public_on_save = obj is not None and self.is_public_on_save(request, obj)
        return form

    def is_public_on_save(self, request: HttpRequest, question: Question) -> bool:
        """Whether this save changes what readers see: a published question, by who may publish."""
        may_publish = request.user.has_perm("questions.publish_question")
        is_published = question.state == Question.State.PUBLISHED
        return is_published and may_publish and "_keep" not in request.POST

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The answer page, with the letters as they came for those who may read them."""
        question = self.get_object(request, object_id)
        context = self.answer_page_context(request, question) if question else {}
        return super().change_view(request, object_id, form_url, context)

    def answer_page_context(self, request: HttpRequest, question: Question) -> dict[str, Any]:
        """What stands around the form."""
        letters, unreadable = readable_letters(request, question)
        return editor_context(request, question) | {
            "letters": letters,
            "came": [(letter, messages_context(letter)) for letter in letters],
            "unreadable": unreadable,
            "may_publish": request.user.has_perm("questions.publish_question"),
            "pending": PendingRevision.objects.filter(question=question).first(),
            "passages": Passage.objects.only("name", "topic"),
            "tag_names": dict(Tag.objects.values_list("pk", "name")),
        }

    def save_model(
        self, request: HttpRequest, obj: Question, form: forms.ModelForm, change: bool
    ) -> None:
        """Save by the verb, which does all that follows."""
        held = Question.objects.get(pk=obj.pk)
        if held.state == Question.State.PUBLISHED and not self.is_public_on_save(request, held):
            written = form.to_question_text()  # type: ignore[attr-defined]
            actions.revisions.save_draft(held, written, revision=held.revision, by=request.user)
        else:
            actions.questions.update(obj, form.cleaned_data["tags"], by=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: the verb has set the tags."""

    def response_change(self, request: HttpRequest, obj: Question) -> HttpResponse:
        """Where each button of the answer page leads after saving."""
        obj.refresh_from_db()
        if "_look" in request.POST:
            return HttpResponseRedirect(obj.get_absolute_url())
        if "_publish" in request.POST:
            return HttpResponseRedirect(reverse("question-publish", args=[obj.pk]))
        if "_ask" in request.POST:
            return HttpResponseRedirect(reverse("question-ask-approval", args=[obj.pk]))
        if obj.state == Question.State.PUBLISHED:
            messages.success(
                request, save_success_message(obj, self.is_public_on_save(request, obj))
            )
            return HttpResponseRedirect(reverse("admin:questions_question_change", args=[obj.pk]))
        return super().response_change(request, obj)


def save_success_message(question: Question, is_public: bool) -> str:
    """What saving a published question did, in a sentence."""
    if is_public and question.is_scheduled:
        moment = date_format(timezone.localtime(question.publish_at), "l, j F Y, H:i")
        return _("Saved. Like this it will be public on %(moment)s.") % {"moment": moment}
    if is_public:
        return _("The changes are public now.")
    return _("The changes are kept. Readers see the question as it was.")
