"""Feeds with the full text: Atom (RFC 4287) and JSON Feed 1.1.

There is one for all letters, for each tag and for each collection.
"""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from questions.absolute_urls import absolute_url
from questions.models import Collection, Column, Question, Tag
from questions.models.question_updates import add_updates
from questions.page_cache import cache_until_changed
from questions.text import rendering
from questions.text.normalisation import drop_controls_in
from questions.text.typography import typeset_text

FEED_LENGTH = 20
Feed = TypeVar("Feed", bound=HttpResponse)
ATOM = "application/atom+xml; charset=utf-8"
JSON_FEED = "application/feed+json; charset=utf-8"


class FullTextAtom(Atom1Feed):
    """Atom whose entries carry the whole question as `content` (RFC 4287, section 4.1.3)."""

    def add_root_elements(self, handler: Any) -> None:
        """The usual elements, and the hub that tells others of news (WebSub, section 4)."""
        super().add_root_elements(handler)
        if settings.WEBSUB_HUB:
            handler.addQuickElement("link", "", {"rel": "hub", "href": settings.WEBSUB_HUB})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """The usual elements, and the question."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["html"], {"type": "html"})


@dataclass(frozen=True)
class Entry:
    """A letter as a feed shows it.

    Attributes:
        question: the letter.
        name: its identity in feeds, which stays when headline and address change (RFC 4151).
        published_at: when it came into the feed.
        updated_at: when readers last saw something new in it.
        is_rerun: whether it is here because it comes first again.
    """

    question: Question
    name: str
    published_at: datetime
    updated_at: datetime
    is_rerun: bool = False


@dataclass(frozen=True)
class Channel:
    """What one feed is about.

    Attributes:
        title: its title.
        home: the path of the page that it belongs to.
        description: one line about it.
        entries: its letters, the newest first.
    """

    title: str
    home: str
    description: str
    entries: list[Entry]


@require_safe
@conditional_page
@cache_until_changed
def show_atom_feed(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The newest letters, of all or of one tag, as Atom."""
    return render_atom_feed(request, describe_tag_channel(slug))


@require_safe
@conditional_page
@cache_until_changed
def show_json_feed(request: HttpRequest, slug: str = "") -> JsonResponse:
    """The newest letters, of all or of one tag, as JSON Feed."""
    return render_json_feed(request, describe_tag_channel(slug))


