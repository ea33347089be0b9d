"""Spam, met without a third party: what looks like it is kept apart at the desk, never lost."""

import re

from django.core.signing import BadSignature

from questions.asking.forms import FORM_SIGNER

LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MIN_SECONDS = 3  # seconds: nobody writes a letter in them
SPAM_POINTS = 2  # points


def looks_like_spam(text: str, trap: str, signed_token: str) -> bool:
    """Weigh the signs; one alone is never enough, save the field that people do not see.

    Args:
        text: the letter.
        trap: what stands in the field that is hidden from people.
        signed_token: the form's name with the time at which the form was made.
    """
    links = len(LINK.findall(text))
    points = 2 * bool(trap) + is_too_quick(signed_token) + min(links, 2)
    return points >= SPAM_POINTS


def is_too_quick(signed_token: str) -> bool:
    """Whether the form was sent sooner than a person could have filled it in."""
    try:
        FORM_SIGNER.unsign_object(signed_token, max_age=MIN_SECONDS)
    except BadSignature:
        return False
    return True
