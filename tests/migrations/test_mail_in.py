"""What is new about mail comes to a column that has subscribers."""

import pytest

from questions.models import OutgoingMail, Subscriber, SuppressedAddress
from tests.migrations.schemas import migrate, migrate_to_newest

pytestmark = pytest.mark.slow

BEFORE = [("questions", "0166_seal_reader_letters")]
AFTER = [("questions", "0171_readers_asked_and_imported")]


@pytest.mark.django_db(transaction=True)
def test_subscribers_and_their_mail_stay_as_they_were():
    reader = Subscriber.objects.create(address="rita@example.org", address_hash="x" * 64)
    OutgoingMail.objects.create(kind="issue", subscriber=reader)
    try:
        migrate(BEFORE)
        migrate(AFTER)
    finally:
        migrate_to_newest()
    reader = Subscriber.objects.get()
    assert (reader.wanted_at, reader.silent_days, reader.origin) == (None, None, "")
    assert (reader.address, reader.soft_count, reader.soft_on) == ("rita@example.org", 0, None)
    assert OutgoingMail.objects.get().subscriber == reader
    assert not SuppressedAddress.objects.exists()
