"""What a process keeps in memory: the pages of one version of the column, up to a limit."""

import logging
import operator
import threading
from collections.abc import Callable
from time import monotonic

from django.db import DatabaseError, close_old_connections

from questions.models import CacheVersion, Column
from questions.page_cache.response import CachedResponse

CHECK_SECONDS = 0.25
PROMISED_SECONDS = 0.5  # of the promised second; a quarter is the proxy's (docs/nginx.conf)
MAX_UNCHECKED_SECONDS = 60.0  # for which pages are served while the database is away
AWAY_PAUSE_SECONDS = 1.0  # until it is asked again
MAX_BYTES = 4 * 1024 * 1024
OVERHEAD = 3_000  # bytes of a response's headers and of its entry in the dictionary
MAX_RESPONSE_BYTES = 512 * 1024

logger = logging.getLogger(__name__)
Key = tuple[str, str]
RunQuery = Callable[[Callable[[], str]], str]


class PageStore:
    """Responses by path and encoding. A new version empties it; the oldest response makes room.

    Attributes:
        version: the version of the column that its responses belong to.

    Args:
        most_bytes: how much it holds.
        run_query: runs the query for the present version, in a thread that has a connection.
    """

    def __init__(self, most_bytes: int = MAX_BYTES, run_query: RunQuery | None = None) -> None:
        self.run_query = run_query or operator.call
        self.most_bytes = most_bytes
        self.version = ""
        self._responses: dict[Key, CachedResponse] = {}
        self._bytes = 0
        self._checked_at = self._check_at = float("-inf")
        self._is_away = False
        self._checking = threading.Lock()
        self._changing = threading.Lock()

    def get_response(self, key: Key) -> CachedResponse | None:
        """The response, if the present version has it."""
        self.refresh_version()
        return self._responses.get(key)

    def refresh_version(self) -> None:
        """Make sure that what is kept is at most half a second old, or a minute without a database.

        One thread checks while the others go on serving; when nobody has checked for half a
        second they wait for it, unless it was in vain just now.
        """
        now = monotonic()
        self._drop_unchecked(now)
        if now < self._check_at:
            return
        must_wait = not self._is_away and now - self._checked_at > PROMISED_SECONDS
        if not self._checking.acquire(blocking=must_wait):
            return
        try:
            if monotonic() >= self._check_at:
                self._read_version()
        finally:
            self._checking.release()

    def _read_version(self) -> None:
        """Read the version. Without a database go on serving, for a while."""
        began = monotonic()
        try:
            self.start_version(self.run_query(read_current_version))
        except (DatabaseError, TimeoutError):
            self._note_database_away()
        else:
            self._is_away = False
            self._checked_at, self._check_at = began, began + CHECK_SECONDS

    def _note_database_away(self) -> None:
        """Note that the database is away, and say so once."""
        if not self._is_away:
            logger.exception("The version could not be read; pages in memory are still served.")
        self._is_away = True
        self._check_at = monotonic() + AWAY_PAUSE_SECONDS
        self._drop_unchecked(monotonic())

    def _drop_unchecked(self, now: float) -> None:
        """Serve nothing any more that may have been withdrawn at another node long ago."""
        if self._is_away and now - self._checked_at > MAX_UNCHECKED_SECONDS:
            self.start_version("")

    def start_version(self, version: str) -> None:
        """Drop everything when the version is another one."""
        if version == self.version:
            return
        Column.clear_cache()  # before a page of the new version is rendered with the old words
        with self._changing:
            self.version, self._responses, self._bytes = version, {}, 0

    def store_response(self, key: Key, response: CachedResponse, version: str) -> None:
        """Keep a response that was rendered while `version` was the present one.

        Args:
            key: its path and encoding.
            response: what is kept, if it is not too large.
            version: the version at the time when rendering began.
        """
        size = len(response.body) + OVERHEAD
        with self._changing:
            if not version or version != self.version:
                return
            if size > MAX_RESPONSE_BYTES or key in self._responses:
                return
            self._responses[key] = response
            self._bytes += size
            while self._bytes > self.most_bytes:
                oldest = self._responses.pop(next(iter(self._responses)))
                self._bytes -= len(oldest.body) + OVERHEAD


def read_current_version() -> str:
    """The present version's name, from the database."""
    close_old_connections()
    return CacheVersion.current_key()
