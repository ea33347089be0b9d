"""The desk's list of answers: drafts are sealed, so theirs is opened to show and to search it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questions.models import Question, QuestionText, Revision, Tag
from questions.models.questions import published_now
from questions.text.normalisation import fold_text
from questions.text.numbers import read_number

SEARCHED_AT_MOST = 500  # drafts, the newest


class AnswerList(ChangeList):
    """The list with the text of each of its answers, in one query for all of them."""

    def get_results(self, request: HttpRequest) -> None:
        """Open the page's answers; it has a hundred at most."""
        super().get_results(request)
        questions = list(self.result_list)
        texts = open_texts(questions)
        for question in questions:
            question.listed_text = texts.get(question.pk)
        self.result_list = questions


def open_texts(questions: list[Question]) -> dict[int, QuestionText]:
    """The texts that are being written, by question; those that no key opens are left out."""
    revisions = Revision.objects.current_ones().filter(question__in=questions)
    return {one.question_id: one.question_text for one in revisions if one.is_readable}


def listed_headline(question: Question) -> str:
    """The headline as the list shows it."""
    text: QuestionText | None = question.listed_text  # type: ignore[attr-defined]
    if text is None:
        return question.headline or _("An answer that cannot be opened with the present keys")
    return text.headline or str(Question())


def find_drafts(
    queryset: QuerySet[Question], is_meant: Callable[[QuestionText], bool]
) -> list[int]:
    """The keys of the newest answers whose text, as it is being written, is meant.

    Args:
        queryset: where to look; its public answers are looked at too, for their changes.
        is_meant: whether a text is one of those that are looked for.
    """
    newest = queryset.order_by("-changed_at").only("pk")[:SEARCHED_AT_MOST]
    texts = open_texts(list(newest))
    return [key for key, text in texts.items() if is_meant(text)]


def has_words(text: QuestionText, words: list[str]) -> bool:
    """Whether all the words stand in headline or address."""
    searched = fold_text(f"{text.headline} {text.slug}")
    return all(word in searched for word in words)


class StateFilter(admin.SimpleListFilter):
    """Answers by what readers see of them now, which the stored state alone does not say."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The states as the list calls them."""
        return [
            ("draft", gettext_lazy("Draft")),
            ("scheduled", gettext_lazy("Scheduled")),
            ("published", gettext_lazy("Published")),
            ("expired", gettext_lazy("No longer public")),
            ("withdrawn", gettext_lazy("Withdrawn")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        """The answers in the chosen state."""
        now, state = timezone.now(), Question.State
        chosen = {
            "draft": Q(state=state.DRAFT),
            "scheduled": Q(state=state.PUBLISHED, publish_at__gt=now),
            "published": published_now(now=now),
            "expired": Q(state=state.PUBLISHED, unpublish_at__lte=now),
            "withdrawn": Q(state=state.WITHDRAWN),
        }
        return queryset.filter(chosen.get(self.value() or "", Q()))


class TagFilter(admin.SimpleListFilter):
    """Answers by tag; a draft's tags are sealed with its text."""

    title = gettext_lazy("tag")
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All tags."""
        return [(str(key), name) for key, name in Tag.objects.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        """Public answers by their rows, the newest drafts by opening them."""
        tag = read_number(self.value())
        if tag is None:
            return queryset
        drafts = find_drafts(
            queryset.exclude(state=Question.State.PUBLISHED), lambda text: tag in text.tags
        )
        public = Question.tags.through.objects.filter(tag_id=tag).values("question_id")
        return queryset.filter(Q(pk__in=public) | Q(pk__in=drafts))
