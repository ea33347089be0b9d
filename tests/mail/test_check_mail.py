"""`manage.py check_mail` asks a real little DNS server, and says what to put into DNS."""

import base64
import socketserver
import threading
from io import StringIO

import dns.message
import dns.rdatatype
import dns.rrset
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core import mail as mailbox
from django.core.management import CommandError, call_command

from questions.mail.dns_records import Records
from questions.mail.spf import SpfCheck, SpfError
from tests.mail.test_outbox import refusing  # noqa: F401 (a fixture)

GOOD = {
    ("column.example.", "TXT"): ['"v=spf1 ip4:192.0.2.0/24 include:relay.example ~all"', '"other"'],
    ("relay.example.", "TXT"): ['"v=spf1 ip4:198.51.100.7 -all"'],
    ("column.example.", "MX"): ["10 mail.column.example."],
    ("mail.column.example.", "A"): ["192.0.2.7"],
    ("_dmarc.column.example.", "TXT"): ['"v=DMARC1; p=reject"'],
    ("7.2.0.192.in-addr.arpa.", "PTR"): ["mail.column.example."],
}


class DnsServer(socketserver.BaseRequestHandler):
    """Answers from a table over UDP, and cuts long answers short as real ones do."""

    table, is_silent = {}, False

    def handle(self):
        raw, sock = self.request
        asked = dns.message.from_wire(raw)
        question = asked.question[0]
        name, kind = question.name.to_text().lower(), dns.rdatatype.to_text(question.rdtype)
        answer = dns.message.make_response(asked)
        if values := self.table.get((name, kind)):
            answer.answer = [dns.rrset.from_text(name, 60, "IN", kind, *values)]
        elif not any(key[0] == name for key in self.table):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        if not self.is_silent:
            sock.sendto(answer.to_wire(), self.client_address)


def rsa_record(bits):
    """A DKIM record in pieces of 255 characters, as DNS wants them."""
    key = rsa.generate_private_key(65537, bits).public_key()
    raw = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    text = f"v=DKIM1; k=rsa; p={base64.b64encode(raw).decode()}"
    return " ".join(f'"{text[start : start + 250]}"' for start in range(0, len(text), 250))


@pytest.fixture
def zone(settings):
    """A DNS server on a port of its own, in which everything is in order."""
    settings.DEFAULT_FROM_EMAIL = "The column <letters@column.example>"
    settings.BOUNCE_ADDRESS = "bounces@column.example"
    table = GOOD | {("default._domainkey.column.example.", "TXT"): [rsa_record(2048)]}
    handler = type("Handler", (DnsServer,), {"table": table})
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        handler.place = f"127.0.0.1:{server.server_address[1]}"
        yield handler
        server.shutdown()


def check(zone, *words):
    """What the command prints, and whether it found something wrong."""
    out = StringIO()
    try:
        call_command("check_mail", "--nameserver", zone.place, *words, stdout=out)
    except CommandError as error:
        return f"{out.getvalue()}{error}", True
    return out.getvalue(), False


def test_all_is_well(zone):
    text, is_wrong = check(zone, "--ip", "192.0.2.7")
    assert not is_wrong, text
    assert [line.split()[:2] for line in text.splitlines()] == [
        ["SPF", "ok"],
        ["SPF", "ok"],
        ["DKIM", "ok"],
        ["DMARC", "ok"],
        ["MX", "ok"],
        ["PTR", "ok"],
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {("column.example.", "TXT"): []},
            ["SPF   WRONG", 'column.example TXT "v=spf1 ip4:192.0.2.7 ~all"'],
        ),
        ({("column.example.", "TXT"): ['"v=spf1 -all"']}, ["may not send", "(fail)"]),
        ({("column.example.", "TXT"): ['"v=spf1 -all"', '"v=spf1 mx"']}, ["2 SPF records"]),
        ({("column.example.", "TXT"): ['"v=spf1 +all"']}, ["lets everybody send"]),
        ({("column.example.", "TXT"): ['"v=spf1 include:column.example"']}, ["asks DNS more than"]),
        ({("default._domainkey.column.example.", "TXT"): []}, ["No key was found"]),
        (
            {("default._domainkey.column.example.", "TXT"): ['"v=DKIM1; p="']},
            ["DKIM  WRONG", "withdrawn"],
        ),
        (
            {("default._domainkey.column.example.", "TXT"): ['"v=DKIM1; p=abc$"']},
            ["DKIM  WRONG", "damaged"],
        ),
        ({("_dmarc.column.example.", "TXT"): []}, ["no DMARC record", "v=DMARC1; p=quarantine"]),
        ({("_dmarc.column.example.", "TXT"): ['"v=DMARC1; rua=x"']}, ["has no policy"]),
        ({("_dmarc.column.example.", "TXT"): ['"v=DMARC1; p=none"'] * 2}, ["only watches"]),
        (
            {("_dmarc.column.example.", "TXT"): ['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"']},
            ["2 records"],
        ),
        ({("column.example.", "MX"): ["0 ."]}, ["takes no mail at all"]),
        ({("column.example.", "MX"): []}, ["can’t get mail", "MX 10 mail.column.example"]),
        ({("7.2.0.192.in-addr.arpa.", "PTR"): []}, ["has no name", "192.0.2.7 PTR"]),
        ({("7.2.0.192.in-addr.arpa.", "PTR"): ["x.example."]}, ["x.example", "leads elsewhere"]),
    ],
)
def test_what_is_wrong_is_said_with_what_to_put_there(zone, changes, words):
    zone.table |= changes
    text, is_wrong = check(zone, "--ip", "192.0.2.7")
    for part in words:
        assert part in text, text
    assert is_wrong is ("only watches" not in text)


