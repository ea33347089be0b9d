"""The outbox: a mail is a row before it is sent, and its address is wiped afterwards."""

import os
import signal
import socketserver
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.utils import timezone

from questions import actions, leases
from questions.mail import outbox
from questions.management.commands.worker import Command
from questions.models import OutgoingMail, RetentionRound, Subscriber, WeeklyCount
from tests.factories import change_text, draft_question, received_letter
from tests.killed import run_worker
from tests.mail.factories import queued_mail
from tests.waiting import PATIENCE


@pytest.fixture
def letter(db):
    return received_letter("My secret.", contact="ann@example.org", sign_off="Heartbroken in Leeds")


def test_who_left_an_address_is_told_once_and_it_is_wiped(letter):
    actions.messages.add_message(letter, "john", "A private answer.", kind="answer")
    actions.messages.add_message(letter, "john", "And one more word.")
    assert outbox.send_due_mail() == 1
    assert outbox.send_due_mail() == 0

    sent = django_mail.outbox[0]
    assert len(django_mail.outbox) == 1
    assert sent.to == ["ann@example.org"]
    letter.refresh_from_db()
    row = OutgoingMail.objects.get()
    assert (row.state, row.to, letter.contact) == ("sent", "", "")


def test_its_words_tell_a_bystander_nothing(letter):
    actions.messages.add_message(letter, "john", "A private answer.", kind="answer")
    outbox.send_due_mail()
    whole = django_mail.outbox[0].message().as_string()

    for word in ("secret", "private", "Leeds", "John", "answer", "http", "column", "letter"):
        assert word not in whole, word


def test_nobody_is_told_who_left_no_address(db):
    actions.messages.add_message(received_letter(), "john", "A private answer.", kind="answer")
    assert not OutgoingMail.objects.exists()


def test_a_published_answer_is_told_when_it_is_public(db):
    question = draft_question("One")
    letter = question.letters.get()
    letter.contact = "ann@example.org"
    letter.save()
    actions.questions.publish(question, timezone.now() + timedelta(days=2))
    assert outbox.send_due_mail() == 0
    OutgoingMail.objects.update(due_at=timezone.now())
    assert outbox.send_due_mail() == 1


def test_a_question_taken_down_before_its_time_gives_the_address_back(db):
    question = draft_question("One")
    letter = question.letters.get()
    letter.contact = "ann@example.org"
    letter.save()
    actions.questions.publish(question, timezone.now() + timedelta(days=2))
    actions.questions.unpublish(question)
    letter.refresh_from_db()
    assert letter.contact == "ann@example.org"
    assert not OutgoingMail.objects.exists()


def test_a_server_that_is_away_is_tried_again_later_each_time(letter, settings):
    settings.EMAIL_BACKEND = "tests.mail.test_outbox.Away"
    actions.messages.add_message(letter, "john", "Hello.")
    row = OutgoingMail.objects.get()
    pauses = []
    for _ in range(outbox.ATTEMPTS):
        OutgoingMail.objects.update(due_at=timezone.now())
        assert outbox.send_due_mail() == 1
        row.refresh_from_db()
        pauses.append(row.due_at - timezone.now())

    assert row.state == "dead"
    assert row.fault == "ConnectionRefusedError"
    assert row.to == "ann@example.org"
    assert pauses == sorted(pauses)
    assert outbox.send_due_mail() == 0


def test_john_sees_what_was_set_aside_and_tries_it_again(john, letter, settings):
    actions.messages.add_message(letter, "john", "Hello.")
    OutgoingMail.objects.update(state="dead", attempts=8, fault="TimeoutError")
    page = john.get("/admin/questions/outgoingmail/").text
    assert "TimeoutError" in page
    assert "tried 8 times" in page
    assert "ann@example.org" not in page
    row = OutgoingMail.objects.get()
    john.post(
        "/admin/questions/outgoingmail/",
        {"action": "retry_rows", "_selected_action": [str(row.pk)]},
    )
    assert outbox.send_due_mail() == 1


def test_a_poisoned_row_does_not_stop_the_others(letter):
    poisoned = OutgoingMail.objects.create(kind="news", to="x@example.org")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE questions_outgoingmail SET kind = 'unknown'")
    actions.messages.add_message(letter, "john", "Hello.")
    assert outbox.send_due_mail() == 2
    poisoned.refresh_from_db()
    assert poisoned.fault == "KeyError"
    assert len(django_mail.outbox) == 1


def test_a_leased_mail_is_not_taken_twice(letter):
    actions.messages.add_message(letter, "john", "Hello.")
    assert outbox.lease_next_mail() is not None
    assert outbox.lease_next_mail() is None


def test_a_lease_by_a_clock_that_was_ahead_is_over(letter):
    actions.messages.add_message(letter, "john", "Hello.")
    ahead = timezone.now() + timedelta(days=200)
    OutgoingMail.objects.update(leased_until=ahead, attempts=1)
    assert outbox.send_due_mail() == 1
    assert OutgoingMail.objects.get().state == "sent"


