"""Once a year: do you still want it? One click, a reminder, and then the address goes."""

import re
from datetime import timedelta

import pytest
from django.core import mail as mailbox
from django.utils import timezone

from questions import actions, retention, wrong_clock
from questions.actions import renewals
from questions.mail import outbox
from questions.management.commands.worker import Command
from questions.models import OutgoingMail, RetentionRound, Subscriber, SuppressedAddress
from questions.newsletter import tokens
from tests.newsletter.factories import a_reader, column

OLD = timedelta(days=370)


def live_days(number, monkeypatch, first=0):
    """The worker looks once on each of some days, and sends."""
    today = timezone.localdate()
    for day in range(first, first + number):
        monkeypatch.setattr(timezone, "localdate", lambda _day=day: today + timedelta(days=_day))
        renewals.ask_readers()
        outbox.send_due_mail()
    monkeypatch.undo()


def test_who_has_had_it_for_a_year_is_asked_once(monkeypatch):
    reader = a_reader(since=OLD)
    a_reader("new@example.org", since=timedelta(days=300))
    live_days(20, monkeypatch)
    assert [mail.to for mail in mailbox.outbox] == [["rita@example.org"]]
    mail = mailbox.outbox[0]
    stay = f"/subscribe/stay/{tokens.make_token('stay', reader.pk)}/"
    leave = f"/subscribe/leave/{tokens.make_token('leave', reader.pk)}/"
    html = mail.alternatives[0][0]
    for part in (mail.body, html):
        assert stay in part
        assert leave in part
    assert "<img" not in html
    assert mail.extra_headers["List-Unsubscribe"] == f"<http://127.0.0.1:8000{leave}>"
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "we’ll remind you once in 21 days" in mail.body


def test_one_button_keeps_it_for_a_year_and_opening_the_link_changes_nothing(rita, monkeypatch):
    reader = a_reader(since=OLD)
    live_days(1, monkeypatch)
    stay = re.search(r"(/subscribe/stay/\S+/)", mailbox.outbox[0].body)[1]
    assert "Do you still want our letters?" in rita.get(stay).text
    reader.refresh_from_db()
    assert reader.silent_days == 0
    assert "You’re still subscribed" in rita.post(stay).text
    assert "You’re still subscribed" in rita.post(stay).text
    live_days(60, monkeypatch, first=1)
    assert len(mailbox.outbox) == 1
    assert Subscriber.objects.exists()


def test_who_stays_silent_is_reminded_and_then_leaves(monkeypatch):
    reader = a_reader(since=OLD)
    live_days(22, monkeypatch)
    assert len(mailbox.outbox) == 2
    assert "This is a reminder" in mailbox.outbox[1].body
    live_days(20, monkeypatch, first=22)
    assert Subscriber.objects.exists()
    live_days(2, monkeypatch, first=42)
    assert not Subscriber.objects.exists()
    assert len(mailbox.outbox) == 2
    assert SuppressedAddress.objects.get().address_hash == reader.address_hash


def test_who_answers_at_the_last_moment_stays():
    reader = a_reader(since=OLD)
    Subscriber.objects.update(silent_days=renewals.LEAVE_AFTER)
    assert renewals.silent_readers().exists()
    renewals.keep_subscription(reader)
    renewals.remove_if_silent(reader.pk)
    assert Subscriber.objects.exists()


def test_a_day_counts_once_and_a_leap_of_the_clock_is_one_day(monkeypatch):
    reader = a_reader(since=OLD)
    for day in (0, 0, 1, 1, 400, 400, 2, 2, 3):
        live_days(1, monkeypatch, first=day)
    reader.refresh_from_db()
    assert reader.silent_days == 4  # day 1, day 400, day 2, day 3
    assert len(mailbox.outbox) == 1


@pytest.mark.slow
def test_no_clock_can_mail_everybody_at_once(monkeypatch):
    for number in range(50):
        a_reader(f"reader{number}@example.org", since=OLD)
    monkeypatch.setattr(outbox, "send_due_mail", int)
    live_days(1, monkeypatch)
    live_days(1, monkeypatch)
    assert OutgoingMail.objects.count() == 20
    live_days(1, monkeypatch, first=1)
    assert OutgoingMail.objects.count() == 40


@pytest.mark.slow
def test_nobody_loses_it_while_the_mail_is_on_its_way(monkeypatch):
    reader = a_reader(since=OLD)
    monkeypatch.setattr(outbox, "send_due_mail", int)
    for day in range(60):
        live_days(1, monkeypatch, first=day)
        OutgoingMail.objects.update(state="waiting")
    reader.refresh_from_db()
    assert reader.silent_days == 0


def test_who_changes_their_choices_wants_it(monkeypatch):
    reader = a_reader(since=OLD)
    live_days(1, monkeypatch)
    actions.subscriptions.update_preferences(reader, "weekly", [])
    live_days(50, monkeypatch, first=1)
    assert len(mailbox.outbox) == 1


def test_an_answer_before_the_mail_is_sent_stops_it():
    reader = a_reader(since=OLD)
    renewals.ask_readers()
    renewals.keep_subscription(reader)
    OutgoingMail.objects.update(state="waiting")
    assert outbox.send_due_mail() == 1
    assert mailbox.outbox == []


@pytest.mark.parametrize("kind", ["stay", "leave"])
def test_a_token_of_another_kind_does_not_keep_it(rita, kind):
    reader = a_reader()
    page = rita.post(f"/subscribe/stay/{tokens.make_token(kind, reader.pk)}/")
    assert page.status_code == (200 if kind == "stay" else 404)


def test_the_worker_asks_unless_the_clock_may_be_wrong(monkeypatch):
    a_reader(since=OLD)
    work = {job.name: job.work for job in Command().list_jobs("one")}["Asking readers once a year"]
    RetentionRound(pk=1, finished_at=timezone.now() - timedelta(days=9)).save()
    assert wrong_clock.wrong_clock_reason()
    work()
    assert not OutgoingMail.objects.exists()
    RetentionRound(pk=1, finished_at=timezone.now()).save()
    column(newsletter=False)
    work()
    assert not OutgoingMail.objects.exists()
    column(newsletter=True)
    work()
    assert OutgoingMail.objects.get().kind == "renewal"


def test_old_mails_of_this_kind_are_forgotten(monkeypatch):
    a_reader(since=OLD)
    live_days(1, monkeypatch)
    OutgoingMail.objects.update(due_at=timezone.now() - timedelta(days=31))
    retention.run_round(is_confirmed=True)
    assert not OutgoingMail.objects.exists()


def test_the_desk_says_how_many_were_asked(john, monkeypatch):
    a_reader(since=OLD)
    live_days(1, monkeypatch)
    assert "1 has been asked whether" in john.get("/admin/questions/issue/").text
