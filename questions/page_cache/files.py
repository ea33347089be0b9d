"""The pages of the present edition as files, for a proxy that serves them by itself.

`live` is a link to the edition's directory. Readers of a new edition find an empty directory and
are sent on to the column, which fills it again; nothing is ever changed in place.
"""

import logging
import os
import re
import shutil
import tempfile
from pathlib import Path

from questions.page_cache.encoding import PLAIN

LIVE_LINK = "live"
LINK_PREFIX = "link-"
SUFFIXES = {"br": ".br", "gzip": ".gz", PLAIN: ""}
PATH = re.compile(r"/(?:[A-Za-z0-9_-]{1,120}/){0,4}")
MAX_BYTES = 512 * 1024 * 1024  # of each process in one edition

logger = logging.getLogger(__name__)


class PageFiles:
    """A directory with the pages of one edition.

    Args:
        folder: where the editions' directories and the link to the live one are.
        most_bytes: how much this process writes for one edition.
    """

    def __init__(self, folder: Path, most_bytes: int = MAX_BYTES) -> None:
        self.folder = folder
        self.most_bytes = most_bytes
        self._left = most_bytes
        # What an earlier start left behind was made by other templates.
        folder.mkdir(parents=True, exist_ok=True)
        self.start_version("closed")

    def start_version(self, edition: str) -> None:
        """Show an edition that has no pages yet, and remove the others."""
        self._left = self.most_bytes
        home = self.folder / edition
        try:
            home.mkdir(exist_ok=True)
            self._point_live_link(home)
        except OSError as problem:
            logger.warning("The proxy's pages could not be changed (%s).", problem.strerror)
            shutil.rmtree((self.folder / LIVE_LINK).resolve(), ignore_errors=True)  # better no page

    def _point_live_link(self, home: Path) -> None:
        """Let the link lead to an edition, in one move, and sweep the others."""
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=LINK_PREFIX) as place:
            link = Path(place) / LIVE_LINK
            link.symlink_to(home.name)
            link.replace(self.folder / LIVE_LINK)
        for other in self.folder.iterdir():
            if other.name not in {home.name, LIVE_LINK} and not other.name.startswith(LINK_PREFIX):
                shutil.rmtree(other, ignore_errors=True)

    def write_page(self, edition: str, path: str, encoding: str, body: bytes) -> None:
        """Write a page of an edition, in one move. A full disk costs speed and nothing else."""
        if not PATH.fullmatch(path) or len(body) > self._left:
            return
        self._left -= len(body)
        home = self.folder / edition / path.strip("/")
        try:
            home.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=home, delete=False) as file:
                file.write(body)
            Path(file.name).chmod(0o644)
            os.replace(file.name, home / f"index.html{SUFFIXES[encoding]}")
        except OSError as problem:
            logger.warning("A page could not be written for the proxy (%s).", problem.strerror)
