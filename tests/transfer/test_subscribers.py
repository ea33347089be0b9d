"""The list of readers comes in with evidence, and goes out whole."""

import logging
from datetime import date
from io import StringIO

import pytest
from django.core import mail as mailbox
from django.core.management import CommandError, call_command
from django.utils import timezone

from questions import actions
from questions.mail import outbox
from questions.models import OutgoingMail, Subscriber, SuppressedAddress
from questions.newsletter import sign_ups, tokens
from questions.transfer.sources import SourceRefused
from questions.transfer.subscribers import LeftOut, Reader, Why, read_list, write_list
from tests.factories import saved_tag
from tests.newsletter.conftest import newsletter  # noqa: F401 (a fixture)
from tests.newsletter.factories import a_reader

HEAD = "email,opted_in_on,source\n"
LINE = "rita@example.org,2021-05-31,Substack\n"


def read(text, source=""):
    return list(read_list(text.splitlines(keepends=True), source))


def bring(path, *words):
    """What the command prints."""
    out = StringIO()
    call_command("subscribers", "--from", str(path), *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def table(tmp_path):
    """A file with one reader in it."""
    path = tmp_path / "readers.csv"
    path.write_text(HEAD + LINE)
    return path


def test_a_list_of_another_system_is_read():
    ghost = (
        "id,email,name,note,subscribed_to_emails,complimentary_plan,created_at,deleted_at,labels\n"
        "1,rita@example.org,Rita,,true,,2021-05-31T10:00:00.000Z,,\n"
        "2,left@example.org,,,false,,2021-05-31T10:00:00.000Z,,\n"
        "3,gone@example.org,,,true,,2021-05-31T10:00:00.000Z,2022-01-01T00:00:00.000Z,\n"
    )
    assert read(ghost, "Ghost") == [
        Reader(2, "rita@example.org", date(2021, 5, 31), "Ghost"),
        LeftOut(3, Why.ENDED),
        LeftOut(4, Why.ENDED),
    ]
    mailchimp = "Email Address;OPTIN_TIME;Status\na@b.org;2021-05-31 09:10;subscribed\n"
    assert [type(one) for one in read(mailchimp, "Mailchimp")] == [Reader]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ("nobody,2021-05-31,Substack", Why.NO_ADDRESS),
        (",2021-05-31,Substack", Why.NO_ADDRESS),
        (f"{'a' * 250}@b.org,2021-05-31,Substack", Why.NO_ADDRESS),
        ("a@b.org\r,2021-05-31,Substack", Why.BROKEN),
        ("a@b.org,,Substack", Why.NO_DAY),
        ("a@b.org,31.05.2021,Substack", Why.NO_DAY),
        ("a@b.org,2999-01-01,Substack", Why.NO_DAY),
        ("a@b.org,0001-01-01,Substack", Why.NO_DAY),
        ("a@b.org,2021-05-31,", Why.NO_SOURCE),
        ("a@b.org,2021-05-31", Why.NO_SOURCE),
        ("a\0@b.org,2021-05-31,Substack", Why.NO_ADDRESS),
        (f'a@b.org,2021-05-31,"{"x" * 200_000}"', Why.BROKEN),
    ],
)
def test_a_line_without_evidence_is_named_by_number(cells, why):
    found = read_list(iter([HEAD, LINE, f"{cells}\n", LINE]))
    assert next(found).line == 2
    assert next(found) == LeftOut(3, why)


@pytest.mark.parametrize(
    "text", ["", "\n", "a,b\n", "email,name\n", "opted_in_on,source\n", "\0", '"', "\x89PNG\r\n"]
)
def test_what_is_no_list_is_refused(text):
    with pytest.raises(SourceRefused):
        read(text)


def test_a_list_that_never_ends_is_refused(monkeypatch):
    monkeypatch.setattr("questions.transfer.subscribers.MAX_ROWS", 5)
    with pytest.raises(SourceRefused, match="split it"):
        read(HEAD + LINE * 7)


