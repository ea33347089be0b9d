"""A letter's page, its former addresses, and what is said where it was taken back."""

from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from django.db import connections, router
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from questions import actions, social_cards
from questions.absolute_urls import absolute_url
from questions.compiled_query import CompiledQuery
from questions.models import Column, FormerSlug, Question, ReaderLetter, RelatedQuestion
from questions.models.questions import TAG_LIST, QuestionQuerySet
from questions.page_cache import cache_until_changed
from questions.reading import structured_data
from questions.text import rendering

RELATED_COUNT = 3
MOST_READER_LETTERS = 30


@require_safe
@cache_until_changed
def show_question(request: HttpRequest, slug: str) -> HttpResponse:
    """One question; a former address leads to it for good."""
    found = question_page_context(slug)
    if not found:
        return render_unpublished_slug(request, slug)
    found |= question_metadata(found["question"]) | reader_context(found["question"])
    return render(request, "reading/question.html", found)


def reader_context(question: Question) -> dict[str, object]:
    """What readers wrote about a letter, and whether they are asked to."""
    return {
        "reader_letters": list_reader_letters(question),
        "invites_readers": question.takes_reader_letters and Column.get_current().readers_write,
    }


def list_reader_letters(question: Any) -> list[ReaderLetter]:
    """What readers wrote about a question that `find_with_related` has found."""
    has_some = question.has_reader_letters
    return list(question.reader_letters.all()[:MOST_READER_LETTERS]) if has_some else []


def question_metadata(question: Question) -> dict[str, object]:
    """What others are told of a question: its card, and what it is in words for machines."""
    card = social_cards.card_path(question)
    return {
        "card": absolute_url(card) if card else "",
        "card_text": social_cards.card_text(question),
        "structured": rendering.render_json_ld(structured_data.build_article(question)),
    }


def question_page_context(slug: str) -> dict[str, Any] | None:
    """A published question, those before and after it, its updates and those related to it."""
    rows = find_with_related(slug)
    question = next((row for row in rows if row.slug == slug), None)
    if question is None:
        return None
    related = [row for row in rows if row.related_place is not None]
    moment, by_time = question.publish_at, attrgetter("publish_at")
    return {
        "question": question,
        "previous": max((r for r in rows if r.publish_at < moment), key=by_time, default=None),
        "next": min((r for r in rows if r.publish_at > moment), key=by_time, default=None),
        "updates": [row for row in reversed(rows) if row.update_of_id == question.pk],
        "earlier": next((row for row in rows if row.pk == question.update_of_id), None),
        "alike": sorted(related, key=attrgetter("related_place"))[:RELATED_COUNT],
    }


def find_with_related(slug: str) -> list[Any]:
    """A published question and all that its page leads to, each with `related_place` and tags."""
    connection = connections[router.db_for_read(Question)]
    statement = WITH_RELATED.with_values(connection, slug, timezone.now())
    return list(Question.objects.raw(*statement).prefetch_related(TAG_LIST))


def build_with_related(slug: str, now: datetime) -> QuestionQuerySet:
    """A published question and all that its page leads to, in one query."""
    related = RelatedQuestion.objects.filter(question__slug=slug)
    place = related.filter(other=OuterRef("pk")).values("place")[:1]
    # Small queries put together: an OR between them would look at every question.
    every = Question.objects.order_by()
    company = every.filter(slug=slug).values("pk")
    company = company.union(
        every.filter(slug=slug).values("update_of"),
        every.filter(update_of__slug=slug).values("pk"),
        related.order_by().values("other"),
        *(every.filter(pk=key).values("pk") for key in neighbour_keys(slug, now)),
    )
    chosen = Question.objects.published(now).filter(pk__in=company)
    readers = Exists(ReaderLetter.objects.filter(question=OuterRef("pk")))
    return chosen.annotate(related_place=Subquery(place), has_reader_letters=readers).for_reading()


def neighbour_keys(slug: str, now: datetime) -> list[Any]:
    """The keys of the questions that were published just before a question and just after it."""
    public = Question.objects.published(now)
    moment = Question.objects.order_by().filter(slug=slug).values("publish_at")[:1]
    before = public.filter(publish_at__lt=moment)
    after = public.filter(publish_at__gt=moment).order_by("publish_at", "pk")
    return [found.values("pk")[:1] for found in (before, after)]


# No question has the stand-in as its address: a slug has no such sign.
WITH_RELATED = CompiledQuery(build_with_related, "?", datetime(2000, 1, 1, tzinfo=UTC))


def render_unpublished_slug(request: HttpRequest, slug: str) -> HttpResponse:
    """A former address, a draft for those who may change it, or nothing at all."""
    former = FormerSlug.objects.filter(slug=slug, question__in=Question.objects.published()).first()
    if former:
        return redirect(former.question, permanent=True)
    if is_withdrawn_slug(slug):
        return render(request, "410.html", status=410)
    if not request.user.has_perm("questions.change_question"):
        raise Http404
    question = get_object_or_404(Question, slug=slug)
    response = redirect("question-page", question.pk)
    add_never_cache_headers(response)
    return response


def is_withdrawn_slug(slug: str) -> bool:
    """Whether a question at this address, or formerly at it, was taken back by its writer."""
    gone = Question.objects.filter(state=Question.State.WITHDRAWN)
    known = Q(slug__in=[slug, actions.slugs.erased_placeholder(slug)]) | Q(former_slugs__slug=slug)
    return gone.filter(known).exists()
