"""What is too old is forgotten, and nothing sooner."""

from contextlib import contextmanager, suppress
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone

from questions import actions, crypto, health, retention
from questions.management.commands.worker import Command
from questions.models import ImportRun, Letter, Message, Question, RetentionRound, Signup
from tests.factories import (
    change_text,
    draft_question,
    published_question,
    received_letter,
    text_of,
)


def days_ago(letter, days, **facts):
    """The letter as if nothing had happened to it for some days."""
    day = timezone.localdate() - timedelta(days=days)
    Letter.objects.filter(pk=letter.pk).update(active_on=day, **facts)


def retain(*words):
    out = StringIO()
    call_command("retain", *words, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(("days", "is_there"), [(180, True), (181, False)])
def test_an_unanswered_letter(db, days, is_there):
    days_ago(received_letter(), days)
    retain()
    assert Letter.objects.exists() is is_there


def test_a_letter_that_cannot_be_forgotten_keeps_back_no_other(db, monkeypatch, caplog):
    poisoned, other = received_letter("One."), received_letter("Two.", contact="ann@example.org")
    for letter in (poisoned, other):
        days_ago(letter, 181)
    delete = actions.erasure.delete_letter

    def fail_at_one(letter, kind):
        if letter.pk == poisoned.pk:
            raise RuntimeError
        delete(letter, kind)

    monkeypatch.setattr(actions.erasure, "delete_letter", fail_at_one)
    days_ago(answered := received_letter("Three.", contact="bea@example.org"), 0)
    Letter.objects.filter(pk=answered.pk).update(
        state=Letter.State.ANSWERED, settled_on=timezone.localdate() - timedelta(days=31)
    )
    rules = retention.NEWSLETTER | {"deliveries": lambda: Letter.objects.none()[:1]}
    monkeypatch.setattr(retention, "NEWSLETTER", rules)
    with pytest.raises(RuntimeError):
        retain()
    assert "Failed 1 times: RuntimeError < " in caplog.text, "each kind of fault is logged"
    assert "Failed 1 times: TypeError < " in caplog.text
    assert set(Letter.objects.values_list("pk", flat=True)) == {poisoned.pk, answered.pk}
    assert Letter.objects.get(pk=answered.pk).contact == ""
    assert RetentionRound.load_row().finished_at, "else the next rounds would wait for somebody"
    assert "could not be deleted" in health.check_retention()
    monkeypatch.undo()
    retain()
    assert not health.check_retention()


def test_a_round_that_fails_is_tried_again_in_an_hour(db, monkeypatch):
    rounds = []

    def fail():
        rounds.append(1)
        raise RuntimeError

    monkeypatch.setattr(retention, "run_round", fail)
    worker = Command()
    worker.cleaned_on = timezone.localdate() - timedelta(days=1)
    for tried in (1, 1, 2):
        if tried == 2:
            worker.forgot_at = float("-inf")
        with suppress(RuntimeError):
            worker.enforce_retention()
        assert len(rounds) == tried


@pytest.mark.parametrize(("days", "is_there"), [(90, True), (91, False)])
def test_a_letter_answered_privately(db, days, is_there):
    letter = received_letter()
    actions.messages.add_message(letter, "john", "Go home.", kind="answer")
    days_ago(letter, days)
    retain()
    assert Letter.objects.exists() is Message.objects.exists() is is_there


def test_the_original_of_a_published_letter_goes_and_the_question_stays(db, rita):
    question = published_question("One")
    days_ago(question.letters.get(), 91)
    retain()
    assert not Letter.objects.exists()
    assert rita.get("/questions/one/").status_code == 200
    assert Question.objects.get().letter_text


@pytest.mark.parametrize("days", [91, 181])
def test_the_original_of_an_answer_that_was_public_goes_and_the_answer_stays_sealed(db, days):
    question = draft_question("Robert's draft", answer="He said it to Robert.")
    change_text(question, headline="One", answer="He said it.")
    actions.questions.publish(question, until=timezone.now() + timedelta(hours=1))
    if days == 91:
        with clock_moved_by(hours=2):
            assert actions.questions.unpublish_expired() == 1
    else:
        actions.questions.unpublish(question)
    days_ago(question.letters.get(), days)
    retain()
    assert not Letter.objects.exists()
    assert text_of(question).answer == "He said it."
    assert not any("Robert" in one.text for one in question.revisions.all())


@pytest.mark.parametrize("kind", ["unanswered", "answered", "published"])
def test_a_letter_goes_on_the_day_that_its_writer_is_told(db, kind):
    letter = published_question("One").letters.get() if kind == "published" else received_letter()
    if kind == "answered":
        actions.messages.add_message(letter, "john", "Go home.", kind="answer")
    left = retention.deletion_day(Letter.objects.get()) - timezone.localdate()
    days_ago(letter, left.days - 1)
    retain()
    assert Letter.objects.exists()
    days_ago(letter, left.days)
    retain()
    assert not Letter.objects.exists()


def test_an_address_that_was_not_used(db):
    letter = received_letter(contact="ann@example.org")
    days_ago(letter, 40, state="declined", settled_on=timezone.localdate() - timedelta(days=31))
    retain()
    assert Letter.objects.get().contact == ""


def test_activity_starts_the_clock_anew(db):
    letter = received_letter()
    days_ago(letter, 200)
    letter.refresh_from_db()
    actions.messages.add_message(letter, "asker", "Still here.")
    retain()
    assert Letter.objects.exists()


def test_a_letter_that_is_held_stays_until_it_is_let_go(db):
    letter = received_letter(contact="ann@example.org")
    settled = timezone.localdate() - timedelta(days=300)
    days_ago(letter, 300, state="declined", settled_on=settled, held_on=timezone.localdate())
    assert "unanswered: 0" in retain()
    letter.refresh_from_db()
    assert letter.contact == "ann@example.org"
    Letter.objects.update(held_on=None)
    assert "unanswered: 1" in retain()
    assert not Letter.objects.exists()


@contextmanager
def clock_moved_by(**difference):
    """The server's clock, as a wrong one would have it."""
    moved, moment = timedelta(**difference), timezone.now
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: moment() + moved)
        yield


