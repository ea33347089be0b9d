"""The asker's front door: write a letter, keep its receipt."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from questions import actions, crypto, pii, rate_limits, risk
from questions.asking import availability, spam, suggestions
from questions.asking.forms import LetterForm, make_form_token
from questions.forms import refuse_form, whole_minutes
from questions.models import Column, Letter
from questions.risk.help import Help, find_help, help_for_flags, help_for_heard
from questions.text.normalisation import normalise_text

RenderForm = Callable[..., HttpResponse]


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit_letter(request: HttpRequest) -> HttpResponse:
    """The letter's form; after it, in the same answer, the receipt.

    There is no redirect to a page of its own, because the receipt would have to travel in an
    address or a cookie. Loading the page again sends the same form, which makes no second letter.
    """
    try:
        return handle_letter_form(request)
    except DatabaseError:
        if request.method != "POST":
            return render_form_without_database(request)
        if not request.POST.get("text"):
            raise  # nothing was written: the page for a fault of ours
        return render_database_unavailable(request)


def handle_letter_form(request: HttpRequest) -> HttpResponse:
    """The letter's form, or what became of it, while letters are taken."""
    if not availability.is_open(Column.get_current()):
        return render_closed(request)
    return handle_form(request, LetterForm, partial(render_letter_form, request))


def handle_form(
    request: HttpRequest, kind_of_form: type[LetterForm], page: RenderForm, **facts: Any
) -> HttpResponse:
    """An empty form, or what became of the one that was sent.

    A refused one is an ordinary page: browsers report a 422 as if the site were broken.

    Args:
        request: the form's.
        kind_of_form: what is asked.
        page: draws it.
        facts: what else `actions.letters.receive` is told.
    """
    if request.method != "POST":
        return page(kind_of_form(initial={"token": make_form_token()}))
    form = kind_of_form(request.POST)
    if "look" in request.POST:
        return check_letter(form, page)
    if not form.is_valid():
        return page(form.renew_bad_token())
    try:
        return save_letter(request, form, page, **facts)
    except DatabaseError:  # a full disk perhaps
        return refuse_form(form, save_failed_message(), page, status=503)


def check_letter(form: LetterForm, page: RenderForm) -> HttpResponse:
    """The form once more, unsent, with what may give the asker away and questions like the letter.

    It does without JavaScript what the page otherwise does while one writes.

    Args:
        form: as it was sent.
        page: draws it.
    """
    text = form.data.get("text", "")[: Letter.TEXT_LIMIT]
    fresh = type(form)(initial={name: form.data.get(name) for name in form.fields})
    return page(fresh, **check_text(text))


def check_text(text: str) -> dict[str, Any]:
    """What the page says of a letter; where danger is heard, the help that fits alone."""
    help_first = find_help(text)
    if help_first:
        return {"help": help_first, "is_look": True}
    return {
        "is_look": True,
        "hints": pii.group_details(text),
        "questions": suggestions.find_similar_questions(text),
        "has_looked": True,
    }


def save_letter(
    request: HttpRequest, form: LetterForm, page: RenderForm, **facts: Any
) -> HttpResponse:
    """Take a good letter in, unless too many came; one that is in already costs nothing.

    Args:
        request: the form's.
        form: a good one.
        page: draws the form once more.
        facts: what else `actions.letters.receive` is told.
    """
    known = Letter.objects.filter(receipt_hash=crypto.hash_receipt(form.make_receipt())).first()
    if not known and (pause := rate_limit_wait(request)):
        return render_rate_limited(form, page, pause)
    heard = risk.hear_danger(form.cleaned_data["text"])
    letter = known or receive_letter(form, heard, **facts)
    context = {"unsent": unsaved_text(letter, form.cleaned_data["text"])}
    return render_receipt(request, form.make_receipt(), help=help_for_heard(heard), **context)


def receive_letter(form: LetterForm, heard: list[risk.Heard], **facts: Any) -> Letter:
    """Take in what stands in a good form.

    Args:
        form: a form without some of the fields leaves them empty.
        heard: the sentences of danger in it.
        facts: what else `actions.letters.receive` is told.
    """
    sent = form.cleaned_data
    return actions.letters.receive(
        text=sent["text"],
        sign_off=sent.get("sign_off", ""),
        contact=sent["contact"],
        consented=sent.get("consent", False),
        silence_days=form.silence_days,
        can_invite=sent.get("invite", False),
        receipt=form.make_receipt(),
        flags=risk.kinds_of(one for one in heard if one.is_raised),
        heard=risk.list_raised(heard),
        is_spam=spam.looks_like_spam(sent["text"], sent["website"], form.data["token"]),
        **facts,
    )


def unsaved_text(letter: Letter, text: str) -> str:
    """The text of a form that was sent again with other words: they are given back, not lost."""
    return "" if letter.text == text else text


