"""The desk's places: its navigation, on every page, with the present place marked."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from questions.answering.for_you import count_new

ROOM = "/questions/"
# Label, address, permission, and the part of a path by which a page belongs to the place.
PLACES = (
    (_("Inbox"), "admin:questions_letter_changelist", "questions.view_letter", "letter/"),
    (_("Answers"), "admin:questions_question_changelist", "questions.view_question", "question/"),
    (_("Schedule"), "calendar", "questions.view_question", "question/calendar/"),
    (_("Newsletter"), "issues", "questions.view_issue", "issue/"),
    (_("Tags"), "admin:questions_tag_changelist", "questions.view_tag", "tag/"),
    (
        _("Collections"),
        "admin:questions_collection_changelist",
        "questions.view_collection",
        "collection/",
    ),
    (_("Passages"), "admin:questions_passage_changelist", "questions.view_passage", "passage/"),
    (
        _("Help lines"),
        "admin:questions_resource_changelist",
        "questions.view_resource",
        "resource/",
    ),
)


@dataclass(frozen=True)
class Place:
    """One link of the navigation.

    Attributes:
        label: how the place is called.
        url: where it is.
        is_here: whether the page belongs to it.
        badge: how much is new there; 0 for nothing.
    """

    label: str
    url: str
    is_here: bool = False
    badge: int = 0


def list_places(request: HttpRequest) -> list[Place]:
    """The places that the account may enter, in their order."""
    front = reverse("admin:index")
    places = [Place(str(_("For you")), front, request.path == front, count_new(request))]
    here = find_present_place(request)
    for label, name, permission, part in PLACES:
        if request.user.has_perm(permission):
            places.append(Place(str(label), reverse(name), part == here))
    is_settings = not here and request.path != front
    return [*places, Place(str(_("Settings")), reverse("desk-settings"), is_settings)]


def find_present_place(request: HttpRequest) -> str:
    """The part of the present path that belongs to a place; the longest counts."""
    _before, _room, path = request.path.partition(ROOM)
    parts = [part for *_words, part in PLACES if path.startswith(part)]
    return max(parts, key=len, default="")
