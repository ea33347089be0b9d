"""Whether an SPF record lets an address send (RFC 7208), as far as a check needs it.

`exists`, `ptr` and macros depend on the single mail: they are counted and match nothing.
"""

from ipaddress import ip_address, ip_network

from questions.mail.dns_records import Records

MOST_LOOKUPS = 10  # RFC 7208, section 4.6.4: with more the record counts for nothing
RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
ASKING = {"include", "a", "mx", "ptr", "exists", "redirect"}


class SpfError(Exception):
    """The record counts for nothing. Says why."""


def find_spf(records: Records, domain: str) -> str:
    """The one SPF record of a domain, or nothing.

    Raises:
        SpfError: there are two.
        DnsAway: no server answered.
    """
    found = [text for text in records.find_texts(domain) if is_spf(text)]
    if len(found) > 1:
        raise SpfError(f"{domain} has {len(found)} SPF records, and only one may be there")
    return found[0] if found else ""


def is_spf(text: str) -> bool:
    """Whether a text is an SPF record."""
    return text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")


class SpfCheck:
    """One evaluation, with its count of questions.

    Args:
        records: whom to ask.
        address: the address that would send.
    """

    def __init__(self, records: Records, address: str) -> None:
        self.records, self.address, self.lookups = records, ip_address(address), 0

    def evaluate_domain(self, domain: str) -> str:
        """What the domain's record says of the address: pass, fail, softfail, neutral or none.

        Raises:
            SpfError: the record counts for nothing.
            DnsAway: no server answered.
        """
        text = find_spf(self.records, domain)
        if not text:
            return "none"
        redirect = ""
        for term in text.split()[1:]:
            if term.lower().startswith("redirect="):
                redirect = term.partition("=")[2]
            elif result := self.evaluate_term(term, domain):
                return result
        if redirect:
            self.count_lookup()
            return self.evaluate_domain(redirect)
        return "neutral"

    def evaluate_term(self, term: str, domain: str) -> str:
        """The result of one mechanism, or nothing when it does not match."""
        sign, body = (term[0], term[1:]) if term[0] in RESULTS else ("+", term)
        name, _colon, value = body.partition(":")
        mechanism, _slash, _length = name.lower().partition("/")
        if mechanism in ASKING:
            self.count_lookup()
        return RESULTS[sign] if self.is_match(mechanism, value, domain) else ""

    def count_lookup(self) -> None:
        """Count one more question to DNS."""
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            raise SpfError(f"it asks DNS more than {MOST_LOOKUPS} times")

    def is_match(self, mechanism: str, value: str, domain: str) -> bool:
        """Whether a mechanism means the address."""
        host = value.partition("/")[0] or domain
        if mechanism == "all":
            return True
        if mechanism in {"ip4", "ip6"}:
            return self.is_in(value)
        if mechanism == "a":
            return any(map(self.is_in, self.records.find_addresses(host)))
        if mechanism == "mx":
            servers = self.records.find_mail_servers(host)[:MOST_LOOKUPS]
            found = [one for server in servers for one in self.records.find_addresses(server)]
            return any(map(self.is_in, found))
        return mechanism == "include" and self.evaluate_domain(host) == "pass"

    def is_in(self, network: str) -> bool:
        """Whether the address is in a network; one that is none has no addresses."""
        try:
            return self.address in ip_network(network, strict=False)
        except ValueError:
            return False
