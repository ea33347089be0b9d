"""What DNS says of the domain that sends the column's mail, and what to put there.

Receivers decide by SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489) and the name of the sending
machine whether a newsletter arrives. Each check ends in one result or more, in plain words.
"""

import base64
import binascii
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from questions.mail.dns_records import DnsAway, Records
from questions.mail.spf import SpfCheck, SpfError, find_spf

COMMON_SELECTORS = (
    *("default", "mail", "dkim", "s1", "s2", "k1", "k2", "selector1", "selector2", "google"),
    *("smtp", "key1", "mailjet", "pm", "zoho", "fm1", "protonmail", "20230601"),
)
LEAST_KEY, GOOD_KEY = 1024, 2048  # bits: RFC 8301, section 3.2


class Level(StrEnum):
    """How a result is to be taken."""

    GOOD = "ok"
    NOTE = "note"
    BAD = "WRONG"


class CheckResult(NamedTuple):
    """One thing that was looked at.

    Attributes:
        name: what, such as SPF.
        level: how it is.
        words: what was seen, and what to do.
        record: what to put into DNS, as `name TYPE value`, or nothing.
    """

    name: str
    level: Level
    words: str
    record: str = ""


class Sending(NamedTuple):
    """Who sends.

    Attributes:
        sender: the domain in From.
        return_path: the domain to which mail comes back.
        addresses: the machines that hand mail over to receivers, if they are known.
        selectors: of DKIM; where there are none, common ones are tried.
        has_bounces: whether an address for mail that comes back is set.
    """

    sender: str
    return_path: str
    addresses: tuple[str, ...] = ()
    selectors: tuple[str, ...] = ()
    has_bounces: bool = False


def check_domain(records: Records, sending: Sending) -> list[CheckResult]:
    """All that DNS says about a sender, in the order in which to mend it."""
    checks: dict[str, Callable[[Records, Sending], Iterator[CheckResult]]] = {
        "SPF": check_spf,
        "DKIM": check_dkim,
        "DMARC": check_dmarc,
        "MX": check_mail_servers,
        "PTR": check_names,
    }
    found: list[CheckResult] = []
    for name, check in checks.items():
        try:
            found += check(records, sending)
        except DnsAway:
            found.append(CheckResult(name, Level.NOTE, "DNS did not answer. Try again later."))
    return found


def check_spf(records: Records, sending: Sending) -> Iterator[CheckResult]:
    """SPF: the domain of the return path says who may send for it."""
    domain = sending.return_path
    proposal = f'{domain} TXT "{propose_spf(sending)}"'
    try:
        text = find_spf(records, domain)
        if not text:
            words = f"{domain} doesn’t say who may send mail for it. Put this into DNS, with what "
            yield CheckResult("SPF", Level.BAD, f"{words}your mail provider names:", proposal)
            return
        yield judge_spf_text(domain, text)
        for address in sending.addresses:
            yield judge_spf(SpfCheck(records, address), domain, proposal)
    except SpfError as reason:
        yield CheckResult("SPF", Level.BAD, f"The record is invalid: {reason}.", proposal)


def propose_spf(sending: Sending) -> str:
    """A record that lets the known machines send."""
    known = [f"ip{6 if ':' in one else 4}:{one}" for one in sending.addresses]
    return " ".join(["v=spf1", *(known or ["mx"]), "~all"])


def judge_spf_text(domain: str, text: str) -> CheckResult:
    """What the record itself shows."""
    if "+all" in text.lower().split() or "all" in text.lower().split():
        words = f"{domain} lets everybody send in its name: end the record with ~all or -all."
        return CheckResult("SPF", Level.BAD, words)
    return CheckResult("SPF", Level.GOOD, f"{domain} says who may send mail for it.")


def judge_spf(check: SpfCheck, domain: str, proposal: str) -> CheckResult:
    """Whether a machine may send."""
    result = check.evaluate_domain(domain)
    if result == "pass":
        return CheckResult("SPF", Level.GOOD, f"{check.address} may send for {domain}.")
    words = f"{check.address} may not send for {domain} ({result}). Add it to the record, such as:"
    return CheckResult("SPF", Level.BAD, words, proposal)


def check_dkim(records: Records, sending: Sending) -> Iterator[CheckResult]:
    """DKIM: the key with which the mail server signs stands under its selector."""
    found = False
    for selector in sending.selectors or COMMON_SELECTORS:
        name = f"{selector}._domainkey.{sending.sender}"
        texts = [text for text in records.find_texts(name) if "p=" in text]
        found = found or bool(texts)
        if texts:
            yield judge_dkim(name, texts)
        elif sending.selectors:
            words = f"There is no key at {name}. Put there the one with which your server signs:"
            yield CheckResult("DKIM", Level.BAD, words, f'{name} TXT "v=DKIM1; k=rsa; p=…"')
    if not found and not sending.selectors:
        words = "No key was found under common names. Switch DKIM on at your mail provider, or "
        words += "name its selector with --selector (s= in the DKIM-Signature of a sent mail)."
        yield CheckResult("DKIM", Level.BAD, words)


