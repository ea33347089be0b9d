"""The asker's door: write a letter, keep its receipt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from questions import lifecycle
from questions.asking.forms import LetterForm, new_form_token
from questions.models import Column


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The letter's form; after it, in the same answer, the receipt.

    There is no redirect to a page of its own, because the receipt would have to travel in an
    address or a cookie. Loading the page again sends the same form, which makes no second letter.
    """
    if not Column.current().takes_letters:
        return closed(request)
    if request.method != "POST":
        return render(request, "asking/ask.html", {"form": empty_form()})
    form = LetterForm(request.POST)
    if not form.is_valid():
        return refused(request, form)
    lifecycle.receive(
        text=form.cleaned_data["text"],
        sign_off=form.cleaned_data["sign_off"],
        contact=form.cleaned_data["contact"],
        consented=form.cleaned_data["consent"],
        receipt=form.receipt(),
    )
    return render(request, "asking/received.html", {"receipt": form.receipt()})


def empty_form() -> LetterForm:
    """A form that has not been sent yet."""
    return LetterForm(initial={"token": new_form_token()})


def refused(request: HttpRequest, form: LetterForm, status: int = 200) -> HttpResponse:
    """The form once more, with all that was typed and what to mend.

    It is an ordinary page: browsers report a 422 in the console as if the site were broken.
    """
    if "token" in form.errors:
        form.with_new_token()
    return render(request, "asking/ask.html", {"form": form}, status=status)


def closed(request: HttpRequest) -> HttpResponse:
    """The page while no letters are taken; a letter that was being written is given back."""
    written = request.POST.get("text", "").replace("\0", "")
    return render(request, "asking/closed.html", {"written": written}, status=200)


@sensitive_post_parameters()
@never_cache
@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without the cookie that belongs to it. A letter in it is given back."""
    if request.path != reverse("ask") or "text" not in request.POST:
        return render(request, "403_csrf.html", status=403)
    form = LetterForm(request.POST)
    form.add_error(
        None,
        _(
            "The letter has not been sent, because this browser did not keep the cookie that "
            "belongs to the form. Nothing is lost: allow cookies for this site, or close other "
            "windows of it, and press the button once more."
        ),
    )
    return refused(request, form, status=403)
