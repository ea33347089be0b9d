"""Pictures in answers, and the cards that others show for a letter or a collection."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from questions import social_cards
from questions.models import Question
from questions.page_cache.decorators import PUBLIC

PICTURE_KINDS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
PICTURE_SECONDS = 365 * 24 * 60 * 60  # a picture's name is never used for another one


@require_safe
def serve_picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture that the columnist put into an answer; its name was chosen by us."""
    try:
        if not default_storage.exists(name):
            raise Http404
        opened = default_storage.open(name)
    except OSError:  # the bucket is away: nobody may keep that
        unavailable = HttpResponse(status=503)
        unavailable["Cache-Control"] = "no-store"
        return unavailable
    response = FileResponse(opened, content_type=PICTURE_KINDS[name.rpartition(".")[2]])
    response["Cache-Control"] = f"public, max-age={PICTURE_SECONDS}, immutable"
    return response


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