@pytest.mark.usefixtures("newsletter")
def test_each_imported_reader_gets_one_mail_that_says_where_from(table):
    assert "1 readers were added." in bring(table, "--they-opted-in")
    assert "1 readers would be added" not in bring(table, "--they-opted-in")
    reader = Subscriber.objects.get()
    assert (reader.address, reader.rhythm, reader.wants_all) == (
        "rita@example.org",
        "at-once",
        True,
    )
    assert outbox.send_due_mail() == 1
    mail = mailbox.outbox[0]
    assert "Substack, on 31 May 2021" in mail.body
    leave = f"http://127.0.0.1:8000/subscribe/leave/{tokens.make_token('leave', reader.pk)}/"
    assert leave in mail.body
    assert mail.extra_headers["List-Unsubscribe"] == f"<{leave}>"
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.usefixtures("newsletter")
def test_nobody_comes_without_the_operators_word(table):
    with pytest.raises(CommandError, match="--they-opted-in"):
        bring(table)
    assert "1 readers would be added" in bring(table, "--dry-run")
    assert not Subscriber.objects.exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.usefixtures("newsletter")
def test_who_left_complained_or_is_dead_stays_away(table, caplog):
    actions.subscriptions.unsubscribe(a_reader("left@example.org").pk)
    a_reader("here@example.org", "weekly")
    for reason in ("dead", "complaint"):
        hashed = sign_ups.hash_address(f"{reason}@example.org")
        SuppressedAddress.note_address(hashed, reason)
    names = ("LEFT", "here", "dead", "complaint", "rita", "Rita", "new")
    lines = "".join(f"{name}@example.org,2021-05-31,Substack\n" for name in names)
    table.write_text(HEAD + lines + "nonsense,2021-05-31,Substack\n")
    with caplog.at_level(logging.DEBUG):
        said = bring(table, "--they-opted-in")
    assert "2 readers were added." in said
    assert f"3 left out, {Why.SUPPRESSED}: line 2, 4, 5" in said
    assert f"1 left out, {Why.KNOWN}: line 3" in said
    assert f"1 left out, {Why.TWICE}: line 7" in said
    assert f"1 left out, {Why.NO_ADDRESS}: line 9" in said
    assert "example.org" not in said + caplog.text
    assert "nonsense" not in said
    here = Subscriber.objects.get(address_hash=sign_ups.hash_address("here@example.org"))
    assert here.rhythm == "weekly"
    assert Subscriber.objects.count() == 3


@pytest.mark.usefixtures("newsletter")
def test_the_list_goes_out_and_comes_back(tmp_path):
    saved_tag("Trust")
    a_reader("=cmd@example.org", "weekly", [saved_tag("Home, and away")])
    a_reader("rita@example.org")
    place = tmp_path / "out.csv"
    call_command("subscribers", "--to", str(place), stdout=StringIO())
    assert place.stat().st_mode & 0o777 == 0o600
    assert "'=cmd@example.org" in place.read_text()
    before = [one[1:] for one in actions.subscriber_lists.export_readers()]
    Subscriber.objects.all().delete()
    assert "2 readers were added." in bring(place, "--they-opted-in")
    after = list(actions.subscriber_lists.export_readers())
    assert {one.address for one in after} == {one[0] for one in before}
    assert {(one.rhythm, one.topics) for one in after} == {one[3:] for one in before}
    with pytest.raises(CommandError, match="is there already"):
        call_command("subscribers", "--to", str(place))


def test_what_is_written_is_read_again():
    readers = [
        Reader(2, "'a@example.org", date(2021, 5, 31), "=Form, “Home”\t", "weekly", ("a", "b")),
        Reader(3, "+b@example.org", timezone.localdate(), "-x"),
    ]
    expected = [readers[0]._replace(source="=Form, “Home”"), readers[1]]
    assert read("".join(write_list(readers))) == expected


@pytest.mark.usefixtures("newsletter")
def test_a_list_that_breaks_off_keeps_what_came_before(tmp_path):
    path = tmp_path / "readers.csv"
    path.write_bytes(HEAD.encode() + LINE.encode() + b"\xff\xfe\0\xff,2021-05-31,x\n" * 3)
    assert "3 left out, no address" in bring(path, "--they-opted-in")
    assert Subscriber.objects.count() == 1


@pytest.mark.usefixtures("newsletter")
def test_many_come_in_batches(tmp_path, django_assert_max_num_queries):
    path = tmp_path / "readers.csv"
    path.write_text(HEAD + "".join(f"r{n}@example.org,2021-05-31,Substack\n" for n in range(1200)))
    with django_assert_max_num_queries(100):
        assert "1200 readers were added." in bring(path, "--they-opted-in")
    assert OutgoingMail.objects.filter(kind="imported", is_bulk=True).count() == 1200
