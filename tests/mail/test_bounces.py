"""Mail that comes back: whom it is about, what it says, and what follows from it."""

import base64
import logging
import random
import time
from datetime import timedelta

import pytest
from django.core import mail as mailbox
from django.utils import timezone

from questions import actions, retention
from questions.mail import outbox
from questions.mail.fates import Fate, judge_answer
from questions.mail.reports import MAX_BYTES, read_fate
from questions.mail.return_path import make_return_path, make_token, verify_token
from questions.models import (
    Erasure,
    Letter,
    OutgoingMail,
    Signup,
    Subscriber,
    SuppressedAddress,
    WeeklyCount,
)
from questions.newsletter import sign_ups
from tests.factories import received_letter
from tests.mail.factories import delivery_report, feedback_report, plain_notice, sent_mail
from tests.newsletter.factories import a_reader

pytestmark = pytest.mark.usefixtures("bounces")
RITA = "rita@example.org"
EXIM = (
    "This message was created automatically by mail delivery software.\n\n"
    "A message that you sent could not be delivered to one or more of its\n"
    "recipients. This is a permanent error. The following address(es) failed:\n\n"
    "  rita@example.org\n    SMTP error from remote mail server after RCPT TO:\n    "
)
QMAIL = (
    "Hi. This is the qmail-send program at mx.example.net.\n"
    "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
    "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
    "<rita@example.org>:\n192.0.2.1 does not like recipient.\nRemote host said: "
)


def counted():
    return dict(WeeklyCount.objects.exclude(name="mail sent").values_list("name", "count"))


def suppressed():
    return dict(SuppressedAddress.objects.values_list("address_hash", "reason"))


def test_each_mail_has_a_return_path_of_its_own_and_keeps_its_sender():
    first, second = sent_mail(), sent_mail(Subscriber.objects.get(), "Two")
    paths = [message.from_email for message in mailbox.outbox]
    assert paths == [make_return_path(first.pk), make_return_path(second.pk)]
    for message, path in zip(mailbox.outbox, paths, strict=True):
        assert message.message()["From"] == "Ask John <noreply@127.0.0.1>"
        assert "column.example" not in message.message().as_string()
        local, domain = path.split("@")
        assert local.startswith("bounces+")
        assert (len(local) <= 64, domain) == (True, "column.example")


def test_without_such_an_address_the_envelope_is_the_sender_s(settings):
    settings.BOUNCE_ADDRESS = ""
    sent_mail()
    assert "noreply@127.0.0.1" in mailbox.outbox[0].from_email


def test_a_token_is_of_one_mail_whatever_its_case_and_of_one_column(settings):
    key = sent_mail().pk
    token = make_token(key)
    assert verify_token(token) == verify_token(token.upper()) == key
    wrong = ("b" if token[5] != "b" else "c").join((token[:5], token[6:]))
    assert verify_token(wrong) is None
    assert verify_token(token[:-1]) is None
    assert verify_token("a" * 42) is None
    settings.RECEIPT_KEY = "another-column-" * 4
    assert verify_token(token) is None


def test_an_address_where_nobody_is_goes_and_a_keyed_hash_stays():
    mail = sent_mail()
    key = mail.subscriber_id
    assert actions.bounces.record_report(delivery_report(mail)) == Fate.HARD
    assert not Subscriber.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert suppressed() == {sign_ups.hash_address(RITA): "dead"}
    assert Erasure.objects.get().number == key  # a restored backup does not bring it back
    assert counted() == {"mail hard": 1}


def test_the_recipient_that_the_server_names_is_enough():
    mail = sent_mail()
    report = delivery_report(mail, to="postmaster@column.example")
    assert actions.bounces.record_report(report) is None
    assert actions.bounces.record_report(report, make_return_path(mail.pk)) == Fate.HARD


def test_a_dead_address_is_told_so_and_may_say_that_it_works(rita):
    actions.bounces.record_report(delivery_report(sent_mail()))
    form = {"address": "Rita@Example.org", "rhythm": "weekly"}
    page = rita.post("/subscribe/", form).text
    assert "An email to this address came back" in page
    assert 'name="works_again"' in page
    assert not Signup.objects.exists()
    assert 'name="works_again"' not in rita.post("/subscribe/", form | {"address": "x"}).text
    assert "Check your inbox" in rita.post("/subscribe/", form | {"works_again": "on"}).text
    actions.subscriptions.confirm(Signup.objects.get().pk)
    assert suppressed() == {}


