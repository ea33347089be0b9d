"""What became of a mail: what status codes say about the mailbox that it went to.

RFC 3463 has the codes. Only what is surely about the mailbox, or about its domain, is final: a
server that calls a mail spam, or whose disk is full, says nothing about whether somebody is there.
"""

import re
from enum import StrEnum

from questions.models import WeeklyCount

CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
NO_SUCH_MAILBOX = {
    *("1.1", "1.2", "1.3", "1.4", "1.6", "1.9", "1.10"),  # the address, or its domain
    *("2.1", "4.1", "4.4"),  # switched off; Microsoft's word for nobody; no way to the domain
}
SAYS_ONLY_NO = {"0.0", "1.0", "5.0"}  # meant for the address only where the words say so
ABOUT_US_OR_NOW = re.compile(
    r"spam|block|black ?list|policy|reputation|rbl|dnsbl|\bspf\b|dkim|dmarc|rate.?limit|too many"
    r"|quota|\bfull\b|storage|authenticat|relay|\bsender\b|envelope|classified|denied"
    r"|\blater\b|plus tard|später|try again|retry|temporar|timed? ?out|too long|connection"
    r"|client host|(?<![=&?/])\bips?\b(?![=&])|\bdns\b|your (?:\w+ )?address|mail from"
    r"|not allowed|gr[ae]y.?list|too (?:large|big)|\bsize\b|exceed|virus|malware|\bloop",
    re.IGNORECASE,
)
WHO = (
    r"(?:user|mailbox|account|recipient|address|destinataire|adresse|utilisateur|usuario"
    r"|empfänger|postfach|benutzer)"
)
# Spaces and words have no letter in common, so that nothing is tried twice.
GAP, WORD = r"[\s:,]{1,9}", r"(?!host|domain|client|server|your|message|mail\b)[^\s:,]{1,99}"
OF_IT = rf"(?:{GAP}{WORD}){{0,4}}?{GAP}"
IS_NOT = (
    r"(?:unknown|(?:not|n['’]t)\s+(?:be\s+)?(?:found|exist|listed|known)"
    r"|no\s+longer\s+(?:exist|active|valid)|unbekannt|existiert\s+nicht|nicht\s+gefunden"
    r"|inconnu|inexist|n['’]existe|no\s+existe|desconocid)"
)
IS_OFF = r"(?:(?:address|is|has|been)\s+){0,3}(?:invalid|disabled|inactive|deactivated|unavailable)"
NO_SUCH = (
    r"(?:no\s+such|unknown|invalid|unroute?able|non-?existent|not\s+an?\s+(?:valid|known)"
    r"|unbekannt\w{0,2})"
)
ABOUT_MAILBOX = re.compile(
    rf"{WHO}{OF_IT}{IS_NOT}|{WHO}[\s:]+{IS_OFF}|{NO_SUCH}\s+{WHO}"
    r"|\bno\s+mailbox\b|n['’]t\s+have\s+an?\s+(?:\S+\s+)?(?:account|mailbox)",
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
    is_about_mailbox = code in NO_SUCH_MAILBOX or (
        code in SAYS_ONLY_NO and blames_mailbox(" ".join(texts))
    )
    return Fate.HARD if kind == "5" and is_about_mailbox else Fate.SOFT


def blames_mailbox(text: str) -> bool:
    """Whether words without a telling code say that there is no such mailbox, and nothing else.

    Of what we do not understand several are wanted, over weeks: an address that is wrongly taken
    for dead is erased for good.
    """
    return bool(ABOUT_MAILBOX.search(text)) and not ABOUT_US_OR_NOW.search(text)


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
    is_about_mailbox = code in {550, 551, 553} and blames_mailbox(text)
    return Fate.HARD if is_about_mailbox else Fate.SOFT
