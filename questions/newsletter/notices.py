"""Emails to a subscriber other than issues: the yearly renewal, and the notice after an import.

Both can be answered with one click, and neither shows us whether it was opened.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from questions.mail.outbox import NotNeeded, register_composer
from questions.models import Column, OutgoingMail, Subscriber
from questions.newsletter import tokens
from questions.newsletter.emails import (
    EmailContent,
    build_reader_email,
    shared_context,
)
from questions.text.normalisation import normalise_line

DAYS_TO_ANSWER = 21  # until the reminder, and from that until the address goes


def compose_notice(mail: OutgoingMail) -> Any:
    """The mail of a row in the outbox.

    Raises:
        NotNeeded: the subscriber has left or has answered meanwhile.
    """
    reader = mail.subscriber
    if reader is None:
        raise NotNeeded
    if mail.kind == OutgoingMail.Kind.IMPORTED:
        return build_reader_email(build_origin_content(reader), reader)
    if reader.silent_days is None:
        raise NotNeeded
    return build_reader_email(build_renewal_content(reader), reader)


def build_renewal_content(reader: Subscriber) -> EmailContent:
    """Do you still want it? The first time, or as a reminder."""
    shown = shared_context() | links_for(reader) | {"since": reader.confirmed_at}
    shown |= {
        "is_reminder": (reader.silent_days or 0) >= DAYS_TO_ANSWER,
        "days": DAYS_TO_ANSWER,
    }
    subject = _("%(name)s: do you still want our letters?") % {"name": Column.get_current().name}
    body = render_to_string("mail/renewal.html", shown)
    return EmailContent(normalise_line(subject), body, _("One click to stay, one to leave."))


def build_origin_content(reader: Subscriber) -> EmailContent:
    """Where we have the address from, with the way out."""
    shown = shared_context() | links_for(reader) | {"origin": reader.origin}
    subject = _("%(name)s: you’re subscribed") % {"name": Column.get_current().name}
    body = render_to_string("mail/imported.html", shown)
    return EmailContent(normalise_line(subject), body, _("Where we have your address from."))


def links_for(reader: Subscriber) -> dict[str, str]:
    """The links that only this subscriber gets."""
    kinds = {"stay": tokens.STAY, "leave": tokens.LEAVE, "choices": tokens.CHOICES}
    return {name: tokens.make_link(kind, reader.pk) for name, kind in kinds.items()}


for kind in (OutgoingMail.Kind.RENEWAL, OutgoingMail.Kind.IMPORTED):
    register_composer(kind, compose_notice)
