"""What the editor asks for: the preview, and a place for pictures."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from questions.answering.access import at_the_desk
from questions.answering.answers import pictures
from questions.text import rendering

PREVIEW_LIMIT = 60_000  # characters: as long as an answer may be


@at_the_desk()
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What readers will see of a Markdown text, made by the function that makes the page."""
    text = request.POST.get("content", "")
    if len(text) > PREVIEW_LIMIT:
        return HttpResponse(_("The text is too long for a preview."), status=413)
    return HttpResponse(rendering.render_markdown(text))


@at_the_desk("questions.change_question")
@require_POST
def upload_picture(request: HttpRequest) -> HttpResponse:
    """Keep a picture and answer with the Markdown that shows it, as markdownx expects."""
    upload = request.FILES.get("image")
    if upload is None:
        return JsonResponse({"image": [_("There was no picture in what was sent.")]}, status=400)
    try:
        path = pictures.keep(upload)
    except ValidationError as refusal:
        return JsonResponse({"image": refusal.messages}, status=400)
    return JsonResponse({"image_code": f"![{_('What the picture shows')}]({path})"})
