"""Pictures in answers, and the cards that others show for a letter or a collection."""

from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from questions import social_cards
from questions.models import Question
from questions.page_cache.cdn import cdn_headers
from questions.page_cache.decorators import PRIVATE, PUBLIC
from questions.reading.public_pictures import is_public_picture
from questions.text.pictures import opens_picture

PICTURE_KINDS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
ASKED_EACH_TIME = "public, max-age=0, must-revalidate"  # it may be withdrawn at any moment


@require_safe
def serve_picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture that the columnist put into a text, for those who may see that text now."""
    try:
        headers = find_picture_headers(request, name)
        known = get_conditional_response(request, etag=headers.get("ETag"))
        response = known or open_picture(name)
    except (OSError, DatabaseError):  # the storage or the database is away: nobody may keep that
        response, headers = HttpResponse(status=503), {"Cache-Control": "no-store"}
    for header, value in headers.items():
        response[header] = value
    return response


def find_picture_headers(request: HttpRequest, name: str) -> dict[str, str]:
    """How long the picture may be kept, by whom; its name is never used for another one.

    Args:
        request: who asks.
        name: of the picture.

    Raises:
        Http404: no public page shows it, and this is neither the desk nor somebody with its key.
    """
    if is_public_picture(name):
        told = {} if request.META.get("QUERY_STRING") else cdn_headers()
        return {"Cache-Control": ASKED_EACH_TIME, "ETag": f'"{name}"'} | told
    if opens_picture(request.GET.get("key", ""), name) or request.user.is_staff:
        return {"Cache-Control": PRIVATE}
    raise Http404


def open_picture(name: str) -> FileResponse:
    """The picture's file.

    Raises:
        Http404: there is none.
        OSError: the storage is away.
    """
    if not default_storage.exists(name):
        raise Http404
    kind = PICTURE_KINDS[name.rpartition(".")[2]]
    return FileResponse(default_storage.open(name), content_type=kind)


@require_safe
def serve_social_card(request: HttpRequest, slug: str, mark: str) -> FileResponse:
    """The picture that others show for a question; a changed headline has another address."""
    question = get_object_or_404(
        Question.objects.published().only("headline", "slug", "pull_quote"), slug=slug
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
