"""What became of a mail: what status codes say about the mailbox that it went to.

RFC 3463 has the codes. Only what is surely about the mailbox, or about its domain, is final: a
server that calls a mail spam, or whose disk is full, says nothing about whether somebody is there.
"""

import re
from enum import StrEnum

from questions.models import WeeklyCount

CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
NO_SUCH_MAILBOX = {
    *("1.0", "1.1", "1.2", "1.3", "1.4", "1.6", "1.9", "1.10"),  # the address, or its domain
    *("2.1", "4.1", "4.4"),  # switched off; Microsoft's word for nobody; no way to the domain
}
SAYS_ONLY_NO = {"0.0", "5.0"}  # which is meant for the address, unless the words say otherwise
ABOUT_US = re.compile(
    r"spam|block|black ?list|policy|reputation|rbl|dnsbl|\bspf\b|dkim|dmarc|rate.?limit|too many"
    r"|quota|\bfull\b|storage|authenticat|relay",
    re.IGNORECASE,
)


class Fate(StrEnum):
    """What became of a mail that did not arrive, or was not wanted."""

    HARD = WeeklyCount.MAIL_HARD
    SOFT = WeeklyCount.MAIL_SOFT
    COMPLAINT = WeeklyCount.MAIL_COMPLAINT


def judge_status(*texts: str) -> Fate | None:
    """What a failure means, by the codes in it.

    Args:
        texts: the status, then what the server said; the first code that says more than "no"
            counts.

    Returns:
        None when it did not fail, or when there is no code.
    """
    found = [match.groups() for text in texts for match in CODE.finditer(text)]
    if not found:
        return None
    kind, *detail = next((one for one in found if one[1:] != ("0", "0")), found[0])
    if kind == "2":
        return None
    code = ".".join(str(int(number)) for number in detail)
    is_plain_no = code in SAYS_ONLY_NO and not any(map(ABOUT_US.search, texts))
    is_final = kind == "5" and (code in NO_SUCH_MAILBOX or is_plain_no)
    return Fate.HARD if is_final else Fate.SOFT


def judge_answer(code: int, text: str) -> Fate:
    """What a server's answer to an address means (RFC 5321, 4.2.2).

    Args:
        code: of three digits.
        text: what follows it.
    """
    if not 500 <= code <= 599:
        return Fate.SOFT
    if judged := judge_status(text):
        return judged
    is_about_mailbox = code in {550, 551, 553} and not ABOUT_US.search(text)
    return Fate.HARD if is_about_mailbox else Fate.SOFT