def test_a_clock_that_leapt_deletes_nothing_until_it_is_right_again(db):
    received_letter()
    retain()
    with clock_moved_by(days=200):
        received_letter()  # somebody writes on the wrong day
        assert "leapt" in refused_round()
        assert retention.erase_expired_signups() == 0
    assert Letter.objects.count() == 2
    assert retention.paused_reason() != ""
    retain()
    assert retention.paused_reason() == ""


def test_no_upload_goes_by_a_clock_that_may_be_wrong(db):
    retain()
    run = ImportRun.objects.create(state=ImportRun.State.READY)
    with clock_moved_by(days=200):
        assert retention.discard_abandoned_imports() == 0
    ImportRun.objects.update(started_at=timezone.now() - timedelta(days=31))
    assert retention.discard_abandoned_imports() == 1
    assert not ImportRun.objects.filter(pk=run.pk).exists()


def test_what_a_clock_that_was_ahead_has_dated_is_kept_from_today(db):
    retain()
    with clock_moved_by(days=200):
        letter = received_letter()
        Letter.objects.update(settled_on=timezone.localdate())
        actions.subscriptions.sign_up("rita@example.org", "at-once", ())
    assert "unanswered: 0" in retain("--dry-run")
    letter.refresh_from_db()
    assert letter.active_on > timezone.localdate()
    retain()
    letter.refresh_from_db()
    assert letter.active_on == letter.settled_on == timezone.localdate()
    assert Signup.objects.get().asked_at <= timezone.now()
    days_ago(letter, 20)
    retain()
    letter.refresh_from_db()
    assert letter.active_on == timezone.localdate() - timedelta(days=20)


def test_the_hourly_look_at_sign_ups_asks_the_clock_first(db):
    actions.subscriptions.sign_up("rita@example.org", "at-once", ())
    retain()
    with clock_moved_by(days=200):
        assert retention.erase_expired_signups() == 0
    assert Signup.objects.count() == 1
    with clock_moved_by(days=2, hours=1):
        assert retention.erase_expired_signups() == 1


def test_a_clock_that_was_wrong_before_the_first_round(db):
    received_letter()
    with clock_moved_by(days=200):
        assert "leapt" in refused_round()
    assert Letter.objects.exists()


def test_a_clock_that_went_back_deletes_nothing(db):
    with clock_moved_by(days=2):
        retain()
    days_ago(received_letter(), 181)
    assert "went back" in refused_round()
    assert Letter.objects.exists()


