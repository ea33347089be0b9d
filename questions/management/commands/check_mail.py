"""Will our mail arrive? What DNS says, in plain words, and a test mail."""

from email.utils import parseaddr
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from advice.env import LOOPBACK
from questions.checks import OWN_CHECKS
from questions.mail.dns_records import DnsAway, Records
from questions.mail.domain_checks import CheckResult, Level, Sending, check_domain
from questions.mail.outbox import message_domain
from questions.mail.refusals import answers_to_mail

TEST_SUBJECT = "A test"
TEST_BODY = """This is a test of how our mail arrives.

Look at its source (“Show original”, “View source”). In the line Authentication-Results
there should be spf=pass, dkim=pass and dmarc=pass. If it was in the spam folder, first put
right what check_mail says is wrong.
"""
NO_DNS = (
    "No DNS server answers. Look at /etc/resolv.conf and the firewall, or name a server, such as "
    "--nameserver 9.9.9.9."
)


class Command(BaseCommand):
    """Look at SPF, DKIM, DMARC, MX and PTR of the sender's domain, and send a test mail."""

    requires_system_checks = OWN_CHECKS
    help = (
        "Looks at what DNS says about the domain of MAIL_FROM and BOUNCE_ADDRESS, and prints what "
        "to put there. With --to it also sends one test mail. It ends with an error when something "
        "is wrong, so a timer can run it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What the settings do not know."""
        parser.add_argument("--to", help="Send a test mail to this address.")
        parser.add_argument("--ip", action="append", help="The sending machine's IP address.")
        parser.add_argument("--selector", action="append", help="A DKIM selector; can be repeated.")
        parser.add_argument("--nameserver", default="", help="Ask this DNS server: address[:port].")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, print, and send if told to."""
        try:
            records = Records(options["nameserver"])
            results = check_domain(records, find_sending(records, options))
        except ValueError as error:
            raise CommandError("Give --ip and --nameserver as addresses.") from error
        except DnsAway as error:
            raise CommandError(NO_DNS) from error
        for result in results:
            self.print_result(result)
        if options["to"]:
            self.print_result(send_test(options["to"]))
        if any(result.level == Level.BAD for result in results):
            raise CommandError("Some mail won’t arrive until this is put right.")

    def print_result(self, result: CheckResult) -> None:
        """Print one result, and under it what to put into DNS."""
        self.stdout.write(f"{result.name:6}{result.level:6}{result.words}")
        if result.record:
            self.stdout.write(f"{'':12}{result.record}")


def find_sending(records: Records, options: dict[str, Any]) -> Sending:
    """Who sends, by the settings and what was said on the command line.

    A mail server on this machine sends from the site's own address; what a provider sends from,
    only the provider knows.
    """
    sender = message_domain()
    bounces = settings.BOUNCE_ADDRESS.rpartition("@")[2]
    addresses = [str(ip_address(one)) for one in options["ip"] or []]
    if not addresses and settings.EMAIL_HOST in LOOPBACK and not settings.SITE_IS_LOCAL:
        addresses = records.find_addresses(settings.SITE_HOST)
    selectors = tuple(options["selector"] or ())
    return Sending(sender, bounces or sender, tuple(addresses), selectors, bool(bounces))


def send_test(address: str) -> CheckResult:
    """Send one test mail. Neither the address nor a server's words are ever repeated."""
    try:
        validate_email(parseaddr(address)[1] or address)
        mail = EmailMessage(TEST_SUBJECT, TEST_BODY, settings.DEFAULT_FROM_EMAIL, [address])
        mail.extra_headers["Auto-Submitted"] = "auto-generated"
        mail.connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
        mail.send()
    except ValidationError:
        raise CommandError("What follows --to is not an address.") from None
    except Exception as error:
        raise CommandError(describe_failure(error)) from None
    return CheckResult(
        "Test", Level.GOOD, "The mail server accepted the test mail. Check how it arrives."
    )


def describe_failure(error: Exception) -> str:
    """Why a test mail could not be sent, without what it quotes."""
    codes = [code for code, _text in answers_to_mail(error)]
    if codes:
        return f"The mail server refused the test mail ({codes[0]})."
    return f"The mail server can’t be used ({type(error).__name__}). Look at EMAIL_URL."
