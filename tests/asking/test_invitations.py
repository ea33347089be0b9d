"""Ann agreed to be asked how things turned out: she is asked once, in time, and not before."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from questions import actions, retention
from questions.asking.forms import make_form_token
from questions.crypto import Sealed
from questions.mail import notifications, outbox
from questions.management.commands.worker import Command
from questions.models import (
    Column,
    Erasure,
    Invitation,
    Letter,
    Message,
    OutgoingMail,
    PendingScrub,
    RetentionRound,
)
from tests.factories import change_text

RECEIPT = "7KQ2-M9XA-4T6P-0000-1111-ABCD-EFGH"
ADDRESS = "ann@example.org"
ASKS = "would like to know how things turned out"


@pytest.fixture(autouse=True)
def weeks(db):
    """John asks after ten weeks."""
    column = Column.objects.get(pk=Column.ONLY)
    column.invitation_weeks = 10
    actions.column.update_column(column)
    Column.clear_cache()


def sent_letter(**facts):
    """A letter whose writer may be asked."""
    facts = {"consented": True, "can_invite": True, "contact": ADDRESS} | facts
    return actions.letters.receive(text="I wait for him.", receipt=RECEIPT, **facts)


def answer_privately(letter):
    actions.messages.add_message(letter, "john", "Go home.", kind="answer")


def publish_answer(letter, **when):
    question = actions.letters.start_answer(letter)
    change_text(question, headline="How long?", letter_text="She waits.", answer="Not long.")
    actions.questions.publish(question, **when)
    return question


@contextmanager
def days_later(days):
    """The clock some days on, and a retention round there, as after one a moment ago: no leap.

    It shows the same hour there, so that no hour of summer time makes it another day. The rounds
    on the days between are left out: what they would delete is as old on the last of them.
    """
    now, later = timezone.now, timedelta(days=days)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: timezone.localtime(now()) + later)
        RetentionRound.objects.update_or_create(
            pk=RetentionRound.ONLY, defaults={"finished_at": timezone.now()}
        )
        retention.run_round()
        yield


def at(client, what="", **facts):
    return client.post(f"/reply/{what}", {"receipt": RECEIPT} | facts)


def send_mail():
    """Who was written to, and in which words."""

    mail.outbox.clear()
    outbox.send_due_mail()
    return [(one.to[0], one.subject, one.body) for one in mail.outbox]


def test_the_tick_is_off_by_default_and_kept_with_its_wording(ann):
    page = ann.get("/ask/")
    assert "John can ask me how things turned out, 10 weeks after the answer" in page.text
    assert not page.context["form"]["invite"].value()
    facts = {"text": "I wait.", "token": make_form_token()}
    ann.post("/ask/", facts)
    assert not Invitation.objects.exists()
    ann.post("/ask/", facts | {"token": make_form_token(), "invite": "on", "contact": ADDRESS})
    kept = Invitation.objects.get()
    assert (kept.wording_version, kept.weeks, kept.contact) == (1, 10, ADDRESS)
    assert kept.agreed_on == timezone.localdate()


def test_without_weeks_nothing_is_offered_and_nothing_kept(ann):
    Column.objects.update(invitation_weeks=None)
    Column.clear_cache()
    assert "how things turned out" not in ann.get("/ask/").text
    ann.post("/ask/", {"text": "I wait.", "token": make_form_token(), "invite": "on"})
    assert not Invitation.objects.exists()
    assert 'name="invite"' not in at(ann).text


@pytest.mark.parametrize("kind", ["private", "public"])
def test_a_writer_is_asked_once_when_the_weeks_are_over(ann, kind):
    letter = sent_letter()
    answer_privately(letter) if kind == "private" else publish_answer(letter)
    first = send_mail()
    assert "we may write once more" in first[0][2]
    assert Invitation.objects.get().contact == ADDRESS
    with days_later(69):
        assert retention.invite_writers() == 0
        assert ASKS not in at(ann).text
    with days_later(70):
        assert retention.invite_writers() == 1
        assert retention.invite_writers() == 0
        sent = send_mail()
        assert [(to, subject) for to, subject, _body in sent] == [(ADDRESS, first[0][1])]
        assert "This is the last message" in sent[0][2]
        assert ASKS in at(ann).text
    assert Invitation.objects.get().contact == ""
    assert not any(mail.to for mail in OutgoingMail.objects.all())


def test_the_mail_says_nothing(ann):
    letter = sent_letter(sign_off="Awake")
    answer_privately(letter)
    actions.invitations.invite(letter)
    for _to, subject, body in send_mail():
        said = f"{subject} {body}".casefold()
        assert not [word for word in ("john", "http", "letter", "awake", "wait") if word in said]


def test_without_an_address_the_private_page_alone_asks(ann):
    letter = sent_letter(contact="")
    answer_privately(letter)
    actions.invitations.invite(letter)
    assert send_mail() == []
    assert ASKS in at(ann).text


@pytest.mark.parametrize("state", ["new", "declined", "withdrawn", "spam"])
def test_only_who_was_answered_is_asked(state):
    letter = sent_letter()
    day = timezone.localdate() - timedelta(weeks=20)
    Letter.objects.filter(pk=letter.pk).update(state=state, settled_on=day)
    Invitation.objects.update(agreed_on=day)
    assert retention.invite_writers() == 0


def test_a_scheduled_answer_counts_from_its_publication():
    letter = sent_letter()
    publish_answer(letter, at=timezone.now() + timedelta(days=20))
    with days_later(75):
        assert retention.invite_writers() == 0
    with days_later(90):
        assert retention.invite_writers() == 1


def test_a_writer_is_asked_once():
    letter = sent_letter()
    answer_privately(letter)
    assert actions.invitations.invite(letter)
    assert not actions.invitations.invite(letter)


def test_a_late_private_answer_counts_from_its_own_day():
    answer_privately(sent_letter())
    day = timezone.localdate() - timedelta(weeks=20)
    Invitation.objects.update(agreed_on=day)
    assert retention.invite_writers() == 0
    Letter.objects.update(settled_on=day)
    assert retention.invite_writers() == 1


def test_a_late_tick_counts_from_its_own_day(ann):
    letter = sent_letter(can_invite=False)
    answer_privately(letter)
    Letter.objects.update(settled_on=timezone.localdate() - timedelta(weeks=12))
    at(ann, "later/", invite="on")
    assert retention.invite_writers() == 0
    with days_later(70):
        assert retention.invite_writers() == 1


def test_the_choice_is_changed_on_the_private_page(ann):
    sent_letter(can_invite=False)
    assert "you’ll be asked later" in at(ann, "later/", invite="on").text
    kept = Invitation.objects.get()
    assert (kept.weeks, kept.contact) == (10, ADDRESS)
    assert "10 weeks later how things turned out" in at(ann).text
    assert "you won’t be asked" in at(ann, "later/").text
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        actions.invitations.cancel,
        actions.invitations.note_invited,
        lambda letter: actions.invitations.keep_contact(letter, ""),
    ],
)
def test_an_address_that_is_not_kept_leaves_the_files_too(change):
    change(sent_letter())
    assert PendingScrub.objects.filter(table=Invitation._meta.db_table).exists()


def test_only_the_writer_of_a_letter_of_their_own_is_asked():
    letter = sent_letter(can_invite=False)
    letter.kind = Letter.Kind.READER
    actions.invitations.agree(letter)
    assert not Invitation.objects.exists()


def test_what_was_ticked_holds_whatever_the_settings_say_later():
    answer_privately(sent_letter())
    Column.objects.update(invitation_weeks=2)
    Column.clear_cache()
    with days_later(20):
        assert retention.invite_writers() == 0


@pytest.mark.parametrize("address", ["other@example.org", ""])
def test_another_address_is_used_and_none_is_kept(ann, address):
    answer_privately(sent_letter())
    send_mail()
    assert ADDRESS in at(ann).text
    at(ann, "email/", contact=address)
    assert Invitation.objects.get().contact == address


def test_the_letter_is_kept_until_then_and_as_long_again(ann):
    publish_answer(sent_letter())
    Column.objects.update(invitation_weeks=None)
    Invitation.objects.update(weeks=20)
    told = retention.deletion_day(Letter.objects.get()) - timezone.localdate()
    assert told.days == 20 * 7 + 91
    with days_later(120):
        assert ASKS not in at(ann).text
    with days_later(140):
        assert retention.invite_writers() == 1
    assert retention.deletion_day(Letter.objects.get()) - timezone.localdate() == told
    with days_later(told.days - 1):
        assert Letter.objects.exists()
    with days_later(told.days):
        assert not Letter.objects.exists()
    assert not Invitation.objects.exists()


def test_a_declined_letters_address_goes_like_any_other():
    letter = sent_letter(contact="")
    actions.invitations.keep_contact(letter, ADDRESS)
    actions.inbox.decline(letter)
    with days_later(32):
        assert Invitation.objects.get().contact == ""


def test_whoever_was_declined_is_not_offered_to_be_asked_later(ann):
    letter = sent_letter(can_invite=False)
    assert "Being asked later" in at(ann).text
    actions.inbox.decline(letter)
    assert "Being asked later" not in at(ann).text
    assert "can’t be changed any more" in at(ann, "later/", invite="on").text


def test_whoever_was_declined_can_take_back_what_they_agreed_to(ann):
    letter = sent_letter()
    actions.inbox.decline(letter)
    assert "Being asked later" in at(ann).text
    at(ann, "later/")
    assert not Invitation.objects.exists()
    assert "Being asked later" not in at(ann).text


def test_a_clock_that_leapt_asks_nobody():
    answer_privately(sent_letter())
    retention.run_round()
    moment = timezone.now
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: moment() + timedelta(days=300))
        assert retention.invite_writers() == 0
    assert Invitation.objects.get().is_open


def test_a_clock_that_goes_back_asks_nobody_twice():
    answer_privately(sent_letter())
    with days_later(70):
        assert retention.invite_writers() == 1
    assert retention.invite_writers() == 0
    with days_later(71):
        assert retention.invite_writers() == 0


def test_a_restored_backup_asks_nobody_again(ann):
    letter = sent_letter()
    answer_privately(letter)
    before = Invitation.objects.get()
    actions.invitations.invite(letter)
    before.save()  # what a backup from before would bring back
    actions.erasure.replay_erasures()
    kept = Invitation.objects.get()
    assert (kept.is_open, kept.contact) == (False, "")
    assert Erasure.objects.filter(kind=Erasure.Kind.INVITED).count() == 1


def test_a_restored_backup_asks_nobody_who_has_changed_their_mind(ann):
    answer_privately(sent_letter())
    before = Invitation.objects.get()
    at(ann, "later/")
    before.save()  # what a backup from before would bring back
    actions.erasure.replay_withdrawals()
    assert not Invitation.objects.exists()


def test_a_restored_backup_asks_whoever_agreed_anew(ann):
    answer_privately(sent_letter())
    at(ann, "later/")
    at(ann, "later/", invite="on")
    actions.erasure.replay_withdrawals()
    assert Invitation.objects.get().is_open


def test_a_withdrawn_letters_writer_is_not_asked(ann):
    letter = sent_letter()
    publish_answer(letter)
    at(ann, "withdraw/", sure="1")
    assert not Invitation.objects.exists()


def test_the_desk_can_leave_it_out(john):
    letter = sent_letter()
    answer_privately(letter)
    page = john.get(f"/admin/questions/letter/{letter.pk}/change/").text
    assert "Agreed to be asked how things turned out: on" in page
    john.post(f"/admin/questions/letter/{letter.pk}/dont-ask/")
    assert not Invitation.objects.exists()


def spoil_address(letter):
    """An address that none of the present keys opens."""
    Invitation.objects.filter(letter=letter).update(contact=Sealed("sealed with a lost key"))


def test_an_address_that_no_key_opens_stops_nobody_else(ann):
    other = actions.letters.receive(
        text="I do too.", receipt="other", can_invite=True, contact=ADDRESS
    )
    for letter in (sent_letter(), other):
        answer_privately(letter)
        send_mail()
    with days_later(70):
        spoil_address(Invitation.objects.due_now()[0].letter)  # the other one must be asked
        assert retention.invite_writers() == 2
        assert [to for to, _subject, _body in send_mail()] == [ADDRESS]
        assert ASKS in at(ann).text


def test_an_address_that_no_key_opens_closes_no_private_page(ann):
    letter = sent_letter()
    answer_privately(letter)
    send_mail()
    spoil_address(letter)
    assert at(ann).status_code == 200
    assert at(ann, "email/", contact="other@example.org").status_code == 200
    assert Invitation.objects.get().contact == "other@example.org"


def test_an_address_in_the_outbox_that_no_key_opens_is_none(ann):
    letter = sent_letter(can_invite=False)
    answer_privately(letter)
    OutgoingMail.objects.update(to=Sealed("sealed with a lost key"))
    assert "you’ll be asked later" in at(ann, "later/", invite="on").text
    assert Invitation.objects.get().contact == ""


def test_the_worker_asks():
    assert retention.invite_writers in [job.work for job in Command().list_jobs("a node")]


def test_what_is_written_then_is_an_update(ann):
    letter = sent_letter()
    answer_privately(letter)
    actions.invitations.invite(letter)
    at(ann, "write/", text="He came home.", token=make_form_token())
    assert Message.objects.get(author="asker").kind == Message.Kind.UPDATE


def test_an_address_that_waits_in_the_outbox_is_kept_for_later(ann):
    letter = sent_letter(can_invite=False)
    answer_privately(letter)
    assert notifications.address_in_use(Letter.objects.get()) == ADDRESS
    at(ann, "later/", invite="on")
    assert Invitation.objects.get().contact == ADDRESS
