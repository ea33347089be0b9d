"""`manage.py bounce`: one mail by a pipe, or a mailbox over IMAP."""

import os
import re
import socketserver
import subprocess
import sys
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from advice.env_mail import Mailbox
from questions.mail.return_path import make_return_path
from questions.management.commands.worker import Command as Worker
from questions.models import Subscriber
from tests.killed import ROOT
from tests.mail.factories import delivery_report, feedback_report, sent_mail
from tests.newsletter.factories import a_reader

PIPE = """
import os, sys, django
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = os.environ["TEST_DATABASE_NAME"]
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "bounce"])
"""


def pipe(raw, **facts):
    """What a mail server's alias does."""
    facts = {"TEST_DATABASE_NAME": str(connection.settings_dict["NAME"])} | facts
    facts["DJANGO_SETTINGS_MODULE"] = "advice.settings"
    command = [sys.executable, "-c", PIPE]
    return subprocess.run(command, cwd=ROOT, env=os.environ | facts, input=raw, capture_output=True)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_mail_comes_in_by_a_pipe(bounces):
    mail = sent_mail()
    report = delivery_report(mail, to="postmaster@column.example") + b"x" * 3_000_000
    done = pipe(report)
    assert (done.returncode, done.stdout) == (0, b"1 not a report about our mail\n")
    path = make_return_path(mail.pk)
    away = pipe(report, ORIGINAL_RECIPIENT=path, TEST_DATABASE_NAME="/nowhere/at/all")
    assert (away.returncode, away.stdout) == (os.EX_TEMPFAIL, b"")
    assert away.stderr.startswith("CommandError: The database can’t be used".encode())
    done = pipe(report, ORIGINAL_RECIPIENT=path)
    assert (done.returncode, done.stdout) == (0, b"1 came back for good\n")
    assert (b"rita" in done.stdout + done.stderr) is False
    assert not Subscriber.objects.exists()


class ImapServer(socketserver.StreamRequestHandler):
    """A mail server with one folder, and as much of RFC 3501 as the reader speaks."""

    mails, flags, folder, drops_at = [], {}, "INBOX", b""

    def handle(self):
        self.send_line(b"* OK here")
        for line in self.rfile:
            tag, _, said = line.decode(errors="replace").strip().partition(" ")
            command, _, words = said.partition(" ")
            if self.drops_at and self.drops_at in line:
                return
            status = self.answer_command(command.upper(), words) or "OK"
            self.send_line(f"{tag} {status} done".encode())
            if command.upper() == "LOGOUT":
                return

    def answer_command(self, command, words):
        if command == "CAPABILITY":
            self.send_line(b"* CAPABILITY IMAP4rev1")
        elif (command == "LOGIN" and '"right word"' not in words) or (
            command == "SELECT" and words != f'"{self.folder}"'
        ):
            return "NO"
        elif command == "UID":
            self.answer_uid(*words.split(" ", 2))
        elif command == "EXPUNGE":
            gone = [n for n, flags in self.flags.items() if "Deleted" in flags]
            self.flags.update(dict.fromkeys(gone, "gone"))
        return ""

    def answer_uid(self, command, number, rest=""):
        if command == "SEARCH":
            unread = [str(n + 1) for n in range(len(self.mails)) if not self.flags.get(n)]
            self.send_line(f"* SEARCH {' '.join(unread)}".encode())
        elif command == "FETCH":
            size = int(re.search(r"<0\.(\d+)>", rest)[1])
            part = self.mails[int(number) - 1][:size]
            head = f"* {number} FETCH (UID {number} BODY[]<0> {{{len(part)}}}".encode()
            self.send_line(head)
            self.wfile.write(part)
            self.send_line(b")")
        else:
            self.flags[int(number) - 1] = rest

    def send_line(self, words):
        self.wfile.write(words + b"\r\n")


@pytest.fixture
def inbox(bounces, settings):
    """A mailbox with nothing in it yet."""
    handler = type("Handler", (ImapServer,), {"mails": [], "flags": {}})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        host, port = server.server_address
        settings.BOUNCE_IMAP = Mailbox(host, port, "u", "right word", "INBOX", is_encrypted=False)
        yield handler
        server.shutdown()


def read_inbox():
    out = StringIO()
    call_command("bounce", "--imap", stdout=out)
    return sorted(out.getvalue().splitlines())


def test_a_mailbox_is_read_once_and_others_mail_stays(inbox):
    hard, soft = sent_mail(), sent_mail(a_reader("b@example.org"), "Two")
    bad = sent_mail(a_reader("c@example.org"), "Three")
    inbox.mails[:] = [
        delivery_report(hard),
        b"From: somebody\r\n\r\nHello, I liked your letter.",
        delivery_report(soft, "4.2.2") + b"\n" * 2_000_000,
        feedback_report(bad),
        b"",
        delivery_report(hard),
    ]
    assert read_inbox() == [
        "1 came back for a while",
        "1 came back for good",
        "1 reported as spam",
        "3 not a report about our mail",
    ]
    left = inbox.flags[1]
    assert inbox.flags == {0: "gone", 1: left, 2: "gone", 3: "gone", 4: left, 5: "gone"}
    assert "Seen" in inbox.flags[1]
    assert read_inbox() == []
    assert Subscriber.objects.get().address == "b@example.org"


@pytest.mark.parametrize("line", [b"LOGIN", b"SEARCH", b"FETCH 2", b"STORE 1", b"EXPUNGE"])
def test_a_server_that_drops_in_the_middle_is_read_on_later(inbox, line):
    soft = sent_mail(a_reader("b@example.org"), "Two")
    inbox.mails[:] = [delivery_report(sent_mail()), delivery_report(soft, "4.2.2")]
    inbox.drops_at = line
    with pytest.raises(CommandError, match="broke off"):
        read_inbox()
    inbox.drops_at = b""
    read_inbox()
    assert inbox.flags == {0: "gone", 1: "gone"}
    assert Subscriber.objects.get().address == "b@example.org"
    soft.refresh_from_db()
    assert soft.state == "returned"


def test_the_worker_reads_it_too(inbox):
    inbox.mails.append(delivery_report(sent_mail()))
    jobs = {job.name: job for job in Worker().list_jobs("one")}
    jobs["Reading mail that came back"].work()
    assert inbox.flags == {0: "gone"}
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"password": "wrong"}, "refuses the user"),
        ({"folder": "Nothing"}, "no such folder"),
        ({"port": 1}, "can’t be reached (ConnectionRefusedError)"),
        ({"is_encrypted": True}, "can’t be reached (SSL"),
        (None, "BOUNCE_IMAP_URL is not set"),
    ],
)
def test_a_mailbox_that_cannot_be_read_is_one_sentence(inbox, settings, facts, words):
    settings.BOUNCE_IMAP = settings.BOUNCE_IMAP._replace(**facts) if facts else None
    with pytest.raises(CommandError) as caught:
        read_inbox()
    assert words in str(caught.value)
