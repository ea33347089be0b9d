"""The reader's door: the column, its tags and its standing pages. No view here sets a cookie."""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db.models import Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from questions.absolute_urls import absolute_url
from questions.models import Collection, ContentNote, FormerTagSlug, Question, Rerun, Tag
from questions.models.questions import published_now
from questions.page_cache import cache_until_changed
from questions.reading import structured_data
from questions.reading.former_addresses import has_former_query, respond_to_former_address
from questions.reading.pagination import Page, get_page
from questions.text import rendering


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
    first = Question.objects.published().filter(pk=key).for_lists().first() if key else None
    if first is None or not page.is_first:
        return page
    first.is_rerun = True
    others = [question for question in page.questions if question.pk != first.pk]
    return replace(page, questions=[first, *others])


@require_safe
@cache_until_changed
def list_tags(request: HttpRequest) -> HttpResponse:
    """All tags in use, with the number of their questions."""
    context = {"tags": Tag.objects.in_use(), "notes": ContentNote.choices}
    return render(request, "reading/tags.html", context)


@require_safe
@cache_until_changed
def list_updates(request: HttpRequest) -> HttpResponse:
    """What happened next: questions whose asker wrote again, each with the one that it follows."""
    return render(request, "reading/updates.html", {"page": get_page(request, update_condition())})


@require_safe
@cache_until_changed
def show_tag(request: HttpRequest, slug: str) -> HttpResponse:
    """One tag with its description and questions; a former address leads to it for good.

    A tag that no public letter has is none: its name may tell of a draft, or of a private letter.
    """
    page, tags = get_page(request, tag_condition(slug), by="places__"), Tag.objects.with_letters()
    found = find_shared_tag(page.questions, slug) or tags.filter(slug=slug).first()
    if not found:
        former = get_object_or_404(FormerTagSlug, slug=slug, tag__in=tags)
        return redirect(former.tag, permanent=True)
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
    context = {"structured": rendering.render_json_ld(data)}
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
@cache_until_changed
def show_indexnow_key(request: HttpRequest, key: str) -> HttpResponse:
    """The key by which search engines know that a ping of IndexNow is ours."""
    if not settings.INDEXNOW_KEY or key != settings.INDEXNOW_KEY:
        raise Http404
    return HttpResponse(key, content_type="text/plain; charset=utf-8")


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
