"""The newsletter's mails: the question whether it was you, and the issues. Text and HTML alike.

Both are made from the same words: the text is the HTML's body read out. Nothing in them tells us
whether a mail was opened: no picture, no link but to the page itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.utils import formataddr, parseaddr
from functools import cache, lru_cache
from typing import Any

from css_inline import CSSInliner
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questions.absolute_urls import absolute_url
from questions.mail.outbox import NotNeeded, register_composer
from questions.models import Column, Issue, OutgoingMail, Question, Signup, Subscriber
from questions.newsletter import tokens
from questions.newsletter.audience import questions_for_subscriber
from questions.newsletter.sign_ups import LINK_LIFETIME, LINK_LIFETIME_HOURS
from questions.text import rendering
from questions.text.normalisation import drop_controls, normalise_line
from questions.text.plain import html_to_text
from questions.text.typography import typeset_text

# Blanks behind the preheader, so that a list of mails has no room for the letter after it.
FILLER = ("\u034f\u200c\u00a0" * 20 + "\n") * 6
LONGEST_LINE = 990


@dataclass(frozen=True)
class EmailContent:
    """What a mail says, before it is dressed.

    Attributes:
        subject: one line.
        body: the HTML inside the page.
        preheader: what mail programs show beside the subject, and the first line of the text.
    """

    subject: str
    body: SafeString
    preheader: str = ""

    @property
    def plain_text(self) -> str:
        """The same as plain text."""
        first = f"{self.preheader}\n\n" if self.preheader else ""
        return first + drop_controls(html_to_text(self.body)) + "\n"

    def render_html(self, styles: str = "") -> str:
        """The whole page; without styles it names the style sheet's file, for a preview."""
        shown = {"subject": self.subject, "body": self.body, "preheader": self.preheader}
        shown["filler"] = FILLER
        return render_to_string("mail/_frame.html", shown | {"styles": styles})

    def render_inlined_html(self) -> str:
        """The page as it is sent: each element with its own styles."""
        return css_inliner().inline(self.render_html(rendering.mail_styles()))


@dataclass(frozen=True)
class DressedContent(EmailContent):
    """The same, with both of its forms ready.

    Attributes:
        text: the plain form.
        html: the page, with its styles in the elements.
    """

    text: str = ""
    html: str = ""

    @property
    def plain_text(self) -> str:
        """The plain form as it is ready."""
        return self.text

    def render_inlined_html(self) -> str:
        """The page as it is ready."""
        return self.html

    def for_reader(self, subscriber: Subscriber) -> "DressedContent":
        """The same with the reader's own links in the place of the blank ones."""
        text, html = self.text, self.html
        for kind in (tokens.CHOICES, tokens.LEAVE):
            blank, own = tokens.blank_token(kind), tokens.make_token(kind, subscriber.pk)
            text, html = text.replace(blank, own), html.replace(blank, own)
        return replace(self, text=text, html=html)


@lru_cache(maxsize=8)
def dress_content(words: EmailContent) -> DressedContent:
    """Make both forms of a mail, once for all readers who get the same words."""
    text, html = words.plain_text, words.render_inlined_html()
    return DressedContent(words.subject, words.body, words.preheader, text, html)


@cache
def css_inliner() -> CSSInliner:
    """What puts the styles into the elements; the dark ones stay in the head."""
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


class UnfoldedEmail(EmailMultiAlternatives):
    """A mail whose long headers stay in one line: programs look there for the link to leave."""

    def message(self, **facts: Any) -> EmailMessage:
        """The message, with lines as long as RFC 5322 (section 2.1.1) allows."""
        made = super().message(**facts)
        made.policy = made.policy.clone(max_line_length=LONGEST_LINE)
        return made


def compose_email(mail: OutgoingMail) -> EmailMultiAlternatives:
    """The mail of a row in the outbox.

    Raises:
        NotNeeded: it is not to be sent.
    """
    if mail.kind == OutgoingMail.Kind.SIGNUP and mail.signup:
        return build_email(build_signup_content(mail.signup), mail.signup.address)
    if mail.kind == OutgoingMail.Kind.TRIAL and mail.issue:
        return build_email(build_test_content(mail.issue), mail.to)
    if mail.issue and mail.subscriber:
        return build_issue_email(mail.issue, mail.subscriber)
    raise NotNeeded