def judge_dkim(name: str, texts: list[str]) -> CheckResult:
    """What a key is worth."""
    if len(texts) > 1:
        return CheckResult("DKIM", Level.BAD, f"{name} has {len(texts)} keys: leave one.")
    tags = parse_tags(texts[0])
    bits = count_key_bits(tags.get("p", ""))
    if not tags.get("p"):
        return CheckResult("DKIM", Level.BAD, f"The key at {name} was withdrawn (p= is empty).")
    if bits is None:
        return CheckResult("DKIM", Level.BAD, f"The key at {name} is damaged: copy it once more.")
    if bits and bits < LEAST_KEY:
        return CheckResult("DKIM", Level.BAD, f"The key at {name} is too short: {bits} bits.")
    if bits and bits < GOOD_KEY:
        words = f"The key at {name} has {bits} bits; {GOOD_KEY} are better."
        return CheckResult("DKIM", Level.NOTE, words)
    if "y" in tags.get("t", "").split(":"):
        return CheckResult("DKIM", Level.NOTE, f"The key at {name} is a test: remove t=y.")
    return CheckResult("DKIM", Level.GOOD, f"There is a key at {name}.")


def count_key_bits(text: str) -> int | None:
    """How long a key is: 0 for one that is not RSA, None for what is no key."""
    try:
        raw = base64.b64decode("".join(text.split()), validate=True)
        if len(raw) == 32:
            return 0  # Ed25519 (RFC 8463)
        key = load_der_public_key(raw)
    except (binascii.Error, ValueError, TypeError):
        return None
    return key.key_size if isinstance(key, RSAPublicKey) else 0


def parse_tags(text: str) -> dict[str, str]:
    """A record of the form `name=value; name=value`."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _sign, value in pairs}


def check_dmarc(records: Records, sending: Sending) -> Iterator[CheckResult]:
    """DMARC: what receivers do with mail that only claims to be from the domain."""
    name, texts = find_dmarc(records, sending.sender)
    proposal = f'_dmarc.{sending.sender} TXT "v=DMARC1; p=quarantine"'
    if not texts:
        words = "There is no DMARC record, which large providers demand of newsletters. Begin with:"
        yield CheckResult("DMARC", Level.BAD, words, proposal)
        return
    tags = parse_tags(texts[0])
    if len(texts) > 1:
        yield CheckResult("DMARC", Level.BAD, f"{name} has {len(texts)} records: leave one.")
    elif tags.get("p", "").lower() not in {"none", "quarantine", "reject"}:
        yield CheckResult("DMARC", Level.BAD, f"The record at {name} has no policy:", proposal)
    elif tags["p"].lower() == "none":
        words = f"{name} only watches (p=none). When SPF and DKIM pass, let it protect you:"
        yield CheckResult("DMARC", Level.NOTE, words, proposal)
    else:
        yield CheckResult("DMARC", Level.GOOD, f"{name} says {tags['p']}.")
    yield from check_alignment(sending, tags)


def find_dmarc(records: Records, domain: str) -> tuple[str, list[str]]:
    """The records of the domain, or of the nearest one above that has any."""
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        name = f"_dmarc.{'.'.join(labels[start:])}"
        texts = [one for one in records.find_texts(name) if one.lower().startswith("v=dmarc1")]
        if texts:
            return name, texts
    return f"_dmarc.{domain}", []


def check_alignment(sending: Sending, tags: dict[str, str]) -> Iterator[CheckResult]:
    """Whether a return path that passes SPF counts for the sender's domain."""
    sender, back = sending.sender, sending.return_path
    is_related = sender.endswith(f".{back}") or back.endswith(f".{sender}")
    is_strict = tags.get("aspf", "r").lower() == "s"
    if sender == back or (is_related and not is_strict):
        return
    words = f"Mail from {sender} that comes back to {back} passes DMARC by DKIM alone. Choose a "
    yield CheckResult("DMARC", Level.NOTE, f"{words}BOUNCE_ADDRESS of the same domain.")


def check_mail_servers(records: Records, sending: Sending) -> Iterator[CheckResult]:
    """MX: mail that comes back, and replies, must reach somebody."""
    for domain in dict.fromkeys((sending.sender, sending.return_path)):
        servers = records.find_mail_servers(domain)
        if servers == ["."]:
            yield CheckResult("MX", Level.BAD, f"{domain} says that it takes no mail at all.")
        elif servers:
            yield CheckResult("MX", Level.GOOD, f"{domain} takes mail.")
        elif records.find_addresses(domain):
            words = f"{domain} names no mail server, so mail goes to its web server. Name one:"
            yield CheckResult("MX", Level.NOTE, words, f"{domain} MX 10 mail.{domain}")
        else:
            words = f"{domain} can’t get mail, so receivers refuse what it sends. Name a server:"
            yield CheckResult("MX", Level.BAD, words, f"{domain} MX 10 mail.{domain}")
    if not sending.has_bounces:
        words = "BOUNCE_ADDRESS isn’t set, so the column never learns which mail came back."
        yield CheckResult("MX", Level.NOTE, words)


def check_names(records: Records, sending: Sending) -> Iterator[CheckResult]:
    """PTR: a machine that sends has a name, and the name has the machine's address."""
    if not sending.addresses:
        words = "The address of the sending machine isn’t known; name it with --ip. Where a "
        words += "provider sends for you, it takes care of this."
        yield CheckResult("PTR", Level.NOTE, words)
    for address in sending.addresses:
        names = records.find_names(address)
        good = [name for name in names if address in records.find_addresses(name)]
        if good:
            yield CheckResult("PTR", Level.GOOD, f"{address} is called {good[0].rstrip('.')}.")
        elif names:
            words = f"{address} is called {names[0].rstrip('.')}, and that name leads elsewhere. "
            yield CheckResult("PTR", Level.BAD, f"{words}Let both say the same.")
        else:
            words = f"{address} has no name. Whoever runs the network (your host) sets it:"
            record = f"{address} PTR mail.{sending.sender}"
            yield CheckResult("PTR", Level.BAD, words, record)
