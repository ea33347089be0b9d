"""What the mails of one issue cost: handed to the outbox, composed, and sent to a server here."""

import json
import os
import socketserver
import threading
import time
from typing import Any

from bench.column import in_a_process_of_its_own

READERS = int(os.environ.get("BENCH_READERS", "10000"))
WORDS_OF_AN_ANSWER = 1500
BAR = 180.0  # seconds of processor for 10,000


class Sink(socketserver.StreamRequestHandler):
    """A mail server that takes everything and keeps the number."""

    taken = 0

    def handle(self) -> None:
        """Speak as much of RFC 5321 as a client needs."""
        self.send_line("220 here")
        for line in self.rfile:
            command = line[:4].upper()
            if command == b"DATA":
                self.take_mail()
            elif command == b"QUIT":
                self.send_line("221 bye")
                return
            else:
                self.send_line("250 yes")

    def take_mail(self) -> None:
        """Read one mail to its end."""
        self.send_line("354 go on")
        while self.rfile.readline() not in (b".\r\n", b""):
            pass
        type(self).taken += 1
        self.send_line("250 taken")

    def send_line(self, words: str) -> None:
        """Say one line."""
        self.wfile.write(f"{words}\r\n".encode())


def measure_apart() -> dict[str, Any]:
    """In a process of its own, because Django is set up once in a process."""
    return in_a_process_of_its_own("bench.mail")


def main() -> None:
    """Measure the issue of one letter; the sink's own time is counted with it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advice.settings")
    import django

    django.setup()
    from django.conf import settings

    from questions.mail import outbox
    from questions.newsletter import issues

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sink) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.MAIL_IS_SET, settings.BOUNCE_ADDRESS = True, "bounces@column.example"
        add_readers()
        issue = publish_letter()
        began = time.process_time()
        issues.queue_issue(issue, issue.due_at)
        queued = time.process_time()
        outbox.send_due_mail()
        sent = time.process_time()
        server.shutdown()
    found = {"mails": Sink.taken, "queued": round(queued - began, 1)}
    print(json.dumps(found | {"sent": round(sent - queued, 1)}))


def add_readers() -> None:
    """Readers who confirmed some time ago."""
    from datetime import timedelta

    from django.utils import timezone

    from questions.models import Subscriber
    from questions.newsletter import sign_ups

    then = timezone.now() - timedelta(days=40)
    names = (f"reader{number}@example.org" for number in range(READERS))
    Subscriber.objects.bulk_create(
        Subscriber(
            address=name,
            address_hash=sign_ups.hash_address(name),
            confirmed_at=then,
            rhythm_since=then,
        )
        for name in names
    )


def publish_letter() -> Any:
    """A letter with a long answer, and its issue."""
    from django.utils import timezone

    from questions.models import Column, Issue
    from questions.newsletter import issues
    from tests.factories import published_question

    Column.objects.update_or_create(pk=Column.ONLY, defaults={"newsletter": True})
    answer = "\n\n".join(["She *hums* the whole day and means nothing by it."] * 150)
    question = published_question("Why does she hum?", answer=answer[: WORDS_OF_AN_ANSWER * 6])
    issues.create_due_issues(Column.objects.get(), timezone.now())
    return Issue.objects.get(name=issues.SINGLE_ISSUE.format(question.pk))


def format_lines(result: dict[str, Any]) -> list[str]:
    """The seconds of processor."""
    total = result["queued"] + result["sent"]
    return [
        f"{result['mails']} mails of a newsletter, an answer of {WORDS_OF_AN_ANSWER} words",
        f"  handed to the outbox  {result['queued']:6.1f} s of processor",
        f"  composed and sent     {result['sent']:6.1f} s of processor",
        f"  together              {total:6.1f} s (bar {BAR:.0f} for 10,000)",
    ]


if __name__ == "__main__":
    main()