def build_email(
    words: EmailContent, address: str, headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    """A mail in both forms, from the column by its name."""
    name = normalise_line(Column.get_current().name)
    sender = formataddr((name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    text, html = words.plain_text, words.render_inlined_html()
    facts: dict[str, Any] = {"subject": words.subject, "body": text, "to": [address]}
    made = UnfoldedEmail(from_email=sender, headers=headers or {}, **facts)
    made.attach_alternative(html, "text/html")
    return made


def build_issue_email(issue: Issue, subscriber: Subscriber) -> EmailMultiAlternatives:
    """What one subscriber gets of an issue: what is public still, and wanted still."""
    questions = (
        questions_for_subscriber(subscriber, issue) if issue.state != Issue.State.SKIPPED else []
    )
    if not questions:
        raise NotNeeded
    links = {kind: tokens.make_blank_link(kind) for kind in (tokens.CHOICES, tokens.LEAVE)}
    words = dress_content(build_issue_content(issue, questions, links))
    return build_reader_email(words.for_reader(subscriber), subscriber)


def build_reader_email(words: EmailContent, subscriber: Subscriber) -> EmailMultiAlternatives:
    """A mail to a subscriber, with the headers by which one click unsubscribes (RFC 8058)."""
    headers = {
        "List-Id": f"<newsletter.{settings.SITE_HOST}>",
        "List-Unsubscribe": f"<{tokens.make_link(tokens.LEAVE, subscriber.pk)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return build_email(words, subscriber.address, headers)


def build_issue_content(
    issue: Issue, questions: Sequence[Question], links: dict[str, str] | None = None
) -> EmailContent:
    """The words of an issue; without links it is one to look at."""
    shown = (
        {"questions": questions, "is_weekly": issue.is_weekly} | shared_context() | (links or {})
    )
    body = render_to_string("mail/issue.html", shown)
    return EmailContent(issue_subject(issue, questions), body, neutral_preheader())


def build_test_content(issue: Issue) -> EmailContent:
    """The issue as a test to the columnist, whatever of it is public yet."""
    words = build_issue_content(issue, list(issue.chosen_questions()))
    return EmailContent(
        _("Test: %(subject)s") % {"subject": words.subject}, words.body, words.preheader
    )


def build_signup_content(signup: Signup) -> EmailContent:
    """The question whether it was you, or that the address gets everything already."""
    if signup.asked_at < timezone.now() - LINK_LIFETIME:
        raise NotNeeded
    known = Subscriber.objects.filter(address_hash=signup.address_hash).first()
    shown: dict[str, Any] = shared_context() | {
        "is_known": bool(known),
        "hours": LINK_LIFETIME_HOURS,
    }
    shown["confirm"] = tokens.make_link(tokens.CONFIRM, signup.pk)
    if known:
        shown["choices"] = tokens.make_link(tokens.CHOICES, known.pk)
    subject = _("%(name)s: newsletter") % {"name": Column.get_current().name}
    body = render_to_string("mail/signup.html", shown)
    return EmailContent(normalise_line(subject), body, _("Someone, probably you, asked for it."))


def shared_context() -> dict[str, Any]:
    """What stands on top of every mail."""
    return {"column": Column.get_current(), "home": absolute_url("/"), "site": settings.SITE_URL}


def issue_subject(issue: Issue, questions: Sequence[Question]) -> str:
    """A single question's own question; of a week, how many there are."""
    if not issue.is_weekly and questions:
        return normalise_line(typeset_text(questions[0].headline))
    words = ngettext("%(name)s: a new letter", "%(name)s: %(n)d new letters", len(questions))
    return normalise_line(words % {"n": len(questions), "name": Column.get_current().name})


def neutral_preheader() -> str:
    """What stands beside the subject in a list of mails: nothing of any letter.

    Whoever looks over a shoulder, or at a locked phone, sees this line.
    """
    return _("The newsletter you subscribed to. Open it when you have time to read.")


for kind in (OutgoingMail.Kind.SIGNUP, OutgoingMail.Kind.ISSUE, OutgoingMail.Kind.TRIAL):
    register_composer(kind, compose_email)
