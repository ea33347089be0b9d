"""Questions to DNS: what stands at a name, or that nothing does."""

from typing import Any

import dns.exception
import dns.resolver
import dns.reversename

SECONDS = 6.0  # for one question, with all tries
NOTHING = (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN)


class DnsAway(Exception):
    """No server answered, so nothing is known either way."""


class Records:
    """A resolver: the machine's own, or one that is named.

    Args:
        server: `address` or `address:port` of a DNS server to ask instead of the machine's own.
    """

    def __init__(self, server: str = "") -> None:
        self.resolver = dns.resolver.Resolver(configure=not server)
        self.resolver.lifetime = SECONDS
        if server:
            host, _colon, port = server.partition(":")
            self.resolver.nameservers, self.resolver.port = [host], int(port or 53)

    def find_records(self, name: str, kind: str) -> list[Any]:
        """The records of one kind at a name.

        Raises:
            DnsAway: no server answered.
        """
        try:
            return list(self.resolver.resolve(name, kind))
        except NOTHING:
            return []
        except (dns.exception.DNSException, UnicodeError, OSError):
            raise DnsAway(kind) from None

    def find_texts(self, name: str) -> list[str]:
        """The texts at a name; one in several pieces is put together."""
        records = self.find_records(name, "TXT")
        return [b"".join(record.strings).decode("utf-8", "replace") for record in records]

    def find_addresses(self, name: str) -> list[str]:
        """The addresses of a host, old and new."""
        return [str(one) for kind in ("A", "AAAA") for one in self.find_records(name, kind)]

    def find_mail_servers(self, name: str) -> list[str]:
        """The hosts that take mail for a domain; `.` where it says that it takes none."""
        return [str(record.exchange) for record in self.find_records(name, "MX")]

    def find_names(self, address: str) -> list[str]:
        """What an address is called."""
        reverse = dns.reversename.from_address(address).to_text()
        return [str(record.target) for record in self.find_records(reverse, "PTR")]
