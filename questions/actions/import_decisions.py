"""A person's decisions about an imported letter: where it is cut, and whether it is public.

It is kept beside the letter, so that a second import of the same file says the same.
"""

from dataclasses import dataclass, replace
from typing import Any

from questions.models import ImportedQuestion, ImportEntry
from questions.models.imports import source_key
from questions.transfer.hand_cuts import HandCut
from questions.transfer.items import Item
from questions.transfer.prepare import UNSURE
from questions.transfer.readers.restrictions import DOUBTS

Choice = ImportEntry.Choice


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person has said.

    Attributes:
        cut: where letter and answer begin; None if the rules decide.
        choice: one of `ImportEntry.Choice`.
    """

    cut: HandCut | None = None
    choice: str = Choice.PROPOSED

    def to_json(self) -> dict[str, Any]:
        """Return it as it is kept; nothing for nothing."""
        facts: dict[str, Any] = {"choice": self.choice} if self.choice else {}
        return facts | ({"cut": [self.cut.start, self.cut.end]} if self.cut else {})


def read_decision(facts: dict[str, Any] | None) -> Decision:
    """Return a decision as it was kept."""
    facts = facts or {}
    cut = facts.get("cut")
    return Decision(HandCut(*cut) if cut else None, facts.get("choice", Choice.PROPOSED))


def find_decision(source_id: str) -> Decision:
    """Return what was said when a post was imported before."""
    keys = [source_key(source_id), source_key(f"{source_id}#1")]
    known = ImportedQuestion.objects.filter(source_key__in=keys).exclude(decision={})
    return read_decision(known.values_list("decision", flat=True).first())


def can_be_public(item: Item) -> bool:
    """Whether nothing keeps an item from being public but what a person can see for themselves."""
    return all(reason.startswith((UNSURE, *DOUBTS)) for reason in item.draft_reasons)


def apply_choice(item: Item, choice: str) -> Item:
    """Return an item as a person wants it. Nobody can publish what was not public over there.

    Args:
        item: as it was prepared.
        choice: one of `ImportEntry.Choice`.
    """
    if choice == Choice.DRAFT:
        return keep_as_draft(item, "You chose to keep it as a draft.")
    if choice == Choice.PUBLIC and can_be_public(item):
        return replace(item, is_public=True, was_public=True, draft_reasons=())
    return item


def keep_as_draft(item: Item, reason: str) -> Item:
    """Return an item that does not become public.

    Args:
        item: as it was prepared.
        reason: why not, in words.
    """
    if not item.is_public:
        return item
    return replace(item, is_public=False, draft_reasons=(*item.draft_reasons, reason))
