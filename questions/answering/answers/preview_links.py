"""Secret links to one revision of a question: made and withdrawn at the desk, opened by anybody."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from questions import actions
from questions.absolute_urls import absolute_url
from questions.answering.access import StaffRequest, render_question_page, require_staff
from questions.answering.answers.forms import PreviewLinkForm
from questions.models import PreviewLink, Question
from questions.text import rendering


@require_staff("questions.change_question")
@require_safe
def list_preview_links(request: HttpRequest, pk: int) -> HttpResponse:
    """The links of a question that still open, and the form for another one."""
    question = get_object_or_404(Question, pk=pk)
    return render_preview_links(request, question, PreviewLinkForm())


@require_staff("questions.change_question")
@require_POST
def create_preview_link(request: StaffRequest, pk: int) -> HttpResponse:
    """Make a link and show it this once."""
    question = get_object_or_404(Question, pk=pk)
    form = PreviewLinkForm(request.POST)
    if not form.is_valid():
        return render_preview_links(request, question, form)
    token = actions.preview_links.create_preview_link(
        question, days=form.cleaned_data["days"], by=request.user
    )
    return render_preview_links(
        request, question, PreviewLinkForm(), absolute_url(reverse("look", args=[token]))
    )


def render_preview_links(
    request: HttpRequest, question: Question, form: PreviewLinkForm, made: str = ""
) -> HttpResponse:
    """The page of a question's links."""
    shown = {
        "form": form,
        "made": made,
        "links": PreviewLink.objects.not_expired().filter(question=question),
    }
    response = render_question_page(request, question, "question/links.html", shown)
    response["Cache-Control"] = "no-store"
    return response


@require_staff("questions.change_question")
@require_POST
def withdraw_preview_link(request: HttpRequest, pk: int, link_pk: int) -> HttpResponse:
    """Let a link open nothing from now on."""
    link = get_object_or_404(PreviewLink, pk=link_pk, question_id=pk)
    actions.preview_links.revoke(link)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("question-links", pk)


@never_cache
@require_safe
def show_preview(request: HttpRequest, token: str) -> HttpResponse:
    """The one revision that a link was made for; every other link is not found."""
    link = actions.preview_links.find_by_token(token)
    if link is None:
        raise Http404
    text = link.revision.question_text
    context = {
        "written": text,
        "answer_html": rendering.render_private_markdown(text.answer),
        "expires_at": link.expires_at,
    }
    response = render(request, "answering/look.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