def rate_limit_wait(request: HttpRequest) -> timedelta | None:
    """How long this asker has to wait, if at all."""
    one = rate_limits.hit("letter", rate_limits.client_network(request), settings.LETTERS_AN_HOUR)
    return one or rate_limits.hit("letter", "everybody", settings.LETTERS_AN_HOUR_FROM_ALL)


def render_receipt(request: HttpRequest, receipt: str, **context: Any) -> HttpResponse:
    """The page with the receipt, which asks to note it before leaving.

    Args:
        request: the form's.
        receipt: what the asker keeps.
        context: `unsent` words, whether the last group was `missed`, and the `help` that fits.
    """
    return render(request, "asking/received.html", context | {"receipt": receipt})


def help_for_receipt(receipt: str) -> Help | None:
    """The help that fits the letter of a receipt, if that was raised."""
    letters = Letter.objects.filter(receipt_hash=crypto.hash_receipt(receipt[:200]))
    return help_for_flags(letters.values_list("flags", flat=True).first() or [])


@sensitive_post_parameters()
@never_cache
@require_POST
def confirm_receipt_saved(request: HttpRequest) -> HttpResponse:
    """The asker has typed the receipt's last group, or says that it is noted."""
    receipt = request.POST.get("receipt", "")
    last = crypto.normalise_receipt(receipt)[-crypto.RECEIPT_GROUP :]
    typed = crypto.normalise_receipt(request.POST.get("last", ""))
    help_first = help_for_receipt(receipt)
    if "noted" in request.POST or (typed and typed == last):
        return render(request, "asking/noted.html", {"help": help_first})
    return render_receipt(request, receipt, missed=True, help=help_first)


def render_letter_form(
    request: HttpRequest, form: LetterForm, status: int = 200, **found: Any
) -> HttpResponse:
    """The page with the form, and what an asker may expect.

    Args:
        request: whose.
        form: empty, or as it was sent.
        status: of the answer.
        found: what else the page says.
    """
    context = form_context(request, form) | {"odds": availability.answer_odds()} | found
    return render(request, "asking/ask.html", context, status=status)


def form_context(request: HttpRequest, form: LetterForm) -> dict[str, Any]:
    """A form with the help that fits what was sent in it, and whether checks are switched off."""
    return {
        "form": form,
        "no_checks": "no_checks" in request.POST,
        "help": find_help(form.data.get("text", "")) if form.is_bound else None,
    }


def render_form_without_database(request: HttpRequest) -> HttpResponse:
    """The page with the form while the database is away: by the time of sending it may be back."""
    form = LetterForm(initial={"token": make_form_token()})
    context = {"form": form, "odds": None, "column": Column.last_known()}
    return render(request, "asking/ask.html", context)


def render_rate_limited(form: LetterForm, page: RenderForm, pause: timedelta) -> HttpResponse:
    """The form once more, with how long to wait (RFC 6585, section 4).

    Args:
        form: as it was sent.
        page: draws it.
        pause: how long.
    """
    words = _(
        "Too many letters have arrived in the last hour, so this one hasn’t been sent yet. "
        "Nothing is lost: keep this page open and press the button again in %(minutes)d minutes."
    ) % {"minutes": whole_minutes(pause)}
    return refuse_form(form, words, partial(page, is_limited=True), status=429, pause=pause)


def save_failed_message() -> str:
    """Why a form that was good is here once more."""
    return _(
        "We couldn’t save your letter just now. The fault is ours, and nothing is lost: "
        "copy the text if you want to be sure, then press the button again in a few minutes."
    )


def render_database_unavailable(request: HttpRequest) -> HttpResponse:
    """Not even the column's name can be read: the letter alone, on a page that needs nothing."""
    written = normalise_text(request.POST["text"])
    return render(request, "asking/away.html", {"written": written}, status=503)


def render_closed(request: HttpRequest) -> HttpResponse:
    """The page while no letters are taken; a letter that was being written is given back."""
    written = normalise_text(request.POST.get("text", ""))
    return render(request, "asking/closed.html", {"written": written})


def render_expired(request: HttpRequest) -> HttpResponse:
    """A form of another page had expired; a letter in it is given back."""
    written = normalise_text(request.POST.get("text", ""))
    return render(request, "403_csrf.html", {"written": written}, status=403)


@sensitive_post_parameters()
@never_cache
@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without the cookie that belongs to it. A letter in it is given back."""
    if "text" not in request.POST or request.path != reverse("ask"):
        return render_expired(request)
    words = _(
        "This page had expired, so your letter hasn’t been sent. Nothing is lost: press the "
        "button again. If that doesn’t help, allow cookies for this site."
    )
    form, page = LetterForm(request.POST).renew_bad_token(), partial(render_letter_form, request)
    return refuse_form(form, words, page, status=403)
