"""The reader's door: collections, with the letters of each in the columnist's order."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from questions import social_cards
from questions.absolute_urls import absolute_url
from questions.models import Collection, CollectionPart, FormerCollectionSlug
from questions.page_cache import cache_until_changed
from questions.reading import structured_data
from questions.reading.pictures import respond_with_card
from questions.text import rendering


@require_safe
@cache_until_changed
def list_collections(request: HttpRequest) -> HttpResponse:
    """All collections that readers can see."""
    context = {"collections": Collection.objects.published()}
    return render(request, "reading/collections.html", context)


@require_safe
@cache_until_changed
def show_collection(request: HttpRequest, slug: str) -> HttpResponse:
    """One collection; a former address leads to it for good."""
    collection = Collection.objects.published().filter(slug=slug).first()
    if collection is None:
        former = FormerCollectionSlug.objects.filter(collection__is_public=True)
        return redirect(get_object_or_404(former, slug=slug).collection, permanent=True)
    parts = collection.list_public_parts()
    context = {"collection": collection, "parts": parts} | collection_metadata(collection, parts)
    return render(request, "reading/collection.html", context)


def collection_metadata(collection: Collection, parts: list[CollectionPart]) -> dict[str, object]:
    """What others are told of a collection: its card, and what it is in words for machines."""
    card = social_cards.card_path(collection)
    questions = [part.question for part in parts if part.question]
    data = structured_data.build_collection(collection, questions)
    return {
        "card": absolute_url(card) if card else "",
        "structured": rendering.render_json_ld(data),
    }


@require_safe
def serve_collection_card(request: HttpRequest, slug: str, mark: str) -> FileResponse:
    """The picture that others show for a collection."""
    return respond_with_card(get_object_or_404(Collection.objects.published(), slug=slug), mark)
