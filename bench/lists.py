"""Pages of the column and of tags, at any depth: what `bench.search` measures beside search."""

from collections.abc import Callable
from typing import Any

RARE = 10_000  # one question in so many has the rare tag


def runs() -> dict[str, Callable[[int], Any]]:
    """What is measured, each called with the number of the repetition."""
    from django.test import RequestFactory

    from questions.models import Question
    from questions.reading import views
    from questions.reading.pagination import make_cursor

    middle = Question.objects.order_by("pk")[Question.objects.count() // 2]
    oldest = Question.objects.order_by("pk")[1]

    def page(listing: Any, after: Question | None = None, **values: str) -> Callable[[int], Any]:
        query = {"before": make_cursor(after)} if after else {}
        return lambda turn: listing.get_page(RequestFactory().get("/", query), **values).questions

    return {
        "first page of all questions": page(views.COLUMN),
        "page in the middle of all questions": page(views.COLUMN, middle),
        "last page of all questions": page(views.COLUMN, oldest),
        "first page of a common tag": page(views.TAGGED, slug="tag-1"),
        "page in the middle of a common tag": page(views.TAGGED, middle, slug="tag-1"),
        "first page of a rare tag": page(views.TAGGED, slug="rare"),
        "page in the middle of a rare tag": page(views.TAGGED, middle, slug="rare"),
    }
