"""Ready replies and help lines, to put into a message to a letter's writer."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from questions.models import Message, Resource


@dataclass(frozen=True)
class ReadyReply:
    """A text to begin from.

    Attributes:
        name: how an address names it.
        label: what it is for, in a few words.
        kind: what the message is sent as, `Message.Kind`.
        text: the text itself.
    """

    name: str
    label: str
    kind: str
    text: str


def list_ready_replies() -> list[ReadyReply]:
    """Texts for asking back, for declining and for danger."""
    return [*replies_that_ask(), *replies_that_decline(), reply_to_danger()]


def ready_replies_context(kinds: Collection[str]) -> dict[str, Any]:
    """What a form needs to offer ready replies of some kinds, and help lines."""
    replies = [one for one in list_ready_replies() if one.kind in kinds]
    return {"ready_replies": replies, "help_lines": list_help_lines()}


def replies_that_ask() -> list[ReadyReply]:
    """Texts for asking back."""
    more = _(
        "Thank you for your letter. Before I answer, I’d like to understand it better. "
        "What happened just before this, and what have you tried already?"
    )
    wish = _(
        "Thank you for your letter. What would you like to be different a month from now, "
        "and what would be the first sign of it?"
    )
    changes = _(
        "I’d like to answer your letter on the site. Is there anything in it that somebody who "
        "knows you would recognise? Tell me what I should leave out or change."
    )
    kind = Message.Kind.QUESTION
    return [
        ReadyReply("ask-more", _("Ask for more detail"), kind, more),
        ReadyReply("ask-wish", _("Ask what they hope for"), kind, wish),
        ReadyReply("ask-changes", _("Ask what to leave out"), kind, changes),
    ]


def replies_that_decline() -> list[ReadyReply]:
    """Texts for declining."""
    many = _(
        "Thank you for writing. More letters arrive than I can answer, and I can’t answer yours. "
        "That says nothing about how much it matters. I hope you find somebody to talk it over "
        "with."
    )
    expert = _(
        "Thank you for writing. What you describe needs somebody who can look at all of it with "
        "you, such as a doctor, a lawyer or a counsellor. An answer from me could do harm, so I "
        "won’t give one. I wish you well."
    )
    kind = Message.Kind.DECLINE
    return [
        ReadyReply("decline-many", _("Decline: too many letters"), kind, many),
        ReadyReply("decline-expert", _("Decline: needs an expert"), kind, expert),
    ]


def reply_to_danger() -> ReadyReply:
    """A text for somebody who may be in danger; help lines are put in below it."""
    text = _(
        "Thank you for trusting me with this. I’m worried about you, and I don’t want you to wait "
        "for an answer from me. If you might be hurt today, please ring the emergency number where "
        "you are. These people will listen now, and you needn’t give your name:"
    )
    return ReadyReply("danger", _("Danger: point to help"), Message.Kind.NOTE, f"{text}\n\n")


def find_ready_reply(name: str) -> ReadyReply | None:
    """The ready reply of a name, if there is one."""
    return next((one for one in list_ready_replies() if one.name == name), None)


def list_help_lines() -> list[tuple[str, list[tuple[str, str]]]]:
    """Help lines by country: the name of each, and the line of text that is put in."""
    countries = Resource.get_current()
    return [
        (country.name, [(line.name, describe_help_line(line)) for line in country.lines])
        for country in countries
        if country.lines
    ]


def describe_help_line(line: Resource) -> str:
    """A help line in one line: its name and the ways to reach it."""
    ways = [line.number]
    if line.text_number and line.text_word:
        word, number = line.text_word, line.text_number
        ways.append(_("text %(word)s to %(number)s") % {"word": word, "number": number})
    elif line.text_number:
        ways.append(_("text %(number)s") % {"number": line.text_number})
    ways.append(line.site_name)
    return f"{line.name}: {', '.join(way for way in ways if way)}"
