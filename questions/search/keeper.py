"""Keeping a node's search in line with the column, without anybody searching."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, close_old_connections

from advice.logging import describe_error
from questions.models import CacheVersion
from questions.search.rebuild import fill_word_index, save_missing_vectors
from questions.search.word_search import get_word_index

PAUSE = 0.4  # seconds: with the work itself, erased text is gone within the second
log = logging.getLogger(__name__)


def keep_in_line(parent: int) -> None:
    """Bring this node's file in line after each change, as long as the parent process lives.

    Args:
        parent: the number of the process that started this one.
    """
    stopping = threading.Event()
    numbers = (signal.SIGTERM, signal.SIGINT)  # Ctrl-C reaches every process of the group
    former = [signal.signal(number, lambda *_: stopping.set()) for number in numbers]
    try:
        keep_until(lambda: stopping.is_set() or os.getppid() != parent)
    finally:
        for number, handler in zip(numbers, former, strict=True):
            signal.signal(number, handler)


def keep_until(is_over: Callable[[], bool]) -> None:
    """Catch up again and again; a fault is logged once and tried again.

    Args:
        is_over: asked before each round.
    """
    last_fault: Any = None
    while not is_over():
        try:
            close_old_connections()
            catch_up()
            last_fault = None
        except (DatabaseError, OSError) as error:
            if type(error) is not last_fault:
                log.error("Search could not be brought in line: %s", describe_error(error))
            last_fault = type(error)
        time.sleep(PAUSE)


def catch_up() -> None:
    """Do what is to be done now, if anything is: vectors that are missing, and the file."""
    if get_word_index().is_in_line(CacheVersion.current_key()):
        return
    save_missing_vectors()
    fill_word_index()