def test_what_a_clock_that_was_ahead_has_put_off_is_sent(letter):
    actions.messages.add_message(letter, "john", "Hello.")
    ahead = timezone.now() + timedelta(days=200)
    for facts in ({"attempts": 3}, {"attempts": 0, "created_on": ahead.date()}):
        OutgoingMail.objects.update(due_at=ahead, **facts)
        assert outbox.send_due_mail() == 0
        assert outbox.bring_forward_misdated() == 1
        assert OutgoingMail.objects.get().due_at <= timezone.now()
    assert outbox.send_due_mail() == 1
    jobs = Command().list_jobs("one")
    assert outbox.bring_forward_misdated in [job.work for job in jobs]


def test_the_news_of_a_scheduled_answer_waits_all_the_same(letter):
    question = actions.letters.start_answer(letter)
    change_text(question, headline="One", answer="Two.")
    actions.questions.publish(question, at=timezone.now() + timedelta(days=100))
    assert OutgoingMail.objects.get().due_at > timezone.now() + timedelta(days=99)
    for day in (timezone.localdate(), timezone.localdate() + timedelta(days=50)):
        OutgoingMail.objects.update(created_on=day)
        assert outbox.bring_forward_misdated() == 0
    postponed = OutgoingMail.objects.create(kind="news", to="x@example.org", attempts=5)
    leases.postpone_row(postponed, "OSError", outbox.RETRIES)
    assert outbox.bring_forward_misdated() == 0


