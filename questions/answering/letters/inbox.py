"""The inbox, in Django's admin. A letter is read here and answered; nobody changes it."""

import uuid
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from questions import actions
from questions.actions.similar_letters import list_similar
from questions.answering.access import add_done_message
from questions.answering.letters.forms import AttachForm, HoldForm, NoteForm
from questions.answering.letters.inbox_list import InboxList, KeysFirstPaginator, StateFilter
from questions.answering.letters.messages import messages_context
from questions.answering.plain_admin import PlainAdmin
from questions.crypto import open_or_empty
from questions.forms import CleanModelForm
from questions.models import Letter, Question
from questions.models.letters import LetterQuerySet
from questions.text.normalisation import fold_text

SEARCHED_AT_MOST, FOUND_AT_MOST = 5000, 200


@admin.register(Letter)
class LetterAdmin(PlainAdmin):
    """The inbox."""

    form = CleanModelForm
    can_add = False  # letters come in at the other door
    can_delete = False  # what is erased is erased by its verb
    list_display = ("__str__",)  # the template sets each letter as a row that can be read
    list_filter = (StateFilter,)
    ordering = Letter.INBOX_ORDER
    list_per_page = 50
    paginator = KeysFirstPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # the views carry their counts
    search_fields = ("text",)
    actions = (
        "shortlist_letters",
        "tag_letters",
        "decline_letters",
        "mark_as_spam",
        "reopen_letters",
    )
    change_list_template = "admin/questions/letter/inbox.html"
    change_form_template = "admin/questions/letter/letter.html"

    def get_queryset(self, request: HttpRequest) -> LetterQuerySet:
        """Letters with the questions that answer them, in the inbox's order."""
        return Letter.objects.select_related("question", "about").in_order()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list with its views, under its own name."""
        response = super().changelist_view(request, {"title": _("Inbox")} | (extra_context or {}))
        if changelist := getattr(response, "context_data", {}).get("cl"):
            views = changelist.filter_specs[0].choices(changelist)
            response.context_data["views"] = views  # type: ignore[attr-defined]
        return response

    def has_change_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        """A letter stays as it came; only the list's actions need the permission."""
        return obj is None and request.user.has_perm("questions.change_letter")

    def has_write_permission(self, request: HttpRequest) -> bool:
        """Whether they may write to letter-writers in the columnist's name."""
        return request.user.has_perm(actions.permissions.WRITE)

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        """The list with its marks."""
        return InboxList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Letter], search_term: str
    ) -> tuple[QuerySet[Letter], bool]:
        """Open the letters of this view, the newest first, and look for all the words."""
        words = fold_text(search_term).split()
        if not words:
            return queryset, False
        newest = queryset.order_by("-received_on", "pk")[: SEARCHED_AT_MOST + 1]
        found: list[uuid.UUID] = []
        for number, letter in enumerate(newest.iterator(chunk_size=500)):
            if number == SEARCHED_AT_MOST or len(found) == FOUND_AT_MOST:
                messages.warning(request, _("Only the newest letters of this view were searched."))
                break
            if has_all_words(letter, words):
                found.append(letter.pk)
        return queryset.filter(pk__in=found), False

    @admin.action(description=gettext_lazy("Shortlist"), permissions=["change"])
    def shortlist_letters(self, request: HttpRequest, letters: QuerySet[Letter]) -> None:
        """Mark letters that may well be answered."""
        moved = actions.inbox.shortlist(letters)
        words = ngettext("Shortlisted %(n)d letter.", "Shortlisted %(n)d letters.", moved)
        add_moved_message(request, moved, len(letters), words)

    @admin.action(description=gettext_lazy("Decline with a reply…"), permissions=["write"])
    def decline_letters(self, request: HttpRequest, letters: QuerySet[Letter]) -> HttpResponse:
        """Go to the page on which the words are written."""
        return redirect_with_letters("letters-decline", letters)

    @admin.action(description=gettext_lazy("Tag…"), permissions=["change"])
    def tag_letters(self, request: HttpRequest, letters: QuerySet[Letter]) -> HttpResponse:
        """Go to the page on which the tags are ticked."""
        return redirect_with_letters("letters-tag", letters)

    @admin.action(description=gettext_lazy("Spam"), permissions=["change"])
    def mark_as_spam(self, request: HttpRequest, letters: QuerySet[Letter]) -> None:
        """Set letters aside as spam."""
        moved = actions.inbox.mark_spam(letters)
        words = ngettext("Moved %(n)d letter to spam.", "Moved %(n)d letters to spam.", moved)
        add_moved_message(request, moved, len(letters), words)

    @admin.action(description=gettext_lazy("Return to the inbox"), permissions=["change"])
    def reopen_letters(self, request: HttpRequest, letters: QuerySet[Letter]) -> None:
        """Undo the others."""
        moved = actions.inbox.reopen(letters)
        words = ngettext("Returned %(n)d letter.", "Returned %(n)d letters.", moved)
        add_moved_message(request, moved, len(letters), words)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The letter, set as a letter, with what can be done about it."""
        letter = self.get_object(request, object_id)
        context = {
            "title": _("A letter"),
            "letter": letter,
            "is_readable": letter is not None and letter.is_readable,
        }
        if letter is not None and letter.is_readable:
            context |= (
                letter_page_context(letter)
                | messages_context(letter, request.GET.get("reply", ""))
                | (extra_context or {})
            )
        return super().change_view(request, object_id, form_url, context)


def redirect_with_letters(place: str, letters: QuerySet[Letter]) -> HttpResponse:
    """To a page that asks what is to be done with the chosen letters."""
    chosen = [("letter", str(letter.pk)) for letter in letters[:FOUND_AT_MOST]]
    return HttpResponseRedirect(f"{reverse(place)}?{urlencode(chosen)}")


def letter_page_context(letter: Letter) -> dict[str, Any]:
    """The same text sent before, and the forms for what can be done about a letter."""
    alike = Letter.objects.exclude(pk=letter.pk).filter(likeness=letter.likeness).in_order()
    return {
        "alike": alike.select_related("question")[:10] if letter.likeness else [],
        "gathered": list_similar(letter) if letter.state in Letter.WAITING else [],
        "published_likes": find_published_likes(letter),
        "note_form": NoteForm(initial={"note": letter.note}),
        "hold_form": HoldForm(initial={"because": letter.held_because}),
        "attach_form": AttachForm(),
    }


def find_published_likes(letter: Letter) -> list[Question]:
    """Published letters that one is much like; what is about one is like it for good reasons."""
    if letter.kind != Letter.Kind.LETTER:
        return []
    return actions.provenance.find_published_likes(letter.text, letter.question)


def has_all_words(letter: Letter, words: list[str]) -> bool:
    """Whether all the words stand in the letter; one that no key opens has none."""
    text = fold_text(open_or_empty(letter, "text"))
    return all(word in text for word in words)


def add_moved_message(request: HttpRequest, moved: int, chosen: int, words: str) -> None:
    """Say how many letters were moved, and how many stood where they could not be.

    Args:
        request: whose.
        moved: how many.
        chosen: of how many.
        words: what was done, with `%(n)d` for the number.
    """
    said = words % {"n": moved}
    if left := chosen - moved:
        rest = ngettext("%(n)d was left as it is.", "%(n)d were left as they are.", left)
        said = f"{said} {rest % {'n': left}}"
    add_done_message(request, said)
