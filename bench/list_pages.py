"""Pages of the column and of tags, at any depth: what `bench.search` measures beside search."""

from collections.abc import Callable
from typing import Any

RARE = 10_000  # one question in so many has the rare tag


def list_runs() -> dict[str, Callable[[int], Any]]:
    """What is measured, each called with the number of the repetition."""
    from django.test import RequestFactory

    from questions.models import Question
    from questions.reading.pagination import get_page, make_cursor
    from questions.reading.views import tag_condition

    middle = Question.objects.order_by("pk")[Question.objects.count() // 2]
    oldest = Question.objects.order_by("pk")[1]

    def make_page(after: Question | None = None, tag: str = "") -> Callable[[int], Any]:
        request = RequestFactory().get("/", {"before": make_cursor(after)} if after else {})
        if tag:
            return lambda turn: get_page(request, tag_condition(tag), by="places__").questions
        return lambda turn: get_page(request).questions

    return {
        "first page of all questions": make_page(),
        "page in the middle of all questions": make_page(middle),
        "last page of all questions": make_page(oldest),
        "first page of a common tag": make_page(tag="tag-1"),
        "page in the middle of a common tag": make_page(middle, tag="tag-1"),
        "first page of a rare tag": make_page(tag="rare"),
        "page in the middle of a rare tag": make_page(middle, tag="rare"),
    }
