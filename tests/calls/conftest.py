"""A machine of somebody else that counts as public, which no setting of a real column can say."""

import pytest

from advice import outgoing
from questions.models import WebhookEndpoint
from tests.calls.receiver import receiving


@pytest.fixture
def public_machine(monkeypatch):
    """This machine counts as one of the open internet."""
    monkeypatch.setattr(outgoing, "is_public", lambda address: True)


@pytest.fixture
def receiver(public_machine):
    """A program that hears of what is published."""
    with receiving() as server:
        yield server


@pytest.fixture
def endpoint(db, receiver):
    """Where it listens, as the desk keeps it."""
    return WebhookEndpoint.objects.create(name="A reader app", address=f"{receiver.url}/hook?k=v")