def test_who_left_or_complained_is_told_nothing(rita):
    reader = a_reader()
    actions.subscriptions.unsubscribe(reader.pk)
    assert suppressed() == {reader.address_hash: "left"}
    actions.bounces.record_report(feedback_report(sent_mail(a_reader("cleo@example.org"))))
    for address in (RITA, "cleo@example.org"):
        page = rita.post("/subscribe/", {"address": address, "rhythm": "weekly"}).text
        assert "Check your inbox" in page


@pytest.mark.parametrize("kind", ["abuse", "fraud", "opt-out", "other"])
def test_a_complaint_unsubscribes_at_once(kind):
    mail = sent_mail()
    assert actions.bounces.record_report(feedback_report(mail, kind)) == Fate.COMPLAINT
    assert not Subscriber.objects.exists()
    assert list(suppressed().values()) == ["complaint"]


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", "virus", ""])
def test_another_feedback_report_is_no_complaint(kind):
    assert actions.bounces.record_report(feedback_report(sent_mail(), kind)) is None
    assert Subscriber.objects.exists()


@pytest.mark.parametrize(
    ("status", "said", "fate"),
    [
        ("5.1.1", "550 5.1.1 <rita@example.org>: user unknown", Fate.HARD),
        ("5.1.2", "", Fate.HARD),
        ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", Fate.HARD),
        ("5.2.1", "550 5.2.1 The email account is disabled", Fate.HARD),
        ("5.4.4", "Host or domain name not found", Fate.HARD),
        ("5.0.0", "550 No such user here", Fate.HARD),
        ("5.0.0", "550 5.2.2 mailbox full", Fate.SOFT),
        ("5.0.0", "552 Mailbox is full", Fate.SOFT),
        ("5.0.0", "554 delivery error: dd This user doesn't have an account", Fate.HARD),
        ("5.0.0", "550 mwinf5 ME Service refuse. Veuillez essayer plus tard.", Fate.SOFT),
        ("5.0.0", "554 IP=203.0.113.5 - A problem occurred. Ask your postmaster", Fate.SOFT),
        ("5.0.0", "550 5.0.0 Client host IP address rejected", Fate.SOFT),
        ("5.0.0", "550 Your IP address 192.0.2.7 is not allowed to send", Fate.SOFT),
        ("5.0.0", "550 mx.example.net refuses mail from your address range", Fate.SOFT),
        ("5.0.0", "550 Address 192.0.2.7: reverse DNS not found", Fate.SOFT),
        ("5.0.0", "552 User: message size exceeds the limit", Fate.SOFT),
        ("5.0.0", "550 Recipient's server does not know your host: unknown", Fate.SOFT),
        ("5.0.0", "550 The recipient asks you to call instead", Fate.SOFT),
        ("5.0.0", "550 Unknown user: rita", Fate.HARD),
        ("5.0.0", "550 The address rita@example.org was not found", Fate.HARD),
        ("5.0.0", "550 Recipient address rejected: User unknown", Fate.HARD),
        ("5.0.0", "550 mailbox unavailable. See http://mx.example.net/?c=x&i=ip", Fate.HARD),
        ("5.0.0", "554 dd This user doesn't have a yahoo.com\n account", Fate.HARD),
        ("5.0.0", "550 <rita@example.org>: Empfängeradresse existiert nicht", Fate.HARD),
        ("5.0.0", "", Fate.SOFT),
        ("5.1.0", "550 5.1.0 bounces@column.example: sender rejected", Fate.SOFT),
        ("5.2.2", "552 5.2.2 over quota", Fate.SOFT),
        ("5.7.1", "550 5.7.1 looks like spam", Fate.SOFT),
        ("5.7.26", "550-5.7.26 unauthenticated [203.0.113.5]", Fate.SOFT),
        ("5.0.0", "554 blocked by policy", Fate.SOFT),
        ("5.1.8", "sender address rejected", Fate.SOFT),
        ("4.4.7", "delivery time expired", Fate.SOFT),
        ("4.2.2", "452 4.2.2 mailbox full", Fate.SOFT),
        ("", "", Fate.SOFT),
        ("2.0.0", "250 ok", Fate.SOFT),
    ],
)
def test_what_a_delivery_report_means(status, said, fate):
    assert read_fate(delivery_report(OutgoingMail(), status, said=said)) == fate


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_what_is_not_over_is_no_bounce(action):
    assert read_fate(delivery_report(OutgoingMail(), "4.4.1", action)) is None


