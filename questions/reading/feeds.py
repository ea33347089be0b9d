"""Feeds with the full text: Atom (RFC 4287) and JSON Feed 1.1, for all questions and each tag."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from questions.absolute_urls import absolute_url
from questions.models import Column, Question, Tag
from questions.page_cache import cache_until_changed
from questions.text import rendering
from questions.text.normalisation import drop_controls_in
from questions.text.typography import typeset_text

FEED_LENGTH = 20
ATOM = "application/atom+xml; charset=utf-8"
JSON_FEED = "application/feed+json; charset=utf-8"


class FullTextAtom(Atom1Feed):
    """Atom whose entries carry the whole question as `content` (RFC 4287, section 4.1.3)."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """The usual elements, and the question."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["html"], {"type": "html"})


@require_safe
@conditional_page
@cache_until_changed
def show_atom_feed(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Newest letters questions, of all or of one tag, as Atom."""
    tag, questions = tag_and_newest_questions(slug)
    column = Column.get_current()
    facts = {
        "title": feed_title(column, tag),
        "link": absolute_url(feed_home_path(tag)),
        "description": column.tagline,
        "language": get_language(),
        "author_name": column.columnist,
        "feed_url": absolute_url(request.path),
        "feed_guid": absolute_url(request.path),
    }
    # One control character in a row of the database would end the feed for everybody.
    feed = FullTextAtom(**drop_controls_in(facts))
    for question in questions:
        feed.add_item(**drop_controls_in(build_atom_item(question)))
    return HttpResponse(feed.writeString("utf-8"), content_type=ATOM)


def build_atom_item(question: Question) -> dict[str, Any]:
    """One question as the feed generator wants it."""
    return {
        "title": typeset_text(question.headline),
        "link": absolute_url(question.get_absolute_url()),
        "unique_id": permanent_id(question),
        "description": question.letter_excerpt,
        "pubdate": question.publish_at,
        "updateddate": last_change(question),
        "categories": [tag.name for tag in question.tag_list],
        "html": render_feed_item(question),
    }


@require_safe
@conditional_page
@cache_until_changed
def show_json_feed(request: HttpRequest, slug: str = "") -> JsonResponse:
    """Newest letters questions, of all or of one tag, as JSON Feed."""
    tag, questions = tag_and_newest_questions(slug)
    column = Column.get_current()
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed_title(column, tag),
        "description": column.tagline,
        "home_page_url": absolute_url(feed_home_path(tag)),
        "feed_url": absolute_url(request.path),
        "language": get_language(),
        "authors": [{"name": column.columnist}],
        "items": [build_json_item(question) for question in questions],
    }
    options = {"ensure_ascii": False}
    return JsonResponse(drop_controls_in(feed), content_type=JSON_FEED, json_dumps_params=options)


def build_json_item(question: Question) -> dict[str, Any]:
    """One question as an item of a JSON Feed."""
    return {
        "id": permanent_id(question),
        "url": absolute_url(question.get_absolute_url()),
        "title": typeset_text(question.headline),
        "summary": question.letter_excerpt,
        "content_html": render_feed_item(question),
        "date_published": question.publish_at,
        "date_modified": last_change(question),
        "tags": [tag.name for tag in question.tag_list],
    }


def tag_and_newest_questions(slug: str) -> tuple[Tag | None, list[Question]]:
    """The tag that was asked for, if any, and the newest questions with everything in them."""
    tag = get_object_or_404(Tag, slug=slug) if slug else None
    questions = Question.objects.published().with_tags()
    if tag:
        questions = questions.filter(tags=tag)
    return tag, list(questions[:FEED_LENGTH])


def feed_title(column: Column, tag: Tag | None) -> str:
    """The feed's title."""
    return f"{column.name}: {tag.name}" if tag else column.name


def feed_home_path(tag: Tag | None) -> str:
    """The page that the feed belongs to."""
    return tag.get_absolute_url() if tag else reverse("column")


def permanent_id(question: Question) -> str:
    """An identity that stays when headline and address change (RFC 4151)."""
    assert question.publish_at is not None
    host = absolute_url("").partition("://")[2].partition(":")[0]
    return f"tag:{host},{question.created_at:%Y-%m-%d}:question:{question.pk}"


def last_change(question: Question) -> Any:
    """When readers last saw something new in the question."""
    assert question.publish_at is not None
    return max(question.publish_at, question.changed_at)


def render_feed_item(question: Question) -> str:
    """The question as one piece of HTML, with whole addresses."""
    html = render_to_string(
        "reading/feed_item.html", {"question": question, "column": Column.get_current()}
    )
    return rendering.adapt_html_for_feed(html, absolute_url(question.get_absolute_url()))
