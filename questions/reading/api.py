"""The column for programs: letters and tags as JSON, read only, cached like pages.

`openapi.json` beside this file describes every answer; a test holds the two against each other.
"""

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_http_methods

from questions.absolute_urls import absolute_url
from questions.models import FormerSlug, Question, Tag
from questions.page_cache import cache_until_changed
from questions.reading.pagination import get_page
from questions.reading.questions import is_withdrawn_slug
from questions.text import rendering
from questions.text.normalisation import drop_controls_in

DESCRIPTION = Path(__file__).with_name("openapi.json")
SAFE = ("GET", "HEAD", "OPTIONS")
OPEN_HEADERS = {  # for pages of any other site: what they may read, ask with, and for how long
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Allow-Methods": ", ".join(SAFE),
    "Access-Control-Expose-Headers": "ETag",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
View = Callable[..., HttpResponse]


def open_to_programs(view: View) -> View:
    """Let programs of any origin read what a view answers, errors and redirects included."""
    cached = conditional_page(cache_until_changed(view))

    @wraps(view)
    @require_http_methods(SAFE)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204)
        try:
            return cached(request, *args, **kwargs)
        except Http404:
            return json_response({"error": "There is nothing here."}, status=404)

    return add_open_headers(wrapper)


def add_open_headers(view: View) -> View:
    """Put the headers for other sites on every answer, the refusal of a method too."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in OPEN_HEADERS.items():
            response[name] = value
        return response

    return wrapper


def json_response(data: dict[str, Any], status: int = 200) -> JsonResponse:
    """Return data as JSON, without characters that some programs refuse."""
    options = {"ensure_ascii": False}
    return JsonResponse(drop_controls_in(data), status=status, json_dumps_params=options)


@open_to_programs
def list_letters(request: HttpRequest) -> HttpResponse:
    """Return a page of published letters, the newest first, and where the next page is."""
    page = get_page(request)
    address = absolute_url(reverse("api-letters"))
    following = f"{address}?before={page.older}" if page.older else None
    return json_response(
        {"letters": [summarise_letter(one) for one in page.questions], "next": following}
    )


@open_to_programs
def show_letter(request: HttpRequest, slug: str) -> HttpResponse:
    """Return one letter with its answer; a former address leads to it for good."""
    found = Question.objects.published().select_related("update_of").with_tags()
    question = found.filter(slug=slug).first()
    if question:
        return json_response(describe_letter(question))
    former = FormerSlug.objects.filter(slug=slug, question__in=Question.objects.published()).first()
    if former:
        return redirect("api-letter", slug=former.question.slug, permanent=True)
    if is_withdrawn_slug(slug):
        return json_response({"error": "This letter has been withdrawn."}, status=410)
    raise Http404


@open_to_programs
def list_tags(request: HttpRequest) -> HttpResponse:
    """Return all tags that have letters, with their numbers."""
    return json_response({"tags": [describe_tag_in_use(tag) for tag in Tag.objects.in_use()]})


@open_to_programs
def show_description(request: HttpRequest) -> HttpResponse:
    """Return what OpenAPI says of these addresses."""
    described = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    return json_response(described | {"servers": [{"url": settings.SITE_URL}]})


def summarise_letter(question: Question) -> dict[str, Any]:
    """Return what a list shows of a letter."""
    return {
        "slug": question.slug,
        "url": absolute_url(question.get_absolute_url()),
        "api_url": absolute_url(reverse("api-letter", args=[question.slug])),
        "headline": question.headline,
        "letter_excerpt": question.letter_excerpt,
        "answer_excerpt": question.answer_excerpt,
        "tags": [describe_tag(tag) for tag in question.tag_list],
        "content_notes": question.content_notes,
        "published_at": question.publish_at,
        "reading_minutes": question.minutes,
    }


def describe_letter(question: Question) -> dict[str, Any]:
    """Return a letter with its answer."""
    address = absolute_url(question.get_absolute_url())
    earlier = question.update_of
    is_known = earlier is not None and earlier.is_public
    return summarise_letter(question) | {
        "letter": question.letter_text,
        "sign_off": question.sign_off,
        "answer_markdown": question.answer,
        "answer_html": rendering.adapt_html_for_feed(question.answer_html, address),
        "changed_at": question.changed_at,
        "correction": question.correction,
        "corrected_on": question.corrected_on,
        "update_of": absolute_url(earlier.get_absolute_url()) if earlier and is_known else None,
    }


def describe_tag(tag: Tag) -> dict[str, Any]:
    """Return a tag as letters have it."""
    return {"name": tag.name, "slug": tag.slug, "url": absolute_url(tag.get_absolute_url())}


def describe_tag_in_use(tag: Tag) -> dict[str, Any]:
    """Return a tag with what its own page shows."""
    facts = {"description_html": tag.description_html, "letters": tag.question_count}
    return describe_tag(tag) | facts