def test_reports_in_utf_8_are_read_too():
    report = delivery_report(OutgoingMail())
    report = report.replace(b"message/delivery-status", b"message/global-delivery-status")
    assert read_fate(report) == Fate.HARD


def test_reports_may_be_encoded():
    """RFC 6533 lets those in UTF-8 be, and some servers encode the others too."""
    before, head, after = delivery_report(OutgoingMail()).partition(b"message/delivery-status\n\n")
    groups, end, copy = after.partition(b"\n--b1\n")
    head = head.replace(b"\n\n", b"\nContent-Transfer-Encoding: base64\n\n")
    assert read_fate(before + head + base64.encodebytes(groups) + end + copy) == Fate.HARD


def test_an_address_of_several_people_is_not_dead_while_one_is_reached():
    report = delivery_report(OutgoingMail())
    other = b"Final-Recipient: rfc822; cleo@example.org\nAction: %s\nStatus: 2.0.0\n\n"
    for action, fate in ((b"delivered", None), (b"delayed", Fate.HARD)):
        whole = report.replace(b"Final-Recipient", other % action + b"Final-Recipient", 1)
        assert read_fate(whole) == fate, action


def test_outlook_sends_a_complaint_without_a_feedback_report():
    mail = sent_mail()
    report = feedback_report(mail).replace(b"message/feedback-report", b"text/plain")
    assert actions.bounces.record_report(report) is None
    inner = b"\nX-HmXmrOriginalRecipient: rita@example.org\nReturn-Path"
    report = report.replace(b"\nReturn-Path", inner)
    assert actions.bounces.record_report(report) == Fate.COMPLAINT
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    ("words", "fate"),
    [
        (f"{QMAIL}550 5.1.1 unknown user\n\n--- Below this line is a copy", Fate.HARD),
        (
            "   ----- The following addresses had permanent fatal errors -----\n"
            "<rita@example.org>\n\n   ----- Transcript of session follows -----\n",
            Fate.SOFT,
        ),
        (
            "This message was created automatically by mail delivery software.\n"
            "A message that you sent has not yet been delivered to one or more of its\n"
            "recipients after more than 24 hours.\n\nThe address to which it is going:\n"
            "  rita@example.org\n\n",
            None,
        ),
        (
            "   ----- The following addresses had permanent fatal errors -----\n"
            "<rita@example.org>\n\n"
            "... while talking to mx.example.net.:\n>>> 550 5.7.1 looks like spam\n",
            Fate.SOFT,
        ),
        (f"{EXIM}550 Unrouteable address\n\n------ This is a copy ------\n\nLater.", Fate.HARD),
        (f"{EXIM}550 This message was classified as SPAM\n", Fate.SOFT),
        (f"{QMAIL}552 message too large\n", Fate.SOFT),
        (f"{QMAIL}554 virus found\n", Fate.SOFT),
        (f"{QMAIL}550 greylisted, user unknown to us\n", Fate.SOFT),
        (f"{QMAIL}550 sorry, not this time\n", Fate.SOFT),
        (f"{QMAIL}550 sorry, no mailbox here by that name\n", Fate.HARD),
        (f"{EXIM}Delay reason: 451 4.7.1 later\n\nDelivery attempts will continue.", None),
        ("I am away until Monday. Please write to cleo@example.org.", None),
        ("", None),
    ],
)
def test_notices_without_structure(words, fate):
    assert read_fate(plain_notice(OutgoingMail(), words)) == fate


