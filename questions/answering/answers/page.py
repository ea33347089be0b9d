"""The answer page, in Django's admin: the letter, the editor, the page as readers will see it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from markdownx.admin import MarkdownxModelAdmin

from questions import actions
from questions.actions.history import open_question
from questions.answering.access import redirect_to_answer, require_staff
from questions.answering.answers.answer_list import (
    AnswerList,
    StateFilter,
    TagFilter,
    find_drafts,
    has_words,
    listed_headline,
)
from questions.answering.answers.autosave import editor_context
from questions.answering.answers.forms import QuestionForm
from questions.answering.letters.messages import messages_context
from questions.answering.letters.views import readable_letters
from questions.answering.plain_admin import PlainAdmin
from questions.models import Passage, Question, Revision, Tag
from questions.text.normalisation import fold_text

BUTTON_PAGES = {
    "_look": "question-page",
    "_publish": "question-publish",
    "_send": "question-send",
    "_ask": "question-ask-approval",
}


@admin.register(Question)
class QuestionAdmin(PlainAdmin, MarkdownxModelAdmin):
    """Where the columnist writes."""

    form = QuestionForm
    can_add = False  # an answer starts from its letter
    can_delete = False  # it is taken down: its address was promised
    list_display = ("display_headline", "display_state", "display_published", "display_changed")
    list_display_links = ("display_headline",)
    list_filter = (StateFilter, TagFilter)
    search_fields = ("headline", "slug")
    ordering = ("-changed_at",)
    actions = None
    change_form_template = "admin/questions/question/answer.html"
    change_list_template = "admin/questions/question/question_list.html"
    fieldsets = (
        (None, {"fields": ("headline", "base_revision")}),
        (None, {"fields": ("answer",)}),
        (gettext_lazy("Tags"), {"fields": ("tags", "new_tags")}),
        (
            gettext_lazy("The letter, as readers see it"),
            {"fields": ("letter_text", "sign_off"), "classes": ("public-letter",)},
        ),
        (
            gettext_lazy("Content notes, pull quote and address"),
            {"fields": ("content_notes", "care", "pull_quote", "update_of", "slug")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        """All questions but the empty addresses that erasures leave."""
        kept = Exists(Revision.objects.filter(question=OuterRef("pk")))
        shown = super().get_queryset(request).filter(~Q(state=Question.State.WITHDRAWN) | kept)
        return shown.annotate(was_sent=Exists(actions.private_answers.sent_versions()))

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Question | None:
        """The question with the text that is being written; the verbs save it, never the admin."""
        question = super().get_object(request, object_id, from_field)
        return open_question(question) if question else None

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        """The list with the headlines of drafts."""
        return AnswerList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Question], search_term: str
    ) -> tuple[QuerySet[Question], bool]:
        """Public answers by the database, and the newest drafts by opening them."""
        found, has_duplicates = super().get_search_results(request, queryset, search_term)
        words = fold_text(search_term).split()
        drafts = find_drafts(queryset, lambda text: has_words(text, words)) if words else []
        return (found | queryset.filter(pk__in=drafts)) if drafts else found, has_duplicates

    def log_change(self, request: Any, obj: Any, message: Any) -> Any:
        """Nothing: the history says who did what, and Django's log would keep headlines."""

    @admin.display(description=gettext_lazy("Headline"))
    def display_headline(self, question: Question) -> str:
        """The headline as it is being written, or that there is none yet."""
        return listed_headline(question)

    @admin.display(description=gettext_lazy("State"), ordering="state")
    def display_state(self, question: Question) -> str:
        """The state, with scheduled and over told apart from public."""
        if question.is_scheduled:
            return _("Scheduled")
        if question.state == Question.State.DRAFT and question.was_sent:  # type: ignore[attr-defined]
            return _("Sent privately")
        return _("No longer public") if question.has_expired else question.get_state_display()

    @admin.display(description=gettext_lazy("Published"), ordering="publish_at")
    def display_published(self, question: Question) -> str | None:
        """When it was or will be published."""
        return format_moment(question.publish_at)

    @admin.display(description=gettext_lazy("Changed"), ordering="changed_at")
    def display_changed(self, question: Question) -> str | None:
        """When somebody last changed it."""
        return format_moment(question.changed_at)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A question that readers know offers to note what was corrected."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not (obj.correction or obj.state == Question.State.PUBLISHED):
            return fieldsets
        note = (_("Note the correction publicly"), {"fields": ("correction",)})
        return [*fieldsets[:2], note, *fieldsets[2:]]  # beside the answer that is corrected

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, told who writes."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.writer = request.user
        return form

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
            "came": [
                (letter, messages_context(letter, request.GET.get("reply", "")))
                for letter in letters
            ],
            "unreadable": unreadable,
            "may_publish": request.user.has_perm("questions.publish_question"),
            "pending": actions.history.has_pending_changes(Question.objects.get(pk=question.pk)),
            "may_send": may_send_privately(request, question),
            "may_be_public": actions.questions.has_consent(question),
            "sent_on": actions.private_answers.find_sent_moment(question),
            "passages": Passage.objects.only("name", "topic"),
            "tag_names": dict(Tag.objects.values_list("pk", "name")),
        }

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Save by the verb, sealed: what readers see is changed on the page that publishes."""
        text = form.to_question_text()
        text = replace(text, tags=(*text.tags, *create_tags(request, form)))
        actions.questions.update(Question.objects.get(pk=obj.pk), text, by=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: the verb has set the tags."""

    def response_change(self, request: HttpRequest, obj: Question) -> HttpResponse:
        """Where each button of the answer page leads after saving."""
        obj = open_question(obj)
        for button, name in BUTTON_PAGES.items():
            if button in request.POST:
                return redirect(name, obj.pk)
        if obj.state == Question.State.PUBLISHED:
            messages.success(request, save_success_message(obj))
            return redirect_to_answer(obj)
        return super().response_change(request, obj)


def format_moment(moment: datetime | None) -> str | None:
    """A day and a time in the column's time zone, such as “26 November 2026, 20:43”."""
    return date_format(timezone.localtime(moment), "j F Y, H:i") if moment else None


def may_send_privately(request: HttpRequest, question: Question) -> bool:
    """Whether there is somebody to send the answer to alone, and they may write to them."""
    is_out = question.state == Question.State.PUBLISHED
    may_write = request.user.has_perms(("questions.view_letter", actions.permissions.WRITE))
    return may_write and not is_out and bool(actions.private_answers.letters_to_send_to(question))


def create_tags(request: HttpRequest, form: forms.ModelForm) -> list[int]:
    """The keys of the tags that were named in the form, made where there is none of the name."""
    names = form.cleaned_data["new_tags"] if request.user.has_perm("questions.add_tag") else []
    return [actions.tags.create_tag(name).pk for name in names]


def save_success_message(question: Question) -> str:
    """What saving a published or scheduled question did, in a sentence."""
    if question.is_scheduled:
        return _("Your changes are saved. They aren’t in the scheduled version yet.")
    return _("Your changes are saved. Readers can’t see them until you publish the changes.")


@require_staff("questions.change_question")
@require_safe
def show_draft_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What a question will look like to readers, for the desk alone."""
    question = open_question(get_object_or_404(Question, pk=pk))
    context = {"question": question, "earlier": question.update_of, "is_draft": True}
    return render(request, "reading/question.html", context)