def test_what_waited_for_its_day_is_not_sent_while_the_clock_may_be_wrong(letter):
    today = timezone.localdate()
    facts = {"kind": "news", "letter": letter}
    OutgoingMail.objects.create(created_on=today - timedelta(days=9), to="a@b.example", **facts)
    fresh = OutgoingMail.objects.create(created_on=today, to="c@d.example", **facts)
    RetentionRound(pk=1, finished_at=timezone.now() - timedelta(days=200)).save()
    assert outbox.lease_next_mail() == fresh
    assert outbox.lease_next_mail() is None
    RetentionRound(pk=1, finished_at=timezone.now()).save()
    assert outbox.lease_next_mail() is not None


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_lease_the_same_mail():
    """They look at the same row at the same time, again and again: the lease decides, not luck."""
    for _ in range(40):
        OutgoingMail.objects.create(kind="news", to="ann@example.org")
    together, leased = threading.Barrier(2), []
    workers = [threading.Thread(target=lease_all, args=(together, leased)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(leased) == len(set(leased)) == 40
    assert set(OutgoingMail.objects.values_list("attempts", flat=True)) == {1}


def lease_all(together, leased):
    """What a worker does, in step with another one."""
    try:
        for _ in range(41):
            together.wait(timeout=PATIENCE)
            if mail := outbox.lease_next_mail():
                leased.append(mail.pk)
    finally:
        connection.close()


def test_a_run_of_mails_takes_one_line_and_a_fault_a_new_one(db, settings, monkeypatch):
    settings.EMAIL_BACKEND = "tests.mail.test_outbox.CountingBackend"
    monkeypatch.setattr(outbox, "MAILS_PER_CONNECTION", 4)
    monkeypatch.setattr(CountingBackend, "said", [])
    for _ in range(6):
        OutgoingMail.objects.create(kind="news", to="ann@example.org")
    assert outbox.send_due_mail() == 6
    mails = ["mail"] * 4
    assert CountingBackend.said == ["open", *mails, "close", "open", *mails[:2], "close"]

    monkeypatch.setattr(CountingBackend, "said", ["fault"])
    OutgoingMail.objects.create(kind="news", to="ann@example.org")
    OutgoingMail.objects.create(kind="news", to="bob@example.org")
    outbox.send_due_mail()
    assert CountingBackend.said == ["open", "fault", "close", "open", "mail", "close"]


class CountingBackend:
    """A mail server that writes down how it is talked to; at first it has a fault, if told so."""

    said: ClassVar[list] = []

    def __init__(self, **options):
        self.has_fault = self.said == ["fault"]
        if self.has_fault:
            self.said.clear()

    def open(self):
        self.said.append("open")

    def close(self):
        self.said.append("close")

    def send_messages(self, messages):
        self.said.append("fault" if self.has_fault else "mail")
        if self.has_fault:
            raise ConnectionResetError
        return 1


class Away:
    """A mail server that is not there."""

    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError


class Slow:
    """A mail server whose every step can be killed: it writes down what it was given."""

    def __init__(self, **options):
        self.folder = Path(os.environ["MAIL_FOLDER"])

    def send_messages(self, messages):
        step = os.environ["KILL_AT"]
        if step == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        name = f"{time.monotonic_ns()}.eml"
        (self.folder / name).write_text(messages[0].message()["Message-ID"])
        if step == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return len(messages)


WORKER = """
settings.EMAIL_BACKEND = "tests.mail.test_outbox.Slow"
from questions.mail import outbox
if step == "leased":
    outbox.send_leased_mail = die
if step == "settling":
    outbox.settle_mail = die
outbox.send_due_mail()
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["leased", "before", "after", "settling"])
def test_a_worker_killed_at_any_step_loses_no_mail(step, tmp_path):
    actions.messages.add_message(received_letter(contact="ann@example.org"), "john", "Hello.")
    assert run_worker(WORKER, step, MAIL_FOLDER=str(tmp_path)) == -signal.SIGKILL
    assert OutgoingMail.objects.get().state == "waiting"

    OutgoingMail.objects.update(leased_until=timezone.now())
    assert run_worker(WORKER, "never", MAIL_FOLDER=str(tmp_path)) == 0
    names = [path.read_text() for path in tmp_path.glob("*.eml")]
    assert OutgoingMail.objects.get().state == "sent"
    assert 1 <= len(names) <= 2
    assert len(set(names)) == 1


class RefusingServer(socketserver.StreamRequestHandler):
    """A mail server that answers one command as the test wants, and all others with yes."""

    refused, answer, mails = "RCPT", "550 5.1.1 no such <ann@example.org>", 0

    def handle(self):
        self.send_line("220 here")
        for line in self.rfile:
            command = line[:4].decode().upper()
            if command == "RCPT":
                type(self).mails += 1
            if command == self.refused:
                self.send_line(self.answer)
            elif command == "DATA":
                self.send_line("354 go on")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.send_line("250 yes")
            elif command == "QUIT":
                return self.send_line("221 bye")
            else:
                self.send_line("250-here\r\n250 AUTH PLAIN" if command == "EHLO" else "250 yes")
        return None

    def send_line(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def refusing(settings):
    """A refusing server on a port of its own, to which mail goes."""
    handler = type("Handler", (RefusingServer,), {"mails": 0})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield handler
        server.shutdown()


@pytest.mark.parametrize(
    ("command", "answer", "state"),
    [
        ("RCPT", "550 5.7.1 you are on a block list", "dead"),
        ("RCPT", "552 5.2.2 mailbox full", "dead"),
        ("MAIL", "553 5.7.1 not you", "dead"),
        ("DATA", "554 5.6.0 no thanks", "dead"),
        ("RCPT", "450 4.2.1 come back later", "waiting"),
        ("DATA", "451 4.3.0 come back later", "waiting"),
        ("AUTH", "535 5.7.8 wrong password", "waiting"),
    ],
)
def test_a_mail_that_is_refused_for_good_is_set_aside(
    letter, refusing, settings, command, answer, state
):
    refusing.refused, refusing.answer = command, answer
    if command == "AUTH":
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "x"
    actions.messages.add_message(letter, "john", "A private answer.", kind="answer")
    assert outbox.send_due_mail() == 1
    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts, row.to) == (state, 1, "ann@example.org")
    if state == "dead":
        assert row.fault == f"The mail server refused it for good ({answer[:3]})."
        assert outbox.send_due_mail() == 0
        leases.retry_row(row)
        assert outbox.send_due_mail() == 1


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("RCPT", "550 5.1.1 no such <ann@example.org>"),
        ("RCPT", "551 no such user"),
        ("DATA", "550 5.1.1 no such user"),
    ],
)
def test_an_address_where_nobody_is_is_wiped_at_once(letter, refusing, command, answer):
    refusing.refused, refusing.answer = command, answer
    actions.messages.add_message(letter, "john", "A private answer.", kind="answer")
    assert outbox.send_due_mail() == 1
    row = OutgoingMail.objects.get()
    assert (row.state, row.to, row.fault) == ("returned", "", "")
    assert outbox.send_due_mail() == 0
    assert WeeklyCount.objects.get().name == "mail hard"


@pytest.mark.usefixtures("bounces")
@pytest.mark.parametrize(
    ("answer", "is_gone", "soft"),
    [
        ("550 5.1.1 no such user", True, 0),
        ("550 5.7.1 you are on a block list", False, 1),
        ("450 4.2.1 come back later", False, 0),
    ],
)
def test_a_subscriber_where_nobody_is_is_erased(refusing, answer, is_gone, soft):
    reader = queued_mail().subscriber
    refusing.answer = answer
    assert outbox.send_due_mail() == 1
    assert Subscriber.objects.exists() is not is_gone
    if not is_gone:
        reader.refresh_from_db()
        assert reader.soft_count == soft


@pytest.mark.usefixtures("bounces")
def test_a_mailbox_that_is_full_for_two_hours_counts_once(refusing):
    mail, refusing.answer = queued_mail(), "452 4.2.2 mailbox full"
    for _ in range(outbox.ATTEMPTS):
        OutgoingMail.objects.update(due_at=timezone.now())
        outbox.send_due_mail()
    mail.refresh_from_db()
    assert (mail.state, mail.subscriber.soft_count) == ("dead", 1)
