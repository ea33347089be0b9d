"""How the private page is opened: by the receipt in the body of a form, and by nothing else."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from questions import crypto, disk_reserve, rate_limits
from questions.models import Letter, OutgoingMail
from questions.text.normalisation import normalise_text

UPDATES = Prefetch("updates", Letter.objects.select_related("question").order_by("received_on"))
LetterView = Callable[[HttpRequest, Letter], HttpResponse]


def receipt_required(view: LetterView) -> Callable[[HttpRequest], HttpResponse]:
    """Open the view's letter by the receipt in the form, or say that there is none."""

    @sensitive_post_parameters()
    @never_cache
    @require_POST
    @wraps(view)
    def wrapper(request: HttpRequest) -> HttpResponse:
        try:
            letter = find_letter(request)
            return view(request, letter) if letter else render_unknown_receipt(request)
        except DatabaseError:
            if not unsent_text(request):
                raise  # nothing was written: the page for a fault of ours
            return render_unavailable(request)

    return wrapper


def room_kept(view: LetterView) -> LetterView:
    """Let a view that found the disk full try once more, in the room that is kept for it."""

    @wraps(view)
    def wrapper(request: HttpRequest, letter: Letter) -> HttpResponse:
        try:
            return view(request, letter)
        except OperationalError as error:
            if not disk_reserve.give_up_reserve(error):
                raise
        return view(request, reload_letter(letter))

    return wrapper


def unsent_text(request: HttpRequest) -> str:
    """What stands in the box of the private page: it comes with every button of it."""
    return normalise_text(request.POST.get("text", ""))


def render_unavailable(request: HttpRequest) -> HttpResponse:
    """The database is away: what was being written, on a page that needs nothing."""
    context = {"written": unsent_text(request), "is_message": True}
    return render(request, "asking/away.html", context, status=503)


def find_letter(request: HttpRequest) -> Letter | None:
    """The letter that the typed receipt belongs to; one look-up whatever was typed."""
    if has_tried_too_often(request):
        return None
    hashed = crypto.hash_receipt(request.POST.get("receipt", "")[:200])
    return letters_for_page().filter(receipt_hash=hashed).first()


def letters_for_page() -> QuerySet[Letter]:
    """Letters with all that their page says of them."""
    mails = OutgoingMail.objects.filter(letter=OuterRef("pk"))
    updates = Letter.objects.filter(follows=OuterRef("pk"))
    letters = Letter.objects.select_related("question", "see_also", "about", "invitation")
    told = Exists(mails) | Exists(updates.filter(mails__isnull=False))
    return letters.annotate(has_mails=told, has_updates=Exists(updates))


def list_updates(letter: Letter) -> list[Letter]:
    """What a letter's writer told afterwards and the columnist took up, the oldest first."""
    if not getattr(letter, "has_updates", True):
        return []
    if not hasattr(letter, "_prefetched_objects_cache"):
        prefetch_related_objects([letter], UPDATES)
    return list(letter.updates.all())


def has_tried_too_often(request: HttpRequest) -> bool:
    """Whether this client has used up its tries.

    On a full disk nothing can be counted. Letters still open then: a receipt is too long to guess.
    """
    try:
        client = rate_limits.client_network(request)
        return rate_limits.hit("receipt", client, settings.RECEIPTS_AN_HOUR) is not None
    except DatabaseError:
        return False


def render_unknown_receipt(request: HttpRequest) -> HttpResponse:
    """The same page for every receipt that opens nothing; the receipt is not repeated.

    A message that was being written is: too many tries close the page in the midst of it.
    """
    context = {"is_unknown": True, "unsent": unsent_text(request)}
    return render(request, "asking/reply.html", context)


def reload_letter(letter: Letter) -> Letter:
    """The letter as it stands after a change."""
    return letters_for_page().get(pk=letter.pk)
