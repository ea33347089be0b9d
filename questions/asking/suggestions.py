"""While somebody writes: what of it may give them away, and questions that are like their letter.

Nothing of the text is stored or logged; the answer is a piece of a page, never kept by a browser.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from questions import pii, rate_limits, risk, search
from questions.models import Letter, Question, WeeklyCount
from questions.risk.help import find_help
from questions.text.normalisation import normalise_text

MIN_CHARACTERS = 80  # characters, before a text says what it is about
SHOWN = 3
LOOKED_AT = 9  # so that three are left when some are about danger
SUGGESTIONS_AN_HOUR = 300
HINTS_AN_HOUR = 600  # one after each pause in writing
RETURNED_FIELDS = ("text", "sign_off", "contact", "consent", "silence", "token", "no_checks")


def find_similar_questions(text: str) -> list[Question]:
    """Up to three answered questions that are like a letter; none for a few words.

    None of them is about danger: whoever writes has not chosen to read about it.
    """
    if len(text.strip()) < MIN_CHARACTERS:
        return []
    nearest = search.find_similar(text[: Letter.TEXT_LIMIT], limit=LOOKED_AT)
    numbers = [one.pk for one in nearest]
    letters = dict(Question.objects.filter(pk__in=numbers).values_list("pk", "letter_text"))
    return [one for one in nearest if not is_about_danger(one, letters.get(one.pk, ""))][:SHOWN]


def is_about_danger(question: Question, letter_text: str) -> bool:
    """Whether a question has a note of danger, or its letter speaks of it without one."""
    heard = set(risk.find_risk_flags_quickly(letter_text))
    return question.needs_help_lines or not heard <= {"minor"}


@sensitive_post_parameters()
@never_cache
@require_POST
def show_similar_questions(request: HttpRequest) -> HttpResponse:
    """Questions like the letter so far, for the page to show beside the box."""
    if rate_limits.hit("similar", rate_limits.client_network(request), SUGGESTIONS_AN_HOUR):
        return HttpResponse(status=204)
    text = normalise_text(request.POST.get("text", ""))[: Letter.TEXT_LIMIT]
    questions = [] if find_help(text) else find_similar_questions(text)
    return render(request, "asking/_similar.html", {"questions": questions})


@sensitive_variables()
@sensitive_post_parameters()
@never_cache
@require_POST
def show_identity_hints(request: HttpRequest) -> HttpResponse:
    """The details in what has been written so far, as a piece of a page. Nothing is kept.

    The text is searched as it was sent, because the page takes out what stands at the places that
    it is told.
    """
    if rate_limits.hit("hints", rate_limits.client_network(request), HINTS_AN_HOUR):
        return HttpResponse(status=204)
    text = request.POST.get("text", "")[: Letter.TEXT_LIMIT]
    help_first = find_help(text)
    hints = [] if help_first else pii.group_details(text)
    shown = {"help": help_first, "hints": hints, "is_live": True}
    return render(request, "asking/_hints.html", shown)


@sensitive_variables()
@sensitive_post_parameters()
@never_cache
@require_POST
def show_help(request: HttpRequest) -> HttpResponse:
    """The help that fits a message while it is written, as a piece of a page. Nothing is kept."""
    if rate_limits.hit("hints", rate_limits.client_network(request), HINTS_AN_HOUR):
        return HttpResponse(status=204)
    text = request.POST.get("text", "")[: Letter.TEXT_LIMIT]
    return render(request, "asking/_hints.html", {"help": find_help(text)})


@sensitive_post_parameters()
@never_cache
@require_POST
def record_helped(request: HttpRequest) -> HttpResponse:
    """Somebody needs no letter any more. That it happened is counted, not to whom."""
    if not rate_limits.hit("helped", rate_limits.client_network(request), settings.LETTERS_AN_HOUR):
        WeeklyCount.increment_count(WeeklyCount.HELPED)
    written = {name: request.POST[name] for name in RETURNED_FIELDS if name in request.POST}
    context = {"written": written, "help": find_help(written.get("text", ""))}
    return render(request, "asking/helped.html", context)
