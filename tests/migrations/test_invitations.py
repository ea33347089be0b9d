"""Letters and messages from before are as they were: nobody is asked, nothing may be published."""

import pytest

from questions import actions
from questions.models import Column, Invitation, Letter, Message
from tests.factories import received_letter
from tests.migrations.schemas import migrate, migrate_to_newest

BEFORE = [("questions", "0166_seal_reader_letters")]


@pytest.mark.django_db(transaction=True)
def test_letters_from_before_invite_nobody():
    letter = received_letter(contact="ann@example.org")
    actions.messages.add_message(letter, Message.Author.ASKER, "He came home.")
    try:
        migrate(BEFORE)
    finally:
        migrate_to_newest()
    kept, message = Letter.objects.get(), Message.objects.get()
    assert (kept.contact, kept.follows) == ("ann@example.org", None)
    assert (message.text, message.consent_version) == ("He came home.", None)
    assert (message.made_into, Invitation.objects.count()) == (None, 0)
    assert Column.objects.get().invitation_weeks is None
