"""Numbers that others have typed."""


def read_number(text: str | None, most_digits: int = 8) -> int | None:
    """A whole number that is not negative, or None.

    Python refuses to read more than 4,300 digits with an error, and takes digits of every script.

    Args:
        text: what stands where a number should.
        most_digits: more are no number.
    """
    if not text or len(text) > most_digits or not (text.isascii() and text.isdigit()):
        return None
    return int(text)
