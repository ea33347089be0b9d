"""Pictures of another site, fetched from its own host and from nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from advice.outgoing import (
    Bounds,
    OutgoingFailed,
    OutgoingRefused,
    Request,
    send_request,
)
from questions.transfer.pictures import PictureFiles, PictureRefused, UploadsFolder
from questions.transfer.scratch import scratch_folder

MAX_BYTES = 16 * 1024**2  # of one picture; what is stored has the limits of an upload besides
SECONDS = 15.0
BOUNDS = Bounds(seconds=SECONDS, max_bytes=MAX_BYTES, redirects=3)
MAX_FETCHED = 10_000
MAX_FAILURES = 4  # one after the other; then the site counts as gone


class PictureFetcher:
    """Pictures in a folder of uploads, and those that the former site still shows.

    Attributes:
        uploads: is looked into first.
        site: the address of the former site, whose host is asked.
        file: where a picture is put that was fetched; the next one takes its place.
    """

    def __init__(self, uploads: PictureFiles, site: str, folder: Path) -> None:
        self.uploads, self.site, self.file = uploads, site, folder / "picture"
        self.host = plain_host(site)
        self.fetched = self.failures = 0

    def has_file(self, address: str) -> bool:
        """Whether a picture is in the folder, or can be asked for."""
        return self.uploads.has_file(address) or self.is_own_host(self.whole_address(address))

    def find_file(self, address: str) -> Path | None:
        """Return a picture's file.

        Raises:
            PictureRefused: it cannot be had.
        """
        return self.uploads.find_file(address) or self.fetch_file(address)

    def whole_address(self, address: str) -> str:
        """Return an address with the host of the site where it names none."""
        try:
            return urljoin(self.site, address)
        except ValueError:
            return ""

    def is_own_host(self, address: str) -> bool:
        """Whether an address is one of the former site."""
        return bool(self.host) and plain_host(address) == self.host

    def fetch_file(self, address: str) -> Path | None:
        """Fetch a picture, unless it is another host's.

        Raises:
            PictureRefused: it cannot be had.
        """
        whole = self.whole_address(address)
        if not self.is_own_host(whole):
            return None
        if self.failures >= MAX_FAILURES:
            raise PictureRefused(
                "The site did not answer for other pictures, so this one was not tried."
            )
        if self.fetched >= MAX_FETCHED:
            raise PictureRefused(
                "Too many pictures were fetched before this one, so it was skipped."
            )
        self.file.write_bytes(self.ask_site(whole))
        return self.file

    def ask_site(self, address: str) -> bytes:
        """Return what the former site has at an address.

        Raises:
            PictureRefused: nothing, or nothing that is taken.
        """
        self.fetched += 1
        try:
            answer = send_request(Request(address, is_host_allowed=self.is_allowed), BOUNDS)
        except OutgoingFailed as error:
            self.failures += 1
            raise PictureRefused(str(error)) from error
        except OutgoingRefused as error:
            raise PictureRefused(str(error)) from error
        self.failures = 0
        if answer.status != 200:
            raise PictureRefused(f"The site answered {answer.status}.")
        return answer.body

    def is_allowed(self, host: str) -> bool:
        """Whether a host is the former site's, with or without `www`."""
        return host.removeprefix("www.") == self.host


def plain_host(address: str) -> str:
    """Return the host of an address in small letters without `www`, or nothing."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@contextmanager
def open_pictures(uploads: Path | None, site: str) -> Iterator[PictureFiles]:
    """Yield where pictures are looked for.

    Args:
        uploads: a folder with copies of them.
        site: the former site; nothing is fetched if it is empty.
    """
    folder = UploadsFolder(uploads)
    if not site:
        yield folder
        return
    with scratch_folder() as place:
        yield PictureFetcher(folder, site, place)
