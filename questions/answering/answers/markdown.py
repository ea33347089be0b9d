"""What the editor asks for: the preview, and a place for pictures."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from questions.answering.access import require_staff
from questions.answering.answers import pictures
from questions.text import rendering

PREVIEW_LIMIT = 60_000  # characters: as long as an answer may be


@require_staff()
@require_POST
def preview_markdown(request: HttpRequest) -> HttpResponse:
    """What readers will see of a Markdown text, made by the function that makes the page."""
    text = request.POST.get("content", "")
    if len(text) > PREVIEW_LIMIT:
        return HttpResponse(_("The text is too long for a preview."), status=413)
    return HttpResponse(rendering.render_markdown(text))


@require_staff("questions.change_question")
@require_POST
def upload_picture(request: HttpRequest) -> HttpResponse:
    """Keep a picture and answer with the Markdown that shows it, as markdownx expects."""
    upload = request.FILES.get("image")
    if upload is None:
        return JsonResponse({"image": [_("There was no picture in what was sent.")]}, status=400)
    try:
        path = pictures.store_picture(upload)
    except ValidationError as refusal:
        return JsonResponse({"image": refusal.messages}, status=400)
    return JsonResponse({"image_code": f"![{_('What the picture shows')}]({path})"})
