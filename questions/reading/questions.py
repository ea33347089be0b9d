"""A letter's page, its former addresses, and what is said where it was taken back."""

from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connections, router
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from questions import actions, social_cards
from questions.absolute_urls import absolute_url
from questions.models import Column, FormerSlug, Question, ReaderLetter, RelatedQuestion
from questions.models.questions import QuestionQuerySet
from questions.page_cache import cache_until_changed
from questions.reading import structured_data
from questions.text import rendering

RELATED_COUNT = 3
MOST_READER_LETTERS = 30
# An OR between the parts would look at every question, and to put them together from querysets
# costs as much as the rest of the page. `published` asks again whether each of them is public.
PUBLIC = "state = 'published' AND (unpublish_at IS NULL OR unpublish_at > %s)"
PAGE_KEYS = f"""
    WITH this AS (SELECT id, publish_at, update_of_id FROM questions_question WHERE slug = %s)
    SELECT id FROM this
    UNION SELECT update_of_id FROM this
    UNION SELECT id FROM questions_question WHERE update_of_id = (SELECT id FROM this)
    UNION SELECT other_id FROM questions_likeness WHERE question_id = (SELECT id FROM this)
    UNION SELECT id FROM (
        SELECT id FROM questions_question
        WHERE {PUBLIC} AND publish_at < (SELECT publish_at FROM this)
        ORDER BY publish_at DESC, id DESC LIMIT 1) AS previous
    UNION SELECT id FROM (
        SELECT id FROM questions_question
        WHERE {PUBLIC} AND publish_at > (SELECT publish_at FROM this) AND publish_at <= %s
        ORDER BY publish_at, id LIMIT 1) AS next
"""  # noqa: S608 nothing of a request is in it


@require_safe
@cache_until_changed
def show_question(request: HttpRequest, slug: str) -> HttpResponse:
    """One question; a former address leads to it for good."""
    found = question_page_context(slug)
    if not found:
        return render_unpublished_slug(request, slug)
    question = found["question"]
    found |= question_metadata(question) | {
        "reader_letters": list_reader_letters(question),
        "invites_readers": question.takes_reader_letters and Column.get_current().readers_write,
    }
    return render(request, "reading/question.html", found)


def list_reader_letters(question: Any) -> list[ReaderLetter]:
    """What readers wrote about a question that `question_with_related` has found."""
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
    rows: list[Any] = list(question_with_related(slug))  # with `related_place`, unknown to mypy
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


def question_with_related(slug: str) -> QuestionQuerySet:
    """A published question and all that its page leads to, in one query."""
    now = timezone.now()
    place = RelatedQuestion.objects.filter(question__slug=slug, other=OuterRef("pk"))
    chosen = Question.objects.published(now).filter(pk__in=find_page_keys(slug, now))
    return chosen.annotate(
        related_place=Subquery(place.values("place")[:1]),
        has_reader_letters=Exists(ReaderLetter.objects.filter(question=OuterRef("pk"))),
    ).for_reading()


def find_page_keys(slug: str, now: datetime) -> RawSQL:
    """The keys of a question, of its updates, of those related to it, and of its neighbours."""
    connection = connections[router.db_for_read(Question)]
    moment = connection.ops.adapt_datetimefield_value(now)
    return RawSQL(PAGE_KEYS, (slug, moment, moment, moment))  # noqa: S611 a text of ours


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
