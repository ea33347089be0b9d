"""The reader's door: the column, its questions and its tags. No view here sets a cookie."""

from dataclasses import replace
from datetime import timedelta
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from questions import actions, social_cards
from questions.absolute_urls import absolute_url
from questions.inline_style import render_with_style
from questions.models import (
    Collection,
    Column,
    FormerSlug,
    FormerTagSlug,
    Question,
    ReaderLetter,
    RelatedQuestion,
    Rerun,
    Tag,
)
from questions.models.questions import QuestionQuerySet, published_now
from questions.page_cache import cache_until_changed
from questions.page_cache.decorators import PUBLIC
from questions.reading import structured_data
from questions.reading.former_addresses import has_former_query, respond_to_former_address
from questions.reading.pagination import Page, get_page

PICTURE_KINDS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
RELATED_COUNT = 3
MOST_READER_LETTERS = 30
PICTURE_SECONDS = 365 * 24 * 60 * 60  # a picture's name is never used for another one


def tag_condition(slug: str) -> Q:
    """What is under a tag, whose number is asked for first: no index is in order of a slug."""
    return Q(places__tag=Subquery(Tag.objects.filter(slug=slug).values("pk")[:1]))


def update_condition() -> Q:
    """What follows a question that is public too."""
    return Q(update_of__isnull=False) & published_now("update_of__")


@require_safe
@cache_until_changed
def show_column(request: HttpRequest) -> HttpResponse:
    """The column: the newest question leads, older ones follow."""
    if has_former_query(request) and (former := respond_to_former_address(request)):
        return former
    current = Rerun.objects.find_current().values("question")[:1]
    page = get_page(request, facts={"rerun_key": Subquery(current)})
    return render(request, "reading/column.html", {"page": put_rerun_first(page)})


def put_rerun_first(page: Page) -> Page:
    """The column's first page, with the letter that comes first again in front, if there is one."""
    key = getattr(page.questions[0], "rerun_key", None) if page.questions else None
    first = published_questions().filter(pk=key).for_lists().first() if key else None
    if first is None or not page.is_first:
        return page
    first.is_rerun = True
    others = [question for question in page.questions if question.pk != first.pk]
    return replace(page, questions=[first, *others])


@require_safe
@cache_until_changed
def show_question(request: HttpRequest, slug: str) -> HttpResponse:
    """One question; a former address leads to it for good."""
    found = question_page_context(slug)
    if not found:
        return render_unpublished_slug(request, slug)
    found |= question_metadata(found["question"]) | reader_context(found["question"])
    return render_with_style(request, "reading/question.html", found)


def reader_context(question: Question) -> dict[str, object]:
    """What readers wrote about a letter, and whether they are asked to."""
    return {
        "reader_letters": list_reader_letters(question),
        "invites_readers": question.takes_reader_letters and Column.get_current().readers_write,
    }


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
        "structured": structured_data.render_data_script(structured_data.build_article(question)),
    }


def published_questions() -> QuestionQuerySet:
    """What every page here starts from."""
    return Question.objects.published()


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
    related = RelatedQuestion.objects.filter(question__slug=slug)
    place = related.filter(other=OuterRef("pk")).values("place")[:1]
    # Small queries put together: an OR between them would look at every question.
    every = Question.objects.order_by()
    company = every.filter(slug=slug).values("pk")
    company = company.union(
        every.filter(slug=slug, update_of__isnull=False).values("update_of"),
        every.filter(update_of__slug=slug).values("pk"),
        related.order_by().values("other"),
        *(every.filter(pk=Subquery(key)).values("pk") for key in neighbour_keys(slug)),
    )
    chosen = published_questions().filter(pk__in=company)
    readers = Exists(ReaderLetter.objects.filter(question=OuterRef("pk")))
    found = chosen.annotate(related_place=Subquery(place), has_reader_letters=readers)
    return found.for_reading()


def neighbour_keys(slug: str) -> list[Any]:
    """The keys of the questions that were published just before a question and just after it."""
    public = published_questions().order_by()
    moment = public.filter(slug=slug).values("publish_at")[:1]
    before = public.filter(publish_at__lt=Subquery(moment)).order_by("-publish_at", "-pk")
    after = public.filter(publish_at__gt=Subquery(moment)).order_by("publish_at", "pk")
    return [found.values("pk")[:1] for found in (before, after)]


def render_unpublished_slug(request: HttpRequest, slug: str) -> HttpResponse:
    """A former address, a draft for those who may change it, or nothing at all."""
    former = FormerSlug.objects.filter(slug=slug, question__in=published_questions()).first()
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


