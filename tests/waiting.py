"""Waiting for something to happen, for as long as a busy machine may take."""

import time

import pytest

PATIENCE = 60  # seconds: far more than anything takes, so only what never happens fails


def wait_until(is_true, seconds=PATIENCE):
    """Ask again and again until it is so; fail when it is not after `seconds`."""
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            pytest.fail(f"It did not happen in {seconds} s.")
        time.sleep(0.05)
