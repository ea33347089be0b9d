"""Letters about a published one: from readers, and from somebody who finds themselves in it.

Both are letters like any other, with a receipt of their own. A request confirms nothing about who
wrote the published letter, nor whether it is about the one who asks.
"""

from functools import partial
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from questions.asking import views
from questions.asking.forms import LetterForm
from questions.models import Column, Letter, Question

Kind = Letter.Kind


class ReaderForm(LetterForm):
    """What a reader writes about a published letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("silence", "invite"):
            self.fields.pop(name, None)
        self.fields["text"].help_text = gettext_lazy(
            "What happened to you, and what helped? Write about your own life rather than about "
            "the person who wrote."
        )


class RequestForm(LetterForm):
    """What somebody who finds themselves in a letter wants changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("sign_off", "consent", "silence", "invite"):
            self.fields.pop(name, None)
        self.fields["text"].label = gettext_lazy("What should be changed, and why?")
        self.fields["text"].help_text = gettext_lazy(
            "Say which words give something away. You don’t need to say who you are."
        )
        self.fields["text"].error_messages["required"] = gettext_lazy(
            "Write what should be changed before sending it."
        )


FORMS: dict[str, type[LetterForm]] = {Kind.READER: ReaderForm, Kind.REQUEST: RequestForm}


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write_as_reader(request: HttpRequest, slug: str) -> HttpResponse:
    """The form for readers, where the columnist lets them write; after it, the receipt."""
    return respond_to_form(request, slug, Kind.READER)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_change(request: HttpRequest, slug: str) -> HttpResponse:
    """The form for somebody who finds themselves in a letter; after it, the receipt."""
    return respond_to_form(request, slug, Kind.REQUEST)


def respond_to_form(request: HttpRequest, slug: str, kind: Kind) -> HttpResponse:
    """The form, or what became of it; without a database what was written is given back.

    Args:
        request: the form's.
        slug: of the letter that is written about.
        kind: why it is written.
    """
    try:
        question = find_question(slug)
        if kind == Kind.READER and not takes_letters(question):
            return respond_to_closed(request)
        page = partial(render_form, request, question, kind)
        return views.handle_form(request, FORMS[kind], page, kind=kind, about=question)
    except DatabaseError:
        if not request.POST.get("text"):
            raise
        return views.render_database_unavailable(request)


def takes_letters(question: Question) -> bool:
    """Whether readers are asked to write about a letter."""
    return Column.get_current().readers_write and question.takes_reader_letters


def find_question(slug: str) -> Question:
    """The published question at an address, present or former.

    Raises:
        Http404: there is none.
    """
    public = Question.objects.published()
    found = public.filter(slug=slug).first()
    return found or get_object_or_404(public, former_slugs__slug=slug)


def respond_to_closed(request: HttpRequest) -> HttpResponse:
    """No page where readers are not asked to write; what was being written is given back."""
    if not request.POST.get("text"):
        raise Http404
    return views.render_closed(request)


def render_form(
    request: HttpRequest,
    question: Question,
    kind: Kind,
    form: LetterForm,
    status: int = 200,
    **found: Any,
) -> HttpResponse:
    """The page with the form.

    Args:
        request: whose.
        question: what the letter is about.
        kind: why it is written.
        form: empty, or as it was sent.
        status: of the answer.
        found: what else the page says.
    """
    about = {"question": question, "is_request": kind == Kind.REQUEST}
    context = views.form_context(request, form) | about | found
    return render(request, "asking/linked.html", context, status=status)
