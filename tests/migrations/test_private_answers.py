"""Messages from before stay plain text, although the columnist's may be Markdown since."""

import pytest

from questions import actions
from questions.models import Message
from tests.factories import received_letter
from tests.migrations.schemas import migrate, migrate_to_newest

BEFORE, AFTER = [("questions", "0112_find_sources_by_key")], [("questions", "0150_private_answers")]


@pytest.mark.django_db(transaction=True)
def test_messages_from_before_are_plain_text():
    letter = received_letter()
    actions.messages.add_message(letter, Message.Author.JOHN, "It *is* so.")
    try:
        migrate(BEFORE)
        migrate(AFTER)
    finally:
        migrate_to_newest()
    message = Message.objects.get()
    assert (message.text, message.is_markdown) == ("It *is* so.", False)
