"""Takes in the body of a request before anything else sees it, within a size and a time.

granian waits for a body for as long as a client likes, in one of the threads that pages are served
by. Here a body has a size and a pace to keep; one that does not is refused, and so many at once are
taken in that threads are always left for readers.
"""

import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

MAX_BODY_BYTES = 9 * 1024 * 1024  # a picture of 8 MB in its form
PIECE_BYTES = 16 * 1024
PIECE_SECONDS = 10.0  # for each piece: a letter has this long, and a picture must come on
BODY_SECONDS = 120.0  # for all of it
BODIES_AT_ONCE = 32  # of a process
UPLOAD_PATH = "/admin/transfer/upload/"  # a whole column comes in
MAX_UPLOAD_BYTES = 65 * 1024 * 1024  # a file of 64 MB in its form
UPLOAD_SECONDS = 600.0
UPLOADS_AT_ONCE = 2

UNFINISHED = "column.unfinished_body"  # in the environ of a request that was refused as too slow

Environ = dict[str, Any]
EXPLANATIONS = {
    HTTPStatus.BAD_REQUEST: _("This page received only part of what you sent. Send it again."),
    HTTPStatus.REQUEST_TIMEOUT: _(
        "The connection was too slow, so what you sent did not arrive. Go back: most browsers "
        "still have your text. Then send it again."
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("What you sent is too large. Send a smaller file."),
    HTTPStatus.SERVICE_UNAVAILABLE: _(
        "Too much is being sent at the moment. Go back: most browsers still have your text. "
        "Wait a minute, then send it again."
    ),
}


class BodyRefused(Exception):
    """A body that is not taken in.

    Attributes:
        status: the answer's status.
    """

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class BodyReader:
    """The WSGI application with a complete body, or a refusal.

    Args:
        application: what answers.
        headers: what every answer carries, a refusal too.
        at_once: how many bodies are taken in at the same time.
        piece_seconds: how long each piece of a body may take.
    """

    def __init__(
        self,
        application: Any,
        headers: list[tuple[str, str]],
        at_once: int = BODIES_AT_ONCE,
        piece_seconds: float = PIECE_SECONDS,
    ) -> None:
        self.application, self.headers = application, headers
        self.piece_seconds = piece_seconds
        self.slots = threading.Semaphore(at_once)
        self.upload_slots = threading.Semaphore(UPLOADS_AT_ONCE)
        self.at_once = at_once
        self.abandoned: list[IncomingBody] = []
        self.lock = threading.Lock()  # requests are refused in threads, and counted in the main one
        self.threads = ThreadPoolExecutor(at_once, thread_name_prefix="body")

    @property
    def is_exhausted(self) -> bool:
        """Whether half of the slots are held by clients that were refused and stay all the same."""
        with self.lock:
            self.abandoned = [body for body in self.abandoned if not body.is_complete.is_set()]
            return len(self.abandoned) > self.at_once // 2

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer with the body at hand; a request without one passes through."""
        if not has_body(environ):
            return self.application(environ, start_response)
        try:
            environ["wsgi.input"] = self.receive_body(environ)
        except BodyRefused as refusal:
            return self.refuse_body(refusal.status, start_response)
        return self.application(environ, start_response)

    def receive_body(self, environ: Environ) -> IO[bytes]:
        """The whole body.

        A thread that waits for a client that does not send goes on waiting until the client ends
        the connection. It holds its slot until then, and granian must not be told before that the
        request is over (see `wait_for_end`).

        Raises:
            BodyRefused: it is too large, too slow, cut short, or one too many.
        """
        length = int(environ.get("CONTENT_LENGTH") or 0)
        is_upload = length > MAX_BODY_BYTES and environ.get("PATH_INFO") == UPLOAD_PATH
        if length > (MAX_UPLOAD_BYTES if is_upload else MAX_BODY_BYTES):
            raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        slots = self.upload_slots if is_upload else self.slots
        if not slots.acquire(blocking=False):
            raise BodyRefused(HTTPStatus.SERVICE_UNAVAILABLE)
        body = (IncomingUpload if is_upload else IncomingBody)(environ["wsgi.input"])
        self.threads.submit(read_and_free_slot, body, slots)
        try:
            body.wait_until_complete(self.piece_seconds)
        except BodyRefused:
            with self.lock:
                self.abandoned.append(body)
            environ[UNFINISHED] = body
            raise
        return body.check_length(environ)

    def refuse_body(self, status: HTTPStatus, start_response: Any) -> list[bytes]:
        """Plain words, and the end of the connection, on which the rest may still come."""
        words = f"{EXPLANATIONS[status]}\n".encode()
        own = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(words))),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
        ]
        start_response(f"{status.value} {status.phrase}", self.headers + own)
        return [words]


def read_and_free_slot(body: "IncomingBody", slots: threading.Semaphore) -> None:
    """What a thread of ours does."""
    try:
        body.read_pieces()
    finally:
        slots.release()


class IncomingBody:
    """A body on its way.

    Args:
        stream: where granian hands it over; reading waits for the client.
    """

    max_bytes, seconds = MAX_BODY_BYTES, BODY_SECONDS

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.content: IO[bytes] = self.make_content()
        self.is_complete = threading.Event()

    def make_content(self) -> IO[bytes]:
        """Where it is kept: in memory."""
        return BytesIO()

    def read_pieces(self) -> None:
        """Take it in piece by piece, up to one byte too many."""
        try:
            while self.content.tell() <= self.max_bytes and (
                piece := self.stream.read(PIECE_BYTES)
            ):
                self.content.write(piece)
        finally:
            self.is_complete.set()

    def wait_until_complete(self, piece_seconds: float) -> None:
        """Wait until it is complete.

        Raises:
            BodyRefused: no piece came in time, or the whole takes too long.
        """
        deadline = time.monotonic() + self.seconds
        received = 0
        while not self.is_complete.wait(piece_seconds):
            if self.content.tell() == received or time.monotonic() > deadline:
                raise BodyRefused(HTTPStatus.REQUEST_TIMEOUT)
            received = self.content.tell()

    def check_length(self, environ: Environ) -> IO[bytes]:
        """The body from its beginning, when it is as long as was said.

        Raises:
            BodyRefused: it is too large, or the client went away half-way: granian hands over what
                had come, and half a letter must not be taken for a whole one.
        """
        length, announced = self.content.tell(), environ.get("CONTENT_LENGTH")
        if length > self.max_bytes:
            raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if announced and length != int(announced):
            raise BodyRefused(HTTPStatus.BAD_REQUEST)
        environ["CONTENT_LENGTH"] = str(length)
        self.content.seek(0)
        return self.content


class IncomingUpload(IncomingBody):
    """A large file on its way, in a file of the system's that has no name."""

    max_bytes, seconds = MAX_UPLOAD_BYTES, UPLOAD_SECONDS

    def make_content(self) -> IO[bytes]:
        """Where it is kept: on the disk."""
        return TemporaryFile()


def wait_for_end(environ: Environ) -> None:
    """Wait until nobody reads the request's body any more.

    granian ends a request by taking its body, and stops the whole process while another thread
    still reads it.
    """
    if body := environ.get(UNFINISHED):
        body.is_complete.wait()


def has_body(environ: Environ) -> bool:
    """Whether a body is announced (RFC 9112, section 6)."""
    return environ.get("CONTENT_LENGTH", "") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ
