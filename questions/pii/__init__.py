"""Details in a letter that may give somebody away: pointed out to the one who writes, never cut.

One search for each kind, each in linear time; `find` puts what they find in order.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from questions.pii import contacts, names, numbers, places
from questions.pii.patterns import Spans

LABELS = {
    "email": _("an e-mail address"),
    "link": _("a link"),
    "date": _("an exact date"),
    "phone": _("a telephone number"),
    "handle": _("a name used online"),
    "address": _("an address"),
    "place": _("where somebody works or learns"),
    "name": _("a full name"),
    "age": _("an exact age"),
}


SEARCHES: dict[str, Callable[[str], Spans]] = {
    "email": contacts.find_emails,
    "link": contacts.find_links,
    "date": numbers.find_dates,
    "phone": contacts.find_phones,
    "handle": contacts.find_handles,
    "address": places.find_addresses,
    "place": places.find_places,
    "name": names.find_names,
    "age": numbers.find_ages,
}


@dataclass(frozen=True)
class IdentifyingDetail:
    """One detail, where it stands in the text.

    Attributes:
        kind: a key of LABELS.
        start: its first character.
        end: the character behind it.
        words: the detail as it was written.
    """

    kind: str
    start: int
    end: int
    words: str

    @property
    def kind_label(self) -> str:
        """The kind, as it is said to the one who writes."""
        return str(LABELS[self.kind])


def find_details(text: str) -> list[IdentifyingDetail]:
    """The details in a text, in their order, without overlaps; the longer story wins."""
    found = [
        IdentifyingDetail(kind, start, end, text[start:end])
        for kind, search in SEARCHES.items()
        for start, end in search(text)
    ]
    found.sort(key=lambda hint: hint.start)  # stable: of two that begin together, the first kind
    kept: list[IdentifyingDetail] = []
    for hint in found:
        if not kept or hint.start >= kept[-1].end:
            kept.append(hint)
    return kept