def test_a_key_is_judged_by_its_length_and_kind(zone):
    name = ("own._domainkey.column.example.", "TXT")
    raw = ed25519.Ed25519PrivateKey.generate().public_key()
    raw = base64.b64encode(raw.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    for record, words in (
        (rsa_record(1024), "DKIM  note  The key at own._domainkey.column.example has 1024 bits"),
        (f'"v=DKIM1; k=ed25519; p={raw}"', "DKIM  ok"),
        (f'"v=DKIM1; k=ed25519; t=y; p={raw}"', "is a test: remove t=y"),
    ):
        zone.table[name] = [record]
        text, is_wrong = check(zone, "--ip", "192.0.2.7", "--selector", "own")
        assert words in text
        assert not is_wrong
    text, is_wrong = check(zone, "--selector", "nothing")
    assert "There is no key at nothing._domainkey" in text
    assert is_wrong


def test_the_policy_of_the_domain_above_counts(zone, settings):
    settings.DEFAULT_FROM_EMAIL = "a@news.column.example"
    assert "_dmarc.column.example says reject" in check(zone)[0]


def test_a_return_path_of_another_domain_is_pointed_out(zone, settings):
    settings.BOUNCE_ADDRESS = "b@elsewhere.example"
    assert "passes DMARC by DKIM alone" in check(zone)[0]
    settings.BOUNCE_ADDRESS = ""
    assert "BOUNCE_ADDRESS isn’t set" in check(zone)[0]


def test_what_is_not_known_is_not_called_wrong(zone, monkeypatch):
    monkeypatch.setattr("questions.mail.dns_records.SECONDS", 0.3)
    zone.is_silent = True
    text, is_wrong = check(zone)
    assert text.count("DNS did not answer") == 4
    assert not is_wrong


def test_dns_that_is_away_is_no_fault_of_the_command_line(zone, monkeypatch, settings):
    monkeypatch.setattr("questions.mail.dns_records.SECONDS", 0.3)
    settings.EMAIL_HOST, settings.SITE_IS_LOCAL = "localhost", False
    zone.is_silent = True
    text, is_wrong = check(zone)
    assert "No DNS server answers. Look at /etc/resolv.conf" in text
    assert is_wrong


@pytest.mark.parametrize(
    ("record", "address", "result"),
    [
        ("v=spf1 ip4:192.0.2.0/24 -all", "192.0.2.9", "pass"),
        ("v=spf1 ip4:192.0.2.0/24 -all", "2001:db8::1", "fail"),
        ("v=spf1 ip6:2001:db8::/32 ~all", "2001:db8::1", "pass"),
        ("v=spf1 ip4:nonsense ?all", "192.0.2.9", "neutral"),
        ("v=spf1 a:mail.column.example ~all", "192.0.2.7", "pass"),
        ("v=spf1 MX:column.example ~all", "192.0.2.7", "pass"),
        ("v=spf1 mx ~all", "192.0.2.8", "softfail"),
        ("v=spf1 include:relay.example -all", "198.51.100.7", "pass"),
        ("v=spf1 include:relay.example -all", "198.51.100.8", "fail"),
        ("v=spf1 redirect=relay.example", "198.51.100.7", "pass"),
        ("v=spf1 exists:%{i}.x ptr", "192.0.2.7", "neutral"),
        ("v=spf10 +all", "192.0.2.7", "none"),
    ],
)
def test_who_may_send(zone, record, address, result):
    zone.table[("x.example.", "TXT")] = [f'"{record}"']
    assert SpfCheck(Records(zone.place), address).evaluate_domain("x.example") == result


def test_a_record_that_asks_too_often_counts_for_nothing(zone):
    zone.table[("x.example.", "TXT")] = [f'"v=spf1 {"a:y.example " * 11}ip4:192.0.2.7"']
    with pytest.raises(SpfError):
        SpfCheck(Records(zone.place), "192.0.2.7").evaluate_domain("x.example")


def test_a_test_mail_is_sent_on_request(zone):
    text, is_wrong = check(zone, "--ip", "192.0.2.7", "--to", "me@example.org")
    assert not is_wrong
    assert "accepted the test mail" in text
    assert mailbox.outbox[0].to == ["me@example.org"]
    assert "me@example.org" not in text
    check(zone, "--ip", "192.0.2.7")
    assert len(mailbox.outbox) == 1


def test_a_refused_test_mail_is_told_without_the_address(zone, refusing):  # noqa: F811
    text, is_wrong = check(zone, "--ip", "192.0.2.7", "--to", "ann@example.org")
    assert is_wrong
    assert "refused the test mail (550)" in text
    assert "ann@" not in text


@pytest.mark.parametrize("words", [["--to", "nobody"], ["--ip", "x"]])
def test_nonsense_is_refused(zone, words):
    assert check(zone, *words)[1]
