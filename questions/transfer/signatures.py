"""The signature under a letter, and the salutation above it."""

import re

from questions.transfer.blocks import plain_line
from questions.transfer.cut_marks import NAME

LONGEST_SIGN_OFF = 80
SALUTATION = re.compile(rf"(?:dear|hi|hello|hey),? {NAME}\s*[,:!–—-]", re.IGNORECASE)
SIGNATURE = re.compile(rf"[-–—~]{{1,3}}\s*(\S.{{1,{LONGEST_SIGN_OFF - 2}}})")
CLOSING = re.compile(
    r"(?:yours(?: \w+)?|sincerely(?: yours)?|signed|love|thanks|thank you"
    r"|(?:kind|best|warm) regards|best(?: wishes)?|regards)[,.!]?",
    re.IGNORECASE,
)
BREAK = re.compile(r"(?:\\|  )\n")


def words_in(text: str) -> int:
    """Return the number of words of a text."""
    return len(text.split())


def sign_off_of(letter: str) -> tuple[str, str]:
    """Divide a letter's last line from it when that is a signature; the name may be empty."""
    places = [found.start() for found in BREAK.finditer(letter)]
    start = max([letter.rfind("\n\n"), *places])
    above, last = (
        letter[: max(start, 0)].rstrip("\\ \n"),
        plain_line(letter[start + 1 :].lstrip("\n")),
    )
    if found := SIGNATURE.fullmatch(last):
        return above, found[1].strip()
    closing = plain_line(re.split(r"\n", above)[-1]) if above else ""
    is_name = 0 < len(last) <= LONGEST_SIGN_OFF and words_in(last) <= 8
    return (above, last) if is_name and CLOSING.fullmatch(closing) else (letter, "")
