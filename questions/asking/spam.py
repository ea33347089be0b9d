"""Spam, met without a third party: what looks like it is kept apart for John, never lost."""

import re
from hashlib import sha256

from django.conf import settings
from django.core import signing

from questions.asking.forms import FORM_SALT

LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MIN_SECONDS = 3  # seconds: nobody writes a letter in them
SPAM_POINTS = 2  # points
PROOF_LENGTH = 20


def looks_like_spam(text: str, trap: str, signed_token: str, proof: str = "") -> bool:
    """Weigh the signs; one alone is never enough, save the field that people do not see.

    Args:
        text: the letter.
        trap: what stands in the field that is hidden from people.
        signed_token: the form's name with the time at which the form was made.
        proof: the puzzle's solution, if the browser has found one; it makes up for one sign.
    """
    links = len(LINK.findall(text))
    points = -has_proof(signed_token, proof)
    points += (
        2 * bool(trap) + is_too_quick(signed_token) + min(links, 2) * (links > 1) + (links == 1)
    )
    return points >= SPAM_POINTS


def is_too_quick(signed_token: str) -> bool:
    """Whether the form was sent sooner than a person could have filled it in."""
    try:
        signing.loads(signed_token, salt=FORM_SALT, max_age=MIN_SECONDS)
    except signing.BadSignature:
        return False
    return True


def has_proof(signed_token: str, proof: str) -> bool:
    """Whether a browser has worked for this form: the hash of both begins with zero bits.

    Nobody needs it. It costs a person nothing and somebody who sends thousands of letters a lot.
    """
    bits = settings.PROOF_OF_WORK
    if not bits or not proof or len(proof) > PROOF_LENGTH:
        return False
    digest = sha256(f"{signed_token}:{proof}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0