@require_safe
@cache_until_changed
def list_tags(request: HttpRequest) -> HttpResponse:
    """All tags in use, with the number of their questions."""
    context = {"tags": Tag.objects.in_use(), "notes": Question.ContentNote.choices}
    return render(request, "reading/tags.html", context)


@require_safe
@cache_until_changed
def list_updates(request: HttpRequest) -> HttpResponse:
    """What happened next: questions whose asker wrote again, each with the one that it follows."""
    page = get_page(request, update_condition())
    earlier = (
        published_questions()
        .only("headline", "slug")
        .in_bulk([p.update_of_id for p in page.questions])
    )
    rows = [(question, earlier.get(question.update_of_id)) for question in page.questions]
    for question, found in rows:
        question.earlier = found
    return render(request, "reading/updates.html", {"page": page})


@require_safe
@cache_until_changed
def show_tag(request: HttpRequest, slug: str) -> HttpResponse:
    """One tag with its description and questions; a former address leads to it for good."""
    page = get_page(request, tag_condition(slug), by="places__")
    found = find_shared_tag(page.questions, slug) or Tag.objects.filter(slug=slug).first()
    if not found:
        return redirect(get_object_or_404(FormerTagSlug, slug=slug).tag, permanent=True)
    return render(request, "reading/tag.html", {"tag": found, "page": page})


def find_shared_tag(questions: list[Question], slug: str) -> Tag | None:
    """The tag that these questions share, without another query."""
    tags = questions[0].tag_list if questions else ()
    return next((tag for tag in tags if tag.slug == slug), None)


@require_safe
@cache_until_changed
def show_ways_to_follow(request: HttpRequest) -> HttpResponse:
    """How to hear of new letters: by email or with a feed reader, all of them or by topic."""
    context = {
        "tags": Tag.objects.in_use(),
        "collections": Collection.objects.published(),
        "feed_address": absolute_url(reverse("feed")),
        "json_feed_address": absolute_url(reverse("feed-json")),
    }
    return render(request, "reading/follow.html", context)


@require_safe
@cache_until_changed
def show_about(request: HttpRequest) -> HttpResponse:
    """About the columnist and how the column works."""
    data = structured_data.build_about()
    context = {"structured": structured_data.render_data_script(data)}
    return render(request, "reading/about.html", context)


@require_safe
@cache_until_changed
def show_privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, and what is not."""
    return render(request, "reading/privacy.html", {"days": settings.RETENTION_DAYS})


@require_safe
@cache_until_changed
def show_robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may look at (RFC 9309)."""
    context = {"sitemap": absolute_url(reverse("sitemap"))}
    return render(request, "reading/robots.txt", context, content_type="text/plain; charset=utf-8")


@require_safe
def serve_picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture that the columnist put into an answer; its name was chosen by us."""
    if not default_storage.exists(name):
        raise Http404
    kind = PICTURE_KINDS[name.rpartition(".")[2]]
    response = FileResponse(default_storage.open(name), content_type=kind)
    response["Cache-Control"] = f"public, max-age={PICTURE_SECONDS}, immutable"
    return response


@require_safe
def serve_social_card(request: HttpRequest, slug: str, mark: str) -> FileResponse:
    """The picture that others show for a question; a changed headline has another address."""
    question = get_object_or_404(
        published_questions().only("headline", "slug", "pull_quote"), slug=slug
    )
    return respond_with_card(question, mark)


def respond_with_card(subject: social_cards.Subject, mark: str) -> FileResponse:
    """The file of a card.

    Args:
        subject: whose card it is.
        mark: the hash of what the card shows, as the address has it.

    Raises:
        Http404: it shows something else by now, or cannot be drawn.
    """
    is_current = mark == social_cards.card_hash(subject)
    file = social_cards.get_card_file(subject) if is_current else None
    if file is None:
        raise Http404
    response = FileResponse(file.open("rb"), content_type="image/png")
    response["Cache-Control"] = PUBLIC
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # it is made to be shown elsewhere
    return response


@require_safe
@cache_until_changed
def show_security_contact(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole in the software (RFC 9116)."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    facts = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": f"{timezone.now() + timedelta(days=180):%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages": settings.LANGUAGE_CODE.partition("-")[0],
        "Canonical": absolute_url(request.path),
    }
    text = "".join(f"{name}: {value}\n" for name, value in facts.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
