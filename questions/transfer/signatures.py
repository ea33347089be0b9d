"""The signature under a letter, and the salutation above it."""

import re

from questions.transfer.blocks import plain_line
from questions.transfer.cut_marks import NAME
from questions.transfer.cut_words import GREETINGS

LONGEST_SIGN_OFF = 80
GREETING = re.compile(rf"{GREETINGS},? ", re.IGNORECASE)
SALUTATION = re.compile(rf"{GREETINGS},? {NAME}\s*[,:!–—-]", re.IGNORECASE)
NAME_ALONE = re.compile(rf"{NAME}\s*[,:!–—-]", re.IGNORECASE)
NAME_END = re.compile(r"[,:!–—]")
WORDS = re.compile(r"[^\W_]+")
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


def plain_name(text: str) -> list[str]:
    """Return the words of a name, however it is quoted, dashed or spelled."""
    return WORDS.findall(text.casefold().replace("'", "").replace("’", ""))


def is_signature_of(above: str, line: str) -> bool:
    """Whether a line greets somebody by the words that stand above it, as an answer does.

    Args:
        above: the last line of what stands above it.
        line: the line.
    """
    greeting, name = GREETING.match(line), plain_name(above)
    if not greeting or not 0 < len(name) <= 8 or len(above) > LONGEST_SIGN_OFF:
        return False
    rest = line[greeting.end() :]
    greeted = plain_name(NAME_END.split(rest)[0])  # "Besieged" of "Besieged in Bury"
    is_short = bool(greeted) and not above.endswith((".", "?", "!", "…"))
    return plain_name(rest)[: len(name)] == name or (is_short and name[: len(greeted)] == greeted)


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
