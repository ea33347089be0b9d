"""What a process holds in memory: the pages of one edition, under a bound."""

import logging
import threading
from time import monotonic, sleep

from django.db import DatabaseError, close_old_connections

from questions.models import CacheVersion, Column
from questions.page_cache.files import PageFiles
from questions.page_cache.response import CachedResponse

CHECK_SECONDS = 0.5  # half of the second that is promised
PROMISED_SECONDS = 1.0
MAX_BYTES = 4 * 1024 * 1024
OVERHEAD = 3_000  # of an answer's headers and of the dictionary's entry
MAX_RESPONSE_BYTES = 512 * 1024

logger = logging.getLogger(__name__)
Key = tuple[str, str]


class PageStore:
    """Answers by path and encoding. A new edition empties it; the oldest answer makes room.

    Attributes:
        edition: the edition that its answers belong to.

    Args:
        most_bytes: how much it holds.
        files: where the same pages are also kept for a proxy, if it serves them by itself.
    """

    def __init__(self, most_bytes: int = MAX_BYTES, files: PageFiles | None = None) -> None:
        self.most_bytes = most_bytes
        self.files = files
        self.edition = ""
        self._answers: dict[Key, CachedResponse] = {}
        self._bytes = 0
        self._looked_at = self._look_at = float("-inf")
        self._looking = threading.Lock()
        self._changing = threading.Lock()

    def get(self, key: Key) -> CachedResponse | None:
        """The answer, if the present edition has it."""
        self.refresh_version()
        return self._answers.get(key)

    def refresh_version(self) -> None:
        """See to it that what is held is at most a second old.

        One thread looks while the others serve on; when nobody has looked for a second they wait.
        """
        now = monotonic()
        if now < self._look_at:
            return
        wait = now - self._looked_at > PROMISED_SECONDS
        if not self._looking.acquire(blocking=wait):
            return
        try:
            if monotonic() >= self._look_at:
                self._read_version()
        finally:
            self._looking.release()

    def _read_version(self) -> None:
        """Read the edition. Without a database nothing can have changed: serve on."""
        began = monotonic()
        try:
            close_old_connections()
            self.start_version(CacheVersion.current_key())
        except DatabaseError:
            logger.exception("The edition could not be read; the pages that are held go on.")
        self._looked_at, self._look_at = began, began + CHECK_SECONDS

    def start_version(self, edition: str) -> None:
        """Let go of everything when the edition is another one."""
        if edition == self.edition:
            return
        Column.clear_cache()  # before a page of the new edition is rendered with the old words
        with self._changing:
            self.edition, self._answers, self._bytes = edition, {}, 0
        if self.files:
            self.files.start_version(edition)

    def store_response(self, key: Key, answer: CachedResponse, edition: str) -> None:
        """Hold an answer that was rendered while `edition` was the present one."""
        size = len(answer.body) + OVERHEAD
        with self._changing:
            if edition != self.edition or size > MAX_RESPONSE_BYTES or key in self._answers:
                return
            self._answers[key] = answer
            self._bytes += size
            while self._bytes > self.most_bytes:
                oldest = self._answers.pop(next(iter(self._answers)))
                self._bytes -= len(oldest.body) + OVERHEAD
        if self.files and answer.is_html:
            self.files.write_page(edition, *key, answer.body)

    def expire_version(self) -> None:
        """Let the next request read the edition, because this process has just changed it."""
        self._look_at = self._looked_at = float("-inf")

    def watch_version(self) -> None:
        """Look for new editions although nobody asks: a proxy that has the files does not ask."""
        threading.Thread(target=self._watch_forever, name="editions", daemon=True).start()

    def _watch_forever(self) -> None:
        while True:
            self.refresh_version()
            sleep(CHECK_SECONDS)
