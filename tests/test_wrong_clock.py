"""What a clock that was 200 days ahead has dated, or is read by one, does no lasting harm."""

import os
import time
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from questions import actions, doctor, wrong_clock
from questions.actions.history import is_overwritable
from questions.answering.notices import is_due
from questions.management.commands.worker import Command
from questions.models import (
    DeskNotice,
    Invitation,
    Issue,
    Letter,
    OutgoingMail,
    Question,
    Resource,
    RetentionRound,
    Revision,
    Subscriber,
    WebhookEndpoint,
)
from questions.newsletter import issues
from tests.factories import draft_question, published_question, received_letter, text_of
from tests.newsletter.factories import a_reader, column

AHEAD = timedelta(days=200)


def date_ahead(rows, *names):
    """Let rows be of a day to come."""
    later = {name: timezone.now() + AHEAD for name in names}
    days = {name: at.date() if name.endswith("_on") else at for name, at in later.items()}
    rows.update(**days)


def test_what_it_dated_counts_from_today(db):
    letter, reader = received_letter(), a_reader()
    Invitation.objects.create(letter=letter, weeks=4)
    mail = OutgoingMail.objects.create(kind="news", state="sent")
    date_ahead(Letter.objects.all(), "received_on", "active_on", "settled_on", "approval_asked_on")
    date_ahead(Invitation.objects.all(), "agreed_on")
    date_ahead(Subscriber.objects.all(), "confirmed_at", "rhythm_since")
    date_ahead(OutgoingMail.objects.all(), "due_at")
    date_ahead(Resource.objects.all(), "verified_on")
    wrong_clock.redate_what_is_to_come()
    letter.refresh_from_db()
    today = timezone.localdate()
    assert {letter.received_on, letter.active_on, letter.settled_on} == {today}
    assert letter.approval_asked_on == letter.invitation.agreed_on == today
    mail.refresh_from_db()
    reader.refresh_from_db()
    assert max(mail.due_at, reader.confirmed_at, reader.rhythm_since) <= timezone.now()
    assert set(Resource.objects.values_list("verified_on", flat=True)) == {today}


def test_no_newsletter_goes_by_it_and_none_is_lost(db, settings):
    settings.MAIL_IS_SET = True
    column(newsletter=True)
    question = published_question("One")
    issues.process_issues()
    Issue.objects.update(due_at=timezone.now() - timedelta(days=190))
    Question.objects.update(publish_at=timezone.now() - timedelta(days=190))
    RetentionRound(pk=1, finished_at=timezone.now() - AHEAD).save()
    Command().prepare_newsletters()
    assert Issue.objects.get(questions=question).state == Issue.State.WAITING
    RetentionRound(pk=1, finished_at=timezone.now()).save()
    Command().prepare_newsletters()
    assert Issue.objects.get(questions=question).state == Issue.State.SKIPPED


def test_no_silence_is_a_yes_by_it(db):
    letter, settings = received_letter(), column(silence_is_consent=True)
    letter.silence_days = 3
    letter.approval_asked_on = timezone.localdate() - timedelta(days=4)
    assert actions.approvals.has_consented_by_silence(letter, settings)
    RetentionRound(pk=1, finished_at=timezone.now() - AHEAD).save()
    assert not actions.approvals.has_consented_by_silence(letter, settings)


def test_staff_hear_of_what_is_new():
    notice = DeskNotice(frequency=DeskNotice.Frequency.AT_ONCE, sent_at=timezone.now() + AHEAD)
    assert is_due(notice, timezone.now())


def test_a_former_secret_of_a_webhook_ends(db):
    endpoint = WebhookEndpoint(name="One", address="https://example.org/")
    endpoint.secret = "whsec_former"
    endpoint.replace_secret(timezone.now() + AHEAD)
    assert len(endpoint.list_secrets(timezone.now() + AHEAD)) == 2
    assert len(endpoint.list_secrets(timezone.now())) == 1


def test_the_history_keeps_lines_to_go_back_to(db):
    question = draft_question()
    actions.revisions.save_draft(question, text_of(question), base_revision=question.revision)
    newest = Revision.objects.newest_first().first()
    newest.reason = Revision.Reason.AUTOSAVE
    assert is_overwritable(newest, None)
    newest.created_at += AHEAD
    assert not is_overwritable(newest, None)


def test_what_was_written_before_goes_with_the_original(db):
    question = published_question("One")
    first = question.revisions.order_by("number").first()
    date_ahead(Revision.objects.filter(pk=first.pk), "saved_at")
    actions.erasure.delete_original(question.letters.get())
    assert not Revision.objects.filter(pk=first.pk).exists()
    assert text_of(question).headline == "One"


def test_a_backup_of_a_day_to_come_is_none_of_last_night(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "backups").mkdir()
    made = timezone.now() + AHEAD
    (tmp_path / "backups" / f"column-{made:%Y-%m-%d-%H%M%S}.zip").touch()
    (found,) = doctor.examine_column("", "", ("backups",))
    assert (found.level, "day to come" in found.words) == (doctor.Level.ERROR, True)


def test_a_picture_that_nothing_names_is_old_enough(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    name = default_storage.save("abc.png", ContentFile(b"x"))
    assert not actions.pictures.is_old(name)
    os.utime(default_storage.path(name), (0, time.time() + AHEAD.total_seconds()))
    assert actions.pictures.is_old(name)