@pytest.mark.parametrize(
    ("days", "is_gone"),
    [
        ([0, 7, 14, 21], True),
        ([0, 7, 14, 14, 21], True),
        ([0, 1, 2, 3], False),
        ([0, 7, 14], False),
        ([0, 0, 0, 21], False),
        ([0, 7, 60, 67], False),
        ([0, 7, 14, 200], False),
        ([300, 0, 7, 14], False),
        ([300, 0, 7, 14, 21], True),
    ],
)
def test_several_soft_ones_over_some_weeks_are_a_dead_address(days, is_gone, monkeypatch):
    """A clock that leaps forward begins anew, and so does one that was ahead."""
    mail, today = sent_mail(), timezone.localdate()
    for day in days:
        monkeypatch.setattr(timezone, "localdate", lambda _day=day: today + timedelta(days=_day))
        actions.bounces.apply_fate(OutgoingMail.objects.get(pk=mail.pk), Fate.SOFT)
    assert Subscriber.objects.exists() is not is_gone
    assert list(suppressed().values()) == (["dead"] if is_gone else [])


def test_a_report_counts_once_and_says_nothing_new_the_second_time():
    mail = sent_mail()
    report = delivery_report(mail, "5.2.2")
    assert actions.bounces.record_report(report) == Fate.SOFT
    assert actions.bounces.record_report(report) is None
    assert actions.bounces.record_report(delivery_report(mail)) is None
    mail.refresh_from_db()
    assert (mail.state, counted()) == ("returned", {"mail soft": 1})


def test_a_sign_up_that_comes_back_is_erased():
    actions.subscriptions.sign_up("typo@example.org", "weekly")
    outbox.send_due_mail()
    mail = OutgoingMail.objects.get()
    assert actions.bounces.record_report(delivery_report(mail)) == Fate.HARD
    assert not Signup.objects.exists()
    assert suppressed() == {sign_ups.hash_address("typo@example.org"): "dead"}


def test_of_somebody_who_wrote_a_letter_nothing_is_remembered():
    letter = received_letter(contact="ann@example.org")
    actions.messages.add_message(letter, "john", "Hello.")
    outbox.send_due_mail()
    mail = OutgoingMail.objects.get()
    assert actions.bounces.record_report(delivery_report(mail)) == Fate.HARD
    assert suppressed() == {}
    mail.refresh_from_db()
    assert (mail.state, mail.to) == ("returned", "")


def test_a_writer_who_is_a_reader_too_is_two_people():
    """What comes back of the newsletter says nothing about the letter, and the other way round."""
    letter, issue_mail = received_letter(contact=RITA), sent_mail()
    actions.messages.add_message(letter, "john", "Hello.")
    outbox.send_due_mail()
    news = OutgoingMail.objects.get(letter=letter)
    actions.bounces.record_report(feedback_report(news))
    assert Subscriber.objects.exists()
    before = Letter.objects.values().get(pk=letter.pk)
    actions.bounces.record_report(delivery_report(issue_mail))
    assert not Subscriber.objects.exists()
    assert Letter.objects.values().get(pk=letter.pk) == before


def test_forged_reports_do_nothing(settings):
    mail = sent_mail()
    good = delivery_report(mail)
    token = make_token(mail.pk).encode()
    unknown = make_token(a_reader("x@example.org").pk).encode()
    other = token[:-3] + (b"aaa" if token[-3:] != b"aaa" else b"bbb")
    settings.RECEIPT_KEY, key = "another-column-" * 4, settings.RECEIPT_KEY
    foreign = make_token(mail.pk).encode()
    settings.RECEIPT_KEY = key
    for wrong in (unknown, other, foreign, b"a" * 42, b""):
        assert actions.bounces.record_report(good.replace(token, wrong)) is None, wrong
    OutgoingMail.objects.update(due_at=timezone.now() - timedelta(days=31))
    assert actions.bounces.record_report(good) is None
    OutgoingMail.objects.update(due_at=timezone.now(), attempts=0, state="waiting")
    assert actions.bounces.record_report(good) is None
    assert Subscriber.objects.count() == 2
    assert (counted(), suppressed()) == ({}, {})


