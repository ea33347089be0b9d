"""Mail that came back, as mail servers write it."""

from django.utils import timezone

from questions.mail import outbox
from questions.mail.return_path import make_return_path
from questions.models import OutgoingMail
from questions.newsletter import issues
from tests.factories import published_question
from tests.newsletter.factories import a_reader, issue_of, work_until


def queued_mail(reader=None, headline="One"):
    """A mail of the newsletter that is due."""
    reader = reader or a_reader()
    question = published_question(headline)
    work_until(timezone.now())
    issues.queue_issue(issue_of(question), timezone.now())
    return OutgoingMail.objects.get(issue__questions=question, subscriber=reader)


def sent_mail(reader=None, headline="One"):
    """The same, which a server has taken."""
    mail = queued_mail(reader, headline)
    outbox.send_due_mail()
    mail.refresh_from_db()
    return mail


def delivery_report(mail, status="5.1.1", action="failed", said="", to=None):
    """A report as RFC 3464 has it, to the mail's own return path."""
    return f"""From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
To: {make_return_path(mail.pk) if to is None else to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

<rita@example.org>: {said or "it did not work"}

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Thu, 26 Nov 2026 10:00:00 +0000

Final-Recipient: rfc822; rita@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b1
Content-Type: text/rfc822-headers

From: Ask John <noreply@127.0.0.1>
To: rita@example.org
Subject: One

--b1--
""".encode()


def feedback_report(mail, kind="abuse"):
    """A report as RFC 5965 has it: it comes to an address of its own, with our mail inside."""
    return f"""From: <staff@provider.example>
To: <abuse@column.example>
Subject: FW: One
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b1"

--b1
Content-Type: text/plain

This is an email abuse report.
--b1
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <{make_return_path(mail.pk)}>

--b1
Content-Type: message/rfc822

Return-Path: <{make_return_path(mail.pk)}>
From: <noreply@column.example>
To: <redacted@provider.example>
Subject: One

Hello.
--b1--
""".encode()


def plain_notice(mail, words):
    """A notice without structure."""
    return f"""From: MAILER-DAEMON@mx.example.net
To: {make_return_path(mail.pk)}
Subject: failure notice

{words}
""".encode()
