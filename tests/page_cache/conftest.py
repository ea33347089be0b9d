"""What Django's own test client does too: the test's transaction keeps its connection."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections


@pytest.fixture(autouse=True)
def connection_stays(monkeypatch):
    """No request ends the connection on which the test's transaction is."""
    monkeypatch.setattr("questions.page_cache.store.close_old_connections", lambda: None)
    for sent in (request_started, request_finished):
        sent.disconnect(close_old_connections)
    yield
    for sent in (request_started, request_finished):
        sent.connect(close_old_connections)