def hostile_mails(mail):
    """Mails to a good address that mean harm."""
    to = f"To: {make_return_path(mail.pk)}\n".encode()
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(900)
    )
    nested += b"\n" * MAX_BYTES
    report = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
    status = b"--b\nContent-Type: message/delivery-status\n\n"
    yield to + nested
    yield to + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 400_000
    yield to + b"Content-Type: multipart/report; " + b';"' * 500_000
    yield to + b"Content-Type: text/plain; charset=x-nothing\n\n\xff\xfe user unknown"
    yield to + b"Content-Transfer-Encoding: base64\n\n" + b"=" * 5_000_000
    yield to + report + status + b"\nAction: failed\x00\nStatus: 5.\x001.1\n--b--"
    yield to + report + status + b"\xff\xfe: \x1b[31m\n\nAction\xc3: failed\n--b--"
    yield to + report + b"--b\nContent-Type: message/delivery-status; charset=utf-7\n\n+AGE-\n--b--"
    yield to + b"\r\r\r\n\x00\x01\x02" * 1000
    yield to + b"Subject: " + b"=?utf-8?q?" + b"=FF" * 30_000 + b"?=\n\nhello"
    yield to * 5000
    yield b"+" + b"a" * 42 + b"@" + (b"+" + b"b" * 42 + b"@") * 20_000
    yield b""


@pytest.mark.slow
def test_no_hostile_mail_does_anything_or_raises(caplog):
    mail = sent_mail()
    with caplog.at_level(logging.INFO):
        for raw in hostile_mails(mail):
            began = time.process_time()
            assert actions.bounces.record_report(raw) is None, raw[:80]
            assert time.process_time() - began < 10, raw[:80]
    assert Subscriber.objects.exists()
    assert "rita" not in caplog.text
    assert make_token(mail.pk) not in caplog.text


def test_a_damaged_report_raises_nothing():
    report, chance = delivery_report(OutgoingMail()), random.Random(7)  # noqa: S311
    for _ in range(300):
        damaged = bytearray(report)
        for _ in range(chance.randrange(1, 30)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert read_fate(bytes(damaged)) in {None, *Fate}
    assert read_fate(report + b"x" * 3 * MAX_BYTES) == Fate.HARD


@pytest.mark.parametrize(
    ("code", "words", "fate"),
    [
        (550, "5.1.1 no such <rita@example.org>", Fate.HARD),
        (550, "no such user", Fate.HARD),
        (550, "5.7.1 Service unavailable; client host blocked", Fate.SOFT),
        (550, "your IP is on a blacklist", Fate.SOFT),
        (550, "Access denied", Fate.SOFT),
        (550, "Client host IP address rejected", Fate.SOFT),
        (553, "sorry, your envelope sender domain must exist", Fate.SOFT),
        (552, "mailbox full", Fate.SOFT),
        (554, "denied", Fate.SOFT),
        (450, "4.2.1 come back later", Fate.SOFT),
    ],
)
def test_what_an_answer_to_an_address_means(code, words, fate):
    assert judge_answer(code, words) == fate


def test_hashes_go_when_their_time_is_over():
    SuppressedAddress.note_address("a" * 64, "dead")
    retention.run_round(is_confirmed=True)
    assert suppressed()
    SuppressedAddress.objects.update(noted_on=timezone.localdate() - timedelta(days=731))
    retention.run_round(is_confirmed=True)
    assert not suppressed()


def test_the_desk_shows_numbers_and_nobody(john):
    actions.bounces.record_report(delivery_report(sent_mail()))
    actions.bounces.record_report(
        delivery_report(sent_mail(a_reader("b@example.org"), "Two"), "4.2.2")
    )
    actions.bounces.record_report(feedback_report(sent_mail(a_reader("c@example.org"), "Three")))
    page = " ".join(john.get("/admin/numbers/").text.split())
    for words in (
        "Accepted by a mail server</th> <td>4</td>",
        "at the time</th> <td>1</td>",
        "the address was deleted</th> <td>1</td>",
        "unsubscribed</th> <td>1</td>",
    ):
        assert words in page, words
    assert "@example.org" not in page
