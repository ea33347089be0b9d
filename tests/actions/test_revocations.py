"""Access that was taken away stays so when an older database comes back."""

from contextlib import suppress
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction

from questions import actions
from questions.asking import feed
from questions.models import Erasure, Letter, WebhookEndpoint
from tests.factories import received_letter


@pytest.fixture
def log(transactional_db, settings, tmp_path):
    """The file of what was taken away."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "revocations.txt"


@pytest.fixture
def eva(log):
    """An editor with a passkey."""
    account = get_user_model().objects.create_user("eva", password="x" * 12, is_staff=True)
    Authenticator.objects.create(user=account, type="webauthn", data={})
    return account


def lose_rows():
    """Let the database be older than the file."""
    Erasure.objects.all().delete()


def test_an_address_of_a_feed_that_was_stopped_or_replaced(log):
    letters = [received_letter(), received_letter(), received_letter()]
    for letter in letters:
        feed.create_feed_address(letter)
    before = [letter.feed_hash for letter in letters]
    feed.delete_feed_address(letters[0])
    feed.create_feed_address(letters[1])
    lose_rows()
    for letter, hashed in zip(letters, before, strict=True):
        Letter.objects.filter(pk=letter.pk).update(feed_hash=hashed)
        assert hashed[:16] not in log.read_text().replace("-", "")
    assert actions.revocations.replay_revocations() == 2
    assert list(Letter.objects.exclude(feed_hash=None)) == [letters[2]]


def test_a_feed_that_gets_another_address_meanwhile_keeps_it(log, monkeypatch):
    letter = received_letter()
    feed.create_feed_address(letter)
    before, close = letter.feed_hash, actions.revocations.close_feeds
    feed.delete_feed_address(letter)
    lose_rows()
    Letter.objects.update(feed_hash=before)

    def close_after_a_change(rows):
        Letter.objects.update(feed_hash="1" * 64)
        close(rows)

    monkeypatch.setattr(actions.revocations, "close_feeds", close_after_a_change)
    actions.revocations.replay_revocations()
    assert Letter.objects.get().feed_hash == "1" * 64


@pytest.mark.parametrize("name", ["is_active", "is_staff"])
def test_an_account_that_was_closed(eva, log, name):
    setattr(eva, name, False)
    eva.save()
    eva.save()
    assert len(log.read_text().splitlines()) == 1
    lose_rows()
    get_user_model().objects.update(**{name: True})
    assert actions.revocations.replay_revocations() == 1
    assert not get_user_model().objects.filter(is_active=True).exists()


def test_what_stays_open_after_all_is_on_no_list(eva, log):
    """A full disk, say, undoes the change; the next `prepare` would have closed it."""
    with suppress(OSError), transaction.atomic():
        eva.is_active = False
        eva.save()
        raise OSError
    with suppress(OSError), transaction.atomic():
        Authenticator.objects.get().delete()
        raise OSError
    assert actions.revocations.replay_revocations() == 0
    eva.refresh_from_db()
    assert eva.is_active
    assert Authenticator.objects.exists()


def test_an_account_that_was_deleted(eva, log):
    number = eva.pk
    eva.delete()
    lose_rows()
    get_user_model().objects.create_user("eva", pk=number, is_staff=True)
    get_user_model().objects.create_user("ann", is_staff=True)
    actions.revocations.replay_revocations()
    assert [one.username for one in get_user_model().objects.filter(is_active=True)] == ["ann"]


def test_what_was_given_back_stays_until_it_is_taken_away_again(eva, log):
    for is_active in (False, True):
        eva.is_active = is_active
        eva.save()
    call_command("prepare", "--no-demo")
    eva.refresh_from_db()
    assert eva.is_active
    rows = list(Erasure.objects.values_list("pk", flat=True))
    eva.is_active = False
    eva.save()
    Erasure.objects.exclude(pk__in=rows).delete()  # a backup of the time between
    get_user_model().objects.update(is_active=True)
    assert actions.revocations.replay_revocations() == 1
    eva.refresh_from_db()
    assert not eva.is_active


def test_an_account_without_its_factor_is_not_left_to_its_password(eva, log):
    Authenticator.objects.get().delete()
    lose_rows()
    former = Authenticator.objects.create(user=eva, type="webauthn", data={})
    actions.revocations.record(Authenticator._meta.label, former.pk)
    lose_rows()
    actions.revocations.replay_revocations()
    eva.refresh_from_db()
    assert not Authenticator.objects.exists()
    assert not eva.has_usable_password()


def test_an_account_with_another_factor_keeps_its_password(eva, log):
    Authenticator.objects.create(user=eva, type="totp", data={})
    former = Authenticator.objects.get(type="webauthn")
    actions.revocations.record(Authenticator._meta.label, former.pk)
    lose_rows()
    actions.revocations.replay_revocations()
    eva.refresh_from_db()
    assert [one.type for one in Authenticator.objects.all()] == ["totp"]
    assert eva.has_usable_password()


def test_a_webhook_that_was_removed_or_switched_off(log):
    made = [WebhookEndpoint.objects.create(name=name) for name in "abc"]
    made[0].is_active = False
    made[0].save()
    WebhookEndpoint.objects.filter(pk=made[1].pk).delete()
    lose_rows()
    made[1].save()
    WebhookEndpoint.objects.update(is_active=True)
    assert actions.revocations.replay_revocations() == 2
    assert list(WebhookEndpoint.objects.filter(is_active=True)) == [made[2]]


def test_a_failover_brings_nothing_back(eva, log):
    eva.is_active = False
    eva.save()
    lose_rows()
    get_user_model().objects.update(is_active=True)
    actions.erasure.replay_lost()
    assert not get_user_model().objects.filter(is_active=True).exists()


def test_a_newer_versions_kind_disturbs_nobody(log):
    Erasure.objects.create(number="0" * 32, kind="unheard-of")
    actions.erasure_log.copy_to_files()
    assert not log.exists()


def test_what_the_database_alone_knows_is_on_the_list_before_it_is_replaced(log, tmp_path):
    """Another node noted it, or the disk was full."""
    row = Erasure.objects.create(number=uuid4(), kind=Erasure.Kind.REVOKED)
    actions.erasure_log.merge_from_folder(tmp_path / "backups")
    assert str(row.number) in log.read_text()
