"""Waiting letters much alike, so that one pair can answer them.

Letters are opened, compared and forgotten: nothing of their words is stored or remembered.
"""

import uuid
from collections import Counter
from collections.abc import Set
from math import log, sqrt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from questions import lifecycle
from questions.answering.access import at_the_desk, to_answer_page
from questions.answering.letter_forms import TogetherForm
from questions.crypto import Unreadable
from questions.models import Letter
from questions.search.words import is_stop_word, words

COMPARED = 500  # the newest: opening and comparing them takes less than 300 ms
READ = 2000  # characters of a letter
ALIKE, LEAST_SHARED = 0.25, 4
SHOWN = 8


@at_the_desk("questions.view_letter", "questions.change_question")
@require_POST
def together(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer a letter and those that were ticked with one pair."""
    letter, form = get_object_or_404(Letter, pk=pk), TogetherForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tick the letters that have the same answer."))
        return redirect("admin:questions_letter_change", pk)
    try:
        question = lifecycle.answer_together([letter, *form.cleaned_data["other"]])
    except lifecycle.NotAnswerable as refusal:
        messages.error(request, str(refusal) or _("This letter was set aside."))
        return redirect("admin:questions_letter_change", pk)
    count = question.letters.count()
    said = ngettext("This pair answers %(n)d letter.", "This pair answers %(n)d letters.", count)
    messages.success(request, said % {"n": count})
    return to_answer_page(question)


def much_alike(letter: Letter) -> list[Letter]:
    """Waiting letters without an answer that are much like this one, the likest first."""
    others = Letter.objects.waiting().filter(question=None).exclude(pk=letter.pk)
    newest = others.order_by("-received_on", "pk")[:COMPARED]
    known = {other: words_of(other) for other in newest}
    own = words_of(letter)
    often = Counter(word for found in [own, *known.values()] for word in found)
    worth = {
        word: log(1 + (len(known) + 1) / count) ** 2
        for word, count in often.items()
        if not is_stop_word(word)  # asked once for each word: it is the slowest part
    }
    scores = {other: likeness(own, found, worth) for other, found in known.items()}
    alike = [other for other in known if scores[other] >= ALIKE]
    return sorted(alike, key=lambda other: -scores[other])[:SHOWN]


def words_of(letter: Letter) -> Set[str]:
    """The words of a letter, each once; one that no key opens has none."""
    try:
        return frozenset(words(letter.text[:READ]))
    except Unreadable:
        return frozenset()


def likeness(one: Set[str], other: Set[str], worth: dict[str, float]) -> float:
    """How alike two letters are, from 0 to 1: the cosine, in which rare words say more."""
    shared = (one & other) & worth.keys()
    if len(shared) < LEAST_SHARED:
        return 0.0
    lengths = sqrt(weight(one, worth) * weight(other, worth))
    return weight(shared, worth) / lengths


def weight(found: Set[str], worth: dict[str, float]) -> float:
    """How much the words say together."""
    return sum(worth.get(word, 0) for word in found)