def test_an_honest_outage_is_confirmed_by_one_command(db):
    days_ago(received_letter(), 181)
    RetentionRound(pk=1, finished_at=timezone.now() - timedelta(days=4)).save()
    assert "retain --confirm" in refused_round()
    assert "unanswered: 1" in retain("--dry-run")
    assert "unanswered: 1" in retain("--confirm")
    assert retention.paused_reason() == ""
    assert "unanswered: 0" in retain()


def test_two_days_without_a_round_are_nothing_to_ask_about(db):
    RetentionRound(pk=1, finished_at=timezone.now() - timedelta(days=2)).save()
    days_ago(received_letter(), 181)
    assert "unanswered: 1" in retain()


def test_with_a_clock_that_may_be_wrong_no_answer_expires(db):
    retain()
    question = draft_question("One")
    actions.questions.publish(question, until=timezone.now() + timedelta(days=9))
    with clock_moved_by(days=10):
        assert retention.unpublish_expired() == 0
        retain("--confirm")
        assert retention.unpublish_expired() == 1


@pytest.mark.parametrize(
    ("going", "staying", "is_paused"), [(21, 20, True), (20, 0, False), (21, 200, False)]
)
def test_unusually_many_at_once_are_asked_about(db, going, staying, is_paused):
    day = timezone.localdate() - timedelta(days=181)
    Letter.objects.bulk_create(
        Letter(text="", receipt_hash=f"{n}", active_on=day if n < going else timezone.localdate())
        for n in range(going + staying)
    )
    if is_paused:
        assert "many letters" in refused_round()
        assert Letter.objects.count() == going + staying
        assert f"unanswered: {going}" in retain("--confirm")
    else:
        retain()
    assert Letter.objects.count() == staying


def test_a_round_that_waits_is_said_at_the_desk(john, rita):
    RetentionRound(pk=1, pause="leap").save()
    assert "retain --confirm" in john.get("/admin/").text
    assert "retention: " in rita.get("/readyz").text


def refused_round():
    """What `retain` says when it waits."""
    with pytest.raises(CommandError) as said:
        retain()
    return str(said.value)


def test_a_rehearsal_changes_nothing_and_a_second_run_finds_nothing(db):
    days_ago(received_letter(), 181)
    assert "unanswered: 1" in retain("--dry-run")
    assert Letter.objects.exists()
    assert "unanswered: 1" in retain()
    assert "unanswered: 0" in retain()


def test_privacy_shows_the_same_numbers(rita, settings):
    settings.RETENTION_DAYS = settings.RETENTION_DAYS | {"unanswered": 77}
    assert "77 days" in rita.get("/privacy/").text


NEW_KEY = "bmV3LWtleS1mb3ItdGVzdHMtMzItYnl0ZXMtbG9uZyE="


def test_keys_are_rotated_and_the_old_one_can_go(db, settings):
    letter = received_letter("Sealed.", contact="ann@example.org")
    actions.messages.add_message(letter, "john", "Said.")
    old = settings.LETTER_KEYS
    settings.LETTER_KEYS = [NEW_KEY, *old]
    call_command("reseal", stdout=StringIO())
    settings.LETTER_KEYS = [NEW_KEY]

    assert Letter.objects.get().text == "Sealed."
    assert Message.objects.get().text == "Said."
    settings.LETTER_KEYS = old
    with pytest.raises(crypto.Unreadable):
        _ = Letter.objects.get().text


def test_second_factors_outlive_their_key(john, settings):
    user = get_user_model().objects.get()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(user).get_unused_codes()
    settings.LETTER_KEYS = [NEW_KEY, *settings.LETTER_KEYS]
    call_command("reseal", stdout=StringIO())
    settings.LETTER_KEYS = [NEW_KEY]

    secret, recovery = Authenticator.objects.order_by("-type")
    assert get_adapter().decrypt(secret.data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert RecoveryCodes(recovery).get_unused_codes() == codes


def test_a_row_that_no_key_opens_is_counted_and_left(db, settings):
    settings.LETTER_KEYS, kept = [NEW_KEY], settings.LETTER_KEYS
    received_letter("Lost.")
    settings.LETTER_KEYS = kept
    received_letter("Fine.")
    errors = StringIO()
    call_command("reseal", stdout=StringIO(), stderr=errors)
    assert errors.getvalue().startswith("1 rows")
