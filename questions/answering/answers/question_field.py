"""A field for a question: its address, a link to it, or its headline, whichever is at hand."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from questions.answering.answers.answer_list import find_drafts
from questions.models import Question
from questions.text.normalisation import fold_text

SUGGESTIONS = 300
NAMED_AT_MOST = 4
SLUG = re.compile(r"(?:/?questions/)?([\w-]+)/?")
PAGE = re.compile(r"/questions/([\w-]+)/?")
ADMIN_PATH = re.compile(r"/admin/questions/question/(\d{1,9})/.*")


class QuestionPicker(forms.TextInput):
    """A text field that suggests the newest questions; no script is needed."""

    template_name = "admin/questions/question_picker.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The field, with the questions to suggest."""
        context = super().get_context(name, value, attrs)
        suggested = Question.objects.published().only("slug", "headline", "publish_at")
        list_id = f"{context['widget']['attrs']['id']}_questions"
        context["widget"]["attrs"]["list"] = list_id
        return context | {"list_id": list_id, "questions": suggested[:SUGGESTIONS]}


class QuestionField(forms.ModelChoiceField):
    """One of the questions of a queryset, however it is named."""

    default_error_messages = {
        "elsewhere": _("This link leads to another site, not to one of this column’s answers."),
        "none": _("No answer has this address or headline. What you typed is still here."),
        "several": _("Several answers have these words: %(questions)s. Take the address of one."),
    }

    def __init__(self, queryset: QuerySet[Question], **options: Any) -> None:
        options = {"widget": QuestionPicker(attrs={"class": "vTextField"})} | options
        super().__init__(queryset, to_field_name="slug", **options)

    def to_python(self, value: Any) -> Question | None:
        """The question that is meant."""
        if value in self.empty_values or not str(value).strip():
            return None
        typed = str(value).strip()
        found = list(self.find_by_text(typed)[: NAMED_AT_MOST + 1])
        if not found:
            raise ValidationError(self.error_messages["none"], code="none")
        if len(found) > 1:
            named = "; ".join(str(question) for question in found[:NAMED_AT_MOST])
            raise ValidationError(
                self.error_messages["several"], code="several", params={"questions": named}
            )
        return found[0]

    def find_by_text(self, typed: str) -> QuerySet[Question]:
        """The questions that a text may mean: by a link, an address, a headline, words of one."""
        questions: QuerySet[Question] = self.queryset.order_by("pk")  # type: ignore[union-attr]
        if typed.startswith(("http://", "https://", "/")):
            return questions.filter(self.link_condition(typed)).distinct()
        folded = fold_text(typed)
        looks = [
            self.headline_condition(lambda words: words == folded),
            self.headline_condition(lambda words: folded in words),
        ]
        if match := SLUG.fullmatch(typed):
            looks.insert(0, slug_condition(match[1]))
        tried = [questions.filter(look).distinct() for look in looks]
        return next((found for found in tried if found.exists()), questions.none())

    def headline_condition(self, is_meant: Callable[[str], bool]) -> Q:
        """Those with a headline that is meant; drafts are sealed, so the newest are opened.

        No database folds apostrophes and dashes, nor SQLite capitals outside of ASCII.
        """
        questions: Any = self.queryset
        drafts = questions.filter(headline="")
        found = find_drafts(drafts, lambda text: is_meant(fold_text(text.headline)))
        public = questions.exclude(headline="").values_list("pk", "headline")
        return Q(pk__in=[*found, *(key for key, words in public if is_meant(fold_text(words)))])

    def link_condition(self, link: str) -> Q:
        """The question to which a link leads, also a link of the desk."""
        try:
            parts = urlsplit(link)
        except ValueError:
            return Q(pk=None)
        if parts.netloc not in ("", urlsplit(settings.SITE_URL).netloc):
            raise ValidationError(self.error_messages["elsewhere"], code="elsewhere")
        path = parts.path
        if match := ADMIN_PATH.fullmatch(path):
            return Q(pk=match[1])
        return slug_condition(match[1]) if (match := PAGE.fullmatch(path)) else Q(pk=None)


def slug_condition(slug: str) -> Q:
    """The question that has, or once had, an address."""
    return Q(slug=slug) | Q(former_slugs__slug=slug)
