"""Signatures that carry a time, and end even when a clock that was ahead made them."""

import time
from datetime import timedelta

from django.core.signing import SignatureExpired, TimestampSigner, b62_decode

CLOCK_SKEW = 300  # seconds by which the clocks of two nodes may differ


class DatedSigner(TimestampSigner):
    """Django's signer. What seems to be made in the future has no known age, so it opens nothing.

    Otherwise it would open until that day, however short its time is.
    """

    def unsign(self, value: str, max_age: int | timedelta | None = None) -> str:
        """What was signed.

        Args:
            value: with its time and signature.
            max_age: how long it opens, in seconds if it is a number.

        Raises:
            BadSignature: it is not ours, is too old, or is made by a clock that was ahead.
        """
        found = super().unsign(value, max_age=max_age)
        if b62_decode(value.rsplit(self.sep, 2)[1]) > time.time() + CLOCK_SKEW:
            raise SignatureExpired
        return found
