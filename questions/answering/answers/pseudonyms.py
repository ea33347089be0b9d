"""Names that give somebody away, beside the public text, and pseudonyms for all of them at once."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from questions import actions
from questions.actions.public_text import WRITTEN_FIELDS
from questions.answering.access import StaffRequest, require_staff
from questions.answering.answers.forms import AutosaveForm
from questions.answering.letters.views import readable_letters
from questions.models import Column, Pseudonym, Question, QuestionText
from questions.pii import LABELS, sentence_around
from questions.pii.naming import NamedDetail, find_named_details
from questions.pii.pseudonyms import (
    NameReplacer,
    distinct_words,
    normalise_words,
    propose_pseudonyms,
)

ROWS_AT_MOST = 60
SENTENCES_SHOWN = 3
SEARCHED_FIELDS = ("headline", "letter_text", "sign_off")


@dataclass(frozen=True)
class PseudonymRow:
    """One name with its pseudonym, as the page shows it.

    Attributes:
        words: what stands in the text.
        times: in how many places.
        pseudonym: what is proposed, or nothing.
        label: what kind of detail it is; nothing for a name.
        sentences: the first of the sentences in which it would be replaced, as they stand.
    """

    words: str
    times: int
    pseudonym: str
    label: str
    sentences: list[str]


def names_context(request: HttpRequest, question: Question) -> dict[str, Any]:
    """The names in a question's texts with a pseudonym for each, and what was put in before."""
    text = actions.history.working_text(question)
    letters, _unreadable = readable_letters(request, question)
    came = [words for letter in letters for words in (letter.text, letter.sign_off)]
    known = Pseudonym.for_question(question)
    return {
        "named": build_rows(question.pk, text, came, known),
        "pseudonyms": known if letters else {},
        "may_put_names_back": actions.pseudonyms.revision_before_replacing(question) is not None,
    }


def build_rows(
    turn: int, text: QuestionText, came: list[str], known: dict[str, str]
) -> list[PseudonymRow]:
    """What the letter names and the question's texts still say."""
    texts = [getattr(text, name) for name in WRITTEN_FIELDS]
    searched = "\n\n".join([*(getattr(text, name) for name in SEARCHED_FIELDS), *came])
    ours = distinct_words([Column.get_current().columnist, *known.values()])
    named = [one for one in find_named_details(searched) if distinct_words([one.words]) - ours][
        :ROWS_AT_MOST
    ]
    by_folded = {normalise_words(words): pseudonym for words, pseudonym in known.items()}
    proposed = propose_pseudonyms(named, [*texts, *came], by_folded, turn)
    found = sentences_by_words(proposed, "\n\n".join(texts))
    return [build_row(one, proposed, found) for one in named if found[normalise_words(one.words)]]


def sentences_by_words(proposed: dict[str, str], text: str) -> dict[str, list[str]]:
    """The sentences in which each name would be replaced, one for each place."""
    swap = NameReplacer(proposed)
    found: dict[str, list[str]] = defaultdict(list)
    for start, end, _new in swap.find_replacements(text):
        found[normalise_words(text[start:end])].append(sentence_around(text, start))
    return found


def build_row(
    named: NamedDetail, proposed: dict[str, str], found: dict[str, list[str]]
) -> PseudonymRow:
    """One row of the page."""
    label = str(LABELS.get(named.kind, "")) if named.kind != "place" else ""
    sentences = found[normalise_words(named.words)]
    shown = list(dict.fromkeys(sentences))[:SENTENCES_SHOWN]
    return PseudonymRow(named.words, len(sentences), proposed[named.words], label, shown)


def parse_pseudonyms(sent: QueryDict) -> dict[str, str]:
    """The pseudonyms that the columnist left in their fields, by the words they are for."""
    pairs = zip(sent.getlist("pseudonym-words"), sent.getlist("pseudonym"), strict=False)
    cut = [(words.strip()[:1000], new.strip()[: Pseudonym.LIMIT]) for words, new in pairs]
    return {words: new for words, new in cut[: ROWS_AT_MOST + 1] if words and new}


@require_staff("questions.change_question")
@require_POST
def insert_pseudonyms(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep what was sent with the pseudonyms in it."""
    return change_names(request, pk, insert_or_save_draft)


@require_staff("questions.change_question")
@require_POST
def restore_names(request: StaffRequest, pk: int) -> HttpResponse:
    """Undo: keep what was sent, then go back to the text before the pseudonyms."""
    return change_names(request, pk, save_and_restore)


def change_names(
    request: StaffRequest,
    pk: int,
    change: Callable[[StaffRequest, Question, AutosaveForm], None],
) -> HttpResponse:
    """Change what was sent, and go back to the names on the answer page.

    If it is refused, or another text was saved meanwhile, the page comes back with all of it.
    """
    question = get_object_or_404(Question, pk=pk)
    form = AutosaveForm(request.POST, instance=question)
    page = reverse("admin:questions_question_change", args=[pk])
    with suppress(actions.revisions.StaleRevision):
        if form.is_valid():
            change(request, question, form)
            return HttpResponseRedirect(f"{page}#names")
    return admin.site.get_model_admin(Question).change_view(request, str(pk), page, {})


def insert_or_save_draft(request: StaffRequest, question: Question, form: AutosaveForm) -> None:
    """Put the pseudonyms in; if one does not fit, keep the text as it was sent."""
    try:
        many = actions.pseudonyms.replace_names(
            question,
            form.to_question_text(),
            parse_pseudonyms(request.POST),
            base_revision=form.cleaned_data["base_revision"],
            by=request.user,
        )
        add_replaced_message(request, many)
    except actions.pseudonyms.TextTooLong:
        form.save_draft(request.user)
        messages.error(request, _("A text would become too long. Take shorter pseudonyms."))


def add_replaced_message(request: HttpRequest, many: int) -> None:
    """Say in how many places names were replaced."""
    if not many:
        messages.warning(request, _("Nothing was replaced: these names are not in the text."))
        return
    words = ngettext(
        "Names were replaced in %(n)d place. What was there before is in the history.",
        "Names were replaced in %(n)d places. What was there before is in the history.",
        many,
    )
    messages.success(request, words % {"n": many})


def save_and_restore(request: StaffRequest, question: Question, form: AutosaveForm) -> None:
    """Keep the text as it was sent, then put the names back."""
    form.save_draft(request.user)
    if actions.pseudonyms.restore_names(question, request.user):
        messages.success(request, _("The names are back."))
    else:
        messages.warning(request, _("You wrote on since. The text from before is in the history."))
