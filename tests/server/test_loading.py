"""What `serve` loads before it starts its processes."""

import gc
import socket

from questions.management.commands import serve


def test_no_collection_looks_at_what_was_loaded(monkeypatch):
    monkeypatch.setattr(serve, "warm_up", lambda application: [])
    monkeypatch.setattr(serve.connections, "close_all", lambda: None)
    with socket.socket() as listener:
        serve.load_column(listener)
    try:
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