@require_safe
@conditional_page
@cache_until_changed
def show_collection_atom_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The letters of a collection as Atom."""
    return render_atom_feed(request, describe_collection_channel(slug))


@require_safe
@conditional_page
@cache_until_changed
def show_collection_json_feed(request: HttpRequest, slug: str) -> JsonResponse:
    """The letters of a collection as JSON Feed."""
    return render_json_feed(request, describe_collection_channel(slug))


def describe_tag_channel(slug: str) -> Channel:
    """The feed of a tag, or of the whole column for an empty address."""
    column = Column.get_current()
    tag = get_object_or_404(Tag.objects.with_letters(), slug=slug) if slug else None
    questions = add_updates(Question.objects.published().with_tags())
    if tag:
        questions = questions.filter(tags=tag)
    entries = [make_entry(question) for question in questions[:FEED_LENGTH]]
    again = [] if tag else list_rerun_entries()
    newest = sorted([*entries, *again], key=attrgetter("published_at"), reverse=True)
    return Channel(
        title=f"{column.name}: {tag.name}" if tag else column.name,
        home=tag.get_absolute_url() if tag else reverse("column"),
        description=column.tagline,
        entries=newest[:FEED_LENGTH],
    )


def list_rerun_entries() -> list[Entry]:
    """The letters that came first again, each time as an entry of its own."""
    questions = Question.objects.published().filter(reruns__isnull=False)
    questions = add_updates(questions.with_tags())
    each: Any = questions.annotate(rerun=F("reruns__pk"), rerun_at=F("reruns__started_at"))
    return [
        Entry(
            question,
            f"{permanent_id(question)}:rerun:{question.rerun}",
            question.rerun_at,
            max(question.rerun_at, question.changed_at),
            is_rerun=True,
        )
        for question in each.order_by("-rerun_at", "-rerun")[:FEED_LENGTH]
    ]


def describe_collection_channel(slug: str) -> Channel:
    """The feed of a collection: its public letters, those that were added last first."""
    collection = get_object_or_404(Collection.objects.published(), slug=slug)
    # The filter and the annotation look at one and the same row of the collection.
    questions = Question.objects.published().filter(collection_parts__collection=collection)
    added = questions.annotate(added_at=F("collection_parts__added_at")).with_tags()
    added = add_updates(added)
    newest: Any = added.order_by("-added_at", "collection_parts__position", "pk")[:FEED_LENGTH]
    return Channel(
        title=f"{Column.get_current().name}: {collection.headline}",
        home=collection.get_absolute_url(),
        description=collection.plain_introduction,
        entries=[make_entry(question, question.added_at) for question in newest],
    )


def make_entry(question: Question, added_at: datetime | None = None) -> Entry:
    """A letter as an entry.

    Args:
        question: the letter.
        added_at: when it came into the feed, if that was not its publication.
    """
    assert question.publish_at is not None
    changed = max(question.publish_at, question.changed_at)
    published = max(question.publish_at, added_at or question.publish_at)
    return Entry(question, permanent_id(question), published, max(changed, published))


def render_atom_feed(request: HttpRequest, channel: Channel) -> HttpResponse:
    """A feed as Atom."""
    facts = {
        "title": channel.title,
        "link": absolute_url(channel.home),
        "description": channel.description,
        "language": get_language(),
        "author_name": Column.get_current().columnist,
        "feed_url": absolute_url(request.path),
        "feed_guid": absolute_url(request.path),
    }
    # One control character in a row of the database would end the feed for everybody.
    feed = FullTextAtom(**drop_controls_in(facts))
    for entry in channel.entries:
        feed.add_item(**drop_controls_in(build_atom_item(entry)))
    return name_hub(HttpResponse(feed.writeString("utf-8"), content_type=ATOM), request)


def build_atom_item(entry: Entry) -> dict[str, Any]:
    """One entry as the feed generator wants it."""
    question = entry.question
    return {
        "title": typeset_text(question.headline),
        "link": absolute_url(question.get_absolute_url()),
        "unique_id": entry.name,
        "description": question.letter_excerpt,
        "pubdate": entry.published_at,
        "updateddate": entry.updated_at,
        "categories": [tag.name for tag in question.tag_list],
        "html": render_feed_item(entry),
    }


def render_json_feed(request: HttpRequest, channel: Channel) -> JsonResponse:
    """A feed as JSON Feed."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "description": channel.description,
        "home_page_url": absolute_url(channel.home),
        "feed_url": absolute_url(request.path),
        "language": get_language(),
        "authors": [{"name": Column.get_current().columnist}],
        "items": [build_json_item(entry) for entry in channel.entries],
    }
    if settings.WEBSUB_HUB:
        feed["hubs"] = [{"type": "WebSub", "url": settings.WEBSUB_HUB}]
    clean = drop_controls_in(feed)
    options = {"ensure_ascii": False}
    response = JsonResponse(clean, content_type=JSON_FEED, json_dumps_params=options)
    return name_hub(response, request)


def name_hub(response: Feed, request: HttpRequest) -> Feed:
    """Name hub and feed in a header, where subscribers look first (WebSub, section 4)."""
    if settings.WEBSUB_HUB:
        own = absolute_url(request.path)
        response["Link"] = f'<{settings.WEBSUB_HUB}>; rel="hub", <{own}>; rel="self"'
    return response


def build_json_item(entry: Entry) -> dict[str, Any]:
    """One entry as an item of a JSON Feed."""
    question = entry.question
    return {
        "id": entry.name,
        "url": absolute_url(question.get_absolute_url()),
        "title": typeset_text(question.headline),
        "summary": question.letter_excerpt,
        "content_html": render_feed_item(entry),
        "date_published": entry.published_at,
        "date_modified": entry.updated_at,
        "tags": [tag.name for tag in question.tag_list],
    }


def permanent_id(question: Question) -> str:
    """An identity that stays when headline and address change (RFC 4151)."""
    host = absolute_url("").partition("://")[2].partition(":")[0]
    return f"tag:{host},{question.created_at:%Y-%m-%d}:question:{question.pk}"


def render_feed_item(entry: Entry) -> str:
    """The question as one piece of HTML, with whole addresses."""
    question = entry.question
    context = {"question": question, "column": Column.get_current(), "is_rerun": entry.is_rerun}
    html = render_to_string("reading/feed_item.html", context).strip()
    return rendering.adapt_html_for_feed(html, absolute_url(question.get_absolute_url()))
