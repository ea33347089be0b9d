"""Before it is public: what the server finds about a question, for the columnist to look at.

Hard points block publishing whichever way one tries, because the verb looks at them too
(`actions.questions.list_reasons`). Soft ones are asked about once, before publishing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questions import actions, pii
from questions.actions.history import open_question
from questions.actions.link_checks import MarkupCollector, internal_path, list_link_faults
from questions.actions.public_text import WRITTEN_FIELDS
from questions.models import Letter, Pseudonym, Question
from questions.pii.naming import TITLES
from questions.pii.pseudonyms import NameReplacer, distinct_words, normalise_words

HINTS_NAMED = 5
NOTES_FOR = {"self-harm": {"self-harm"}, "violence": {"violence", "abuse"}}
PSEUDONYM_KINDS = {"name", "place"}
PLACEHOLDER = "What the picture shows"


@dataclass(frozen=True)
class ChecklistItem:
    """One line of the checklist.

    Attributes:
        text: a sentence for the columnist.
        is_done: whether nothing is left to do about it.
        is_hard: whether it blocks publishing.
    """

    text: str
    is_done: bool
    is_hard: bool = False

    @property
    def status_symbol(self) -> str:
        """The sign in front of it: done, blocking, or asking."""
        return "✓" if self.is_done else "●" if self.is_hard else "○"

    @property
    def status_name(self) -> str:
        """The same in a word, for the style and for those who hear the page."""
        return "done" if self.is_done else "hard" if self.is_hard else "soft"


def list_items(question: Question) -> list[ChecklistItem]:
    """The whole list for the text that is being written, hard points first."""
    opened = open_question(question)
    return [
        *blocking_items(opened),
        *(point for look in OPTIONAL_CHECKS for point in look(opened)),
    ]


def list_open_items(question: Question) -> list[ChecklistItem]:
    """The soft points that are not done: what publishing asks about."""
    opened = open_question(question)
    return [point for look in OPTIONAL_CHECKS for point in look(opened) if not point.is_done]


def blocking_items(question: Question) -> Iterator[ChecklistItem]:
    """What the verb itself refuses to publish without."""
    reasons = actions.questions.list_reasons(question)
    yield from (ChecklistItem(reason, is_done=False, is_hard=True) for reason in reasons)
    if actions.questions.has_consent(question):
        yield ChecklistItem(_("Its writer agreed to publication"), is_done=True, is_hard=True)
    if actions.questions.needs_care_checklist(question) and not question.unticked_care_points:
        yield ChecklistItem(
            _("The checklist for letters about danger is complete"), is_done=True, is_hard=True
        )


def check_tags(question: Question) -> Iterator[ChecklistItem]:
    """Readers find questions by their tags."""
    names = ", ".join(tag.name for tag in question.tag_list)
    if names:
        yield ChecklistItem(_("Tags: %(names)s") % {"names": names}, is_done=True)
    else:
        yield ChecklistItem(
            _("It has no tag: readers can only find it by date and by search"), is_done=False
        )


def check_pictures(question: Question) -> Iterator[ChecklistItem]:
    """Those who cannot see a picture are told what it shows."""
    if not (found := MarkupCollector(question.answer_html).pictures):
        return
    without = sum(one.words in ("", PLACEHOLDER, _(PLACEHOLDER)) for one in found)
    if without:
        words = ngettext(
            "%(n)d picture does not say what it shows", "%(n)d pictures do not say what they show",
            without,
        )  # fmt: skip
        yield ChecklistItem(words % {"n": without}, is_done=False)
    else:
        yield ChecklistItem(_("Each picture says what it shows"), is_done=True)


def check_links(question: Question) -> Iterator[ChecklistItem]:
    """Every link leads somewhere, and one inside the site to a page that readers can open."""
    faults = list_link_faults(question.answer)
    yield from (ChecklistItem(fault, is_done=False) for fault in faults)
    links = MarkupCollector(question.answer_html).links
    if not faults and any(internal_path(link.address) for link in links):
        yield ChecklistItem(_("Each link inside the site leads somewhere"), is_done=True)


def check_content_notes(question: Question) -> Iterator[ChecklistItem]:
    """Readers are told what they may not want to read, and danger has been looked at twice."""
    if names := ", ".join(question.content_note_names):
        yield ChecklistItem(_("Content notes: %(names)s") % {"names": names}, is_done=True)
    flags = set(actions.questions.danger_flags(question)) & NOTES_FOR.keys()
    if flags := {flag for flag in flags if not NOTES_FOR[flag] & set(question.content_notes)}:
        names = ", ".join(str(Letter.FLAG_NAMES[flag]) for flag in sorted(flags))
        text = _("Its letter may speak of danger, and no content note says so: %(names)s")
        yield ChecklistItem(text % {"names": names}, is_done=False)


def check_identity(question: Question) -> Iterator[ChecklistItem]:
    """What in the public text may still tell who wrote the letter."""
    known = Pseudonym.for_question(question)
    made_up = distinct_words(known.values()) | TITLES
    hints = pii.find_details(question.letter_text)
    found = [
        hint
        for hint in hints
        if hint.kind not in PSEUDONYM_KINDS or distinct_words([hint.words]) - made_up
    ]
    yield from check_replaced_names(question, known)
    if found:
        named = ", ".join(dict.fromkeys(map(describe_hint, found[:HINTS_NAMED])))
        words = ngettext(
            "%(n)d detail in the letter may still give somebody away: %(named)s",
            "%(n)d details in the letter may still give somebody away: %(named)s",
            len(found),
        )
        yield ChecklistItem(words % {"n": len(found), "named": named}, is_done=False)
    elif question.letter_text:
        yield ChecklistItem(
            _("The search found no telling detail; read it once more with the writer’s eyes"),
            is_done=True,
        )


def describe_hint(hint: pii.IdentifyingDetail) -> str:
    """A detail as it is named; a bare number says what it tells."""
    return f"{hint.words} ({hint.kind_label})" if hint.kind == "age" else hint.words


def check_replaced_names(question: Question, known: dict[str, str]) -> Iterator[ChecklistItem]:
    """Names that have a pseudonym and were written again since."""
    swap = NameReplacer(known)
    swap.replace_all("\n\n".join(getattr(question, name) for name in WRITTEN_FIELDS))
    if left := ", ".join(words for words in known if swap.used[normalise_words(words)]):
        text = _("Stand-ins were put in, and these names are there again: %(names)s")
        yield ChecklistItem(text % {"names": left}, is_done=False)


def check_published_likes(question: Question) -> Iterator[ChecklistItem]:
    """A letter that is told once more may be copied, or from somebody who wrote before."""
    if not question.letters.exists():
        return
    for other in actions.provenance.find_published_likes(question.letter_text, question):
        if other.pk != question.update_of_id:
            text = _("The letter is much like a published one: %(headline)s")
            yield ChecklistItem(text % {"headline": other.headline}, is_done=False)


OPTIONAL_CHECKS: list[Callable[[Question], Iterator[ChecklistItem]]] = [
    check_tags,
    check_identity,
    check_pictures,
    check_links,
    check_content_notes,
    check_published_likes,
]
