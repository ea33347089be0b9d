"""A process that serves pages with granian, on a socket that all such processes share.

granian's own manager of processes is not used: it loses a signal that comes while a process starts,
and lets other programs listen on the same port.
"""

import asyncio
import contextlib
import os
import signal
import socket
import struct
import sys
import threading
import time
from array import array
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from granian import _granian
from granian._futures import _new_cbscheduler
from granian.http import HTTP1Settings

from advice.server.bodies import BodyReader, wait_for_end
from advice.server.threads import DjangoThreads
from questions.counters import COUNTERS
from questions.page_cache import PageCache
from questions.page_cache.counts import READS
from questions.page_cache.store import PageStore

THREADS = 64  # most wait for the network: 32 may be taking in bodies, the others serve pages
CONNECTIONS = 512  # at once, of a process
BACKLOG = 1024  # connections that wait to be accepted
HEADER_SECONDS = 10  # for the header of a request, and between two requests
LOOK_SECONDS = 0.2  # between two looks at the parent
DRAIN_SECONDS = 0.2  # for connections that wait to be accepted, after no more are let in
PATIENCE_SECONDS = 2.0  # with a database that says nothing, until pages are served without it
GRACE_SECONDS = 7.0  # for requests in hand, before the supervisor's patience ends

SO_ATTACH_FILTER = 26  # Linux, asm-generic/socket.h
SO_DETACH_FILTER = 27  # the same
DROP_ALL = struct.pack("HBBI", 0x06, 0, 0, 0)  # BPF_RET | BPF_K with 0 bytes to keep, socket(7)

BASE_ENVIRON = {
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "granian",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,
}


def open_listener(host: str, port: int) -> socket.socket:
    """A listening socket that nobody else can share.

    Raises:
        OSError: the address is not this machine's, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # after a restart
    listener.bind((host, port))
    listener.listen(BACKLOG)
    listener.setblocking(False)
    return listener


def close_door(listener: socket.socket) -> None:
    """Let no more connections in, for all processes; those that wait can still be accepted.

    Without it, a client that connects while we stop is let in by the kernel and then served by
    nobody. The kernel drops its handshake now, and refuses the next one, when the socket is closed.
    Elsewhere than on Linux, and where a kernel allows nobody but root to do this, such a client
    meets a reset connection.
    """
    if sys.platform != "linux":
        return
    program = array("B", DROP_ALL)
    with contextlib.suppress(PermissionError):
        listener.setsockopt(
            socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HP", 1, program.buffer_info()[0])
        )


def open_door(listener: socket.socket) -> None:
    """Let connections in again: a process that was stopped by itself closed the door for all."""
    with contextlib.suppress(OSError):  # it was open
        listener.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)


def serve_pages(
    application: Any, headers: list[tuple[str, str]], listener: socket.socket, parent: int
) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is in hand.

    Args:
        application: Django.
        headers: what every answer carries.
        listener: where connections come in.
        parent: the supervisor's process id; when it is gone, this process ends too.
    """
    open_door(listener)
    bodies = BodyReader(build_page_cache(application), headers)
    process = WebProcess(bodies, listener, parent)
    process.start_serving()
    process.wait_until_stopped()
    READS.flush_counts()


def build_page_cache(application: Any) -> PageCache:
    """The page cache, which reads its version in one thread, and so on one connection."""
    version_thread = ThreadPoolExecutor(1, thread_name_prefix="version")

    def run_in_time(query: Callable[[], str]) -> str:
        """What a query gives; a TimeoutError when the database is silent."""
        found = version_thread.submit(query)
        try:
            return found.result(timeout=PATIENCE_SECONDS)
        except TimeoutError:
            found.cancel()
            raise

    return PageCache(DjangoThreads(application), PageStore(run_query=run_in_time))


class WebProcess:
    """granian in this process.

    Args:
        bodies: the WSGI application.
        listener: where connections come in.
        parent: the supervisor's process id.
    """

    def __init__(self, bodies: BodyReader, listener: socket.socket, parent: int) -> None:
        self.bodies, self.listener, self.parent = bodies, listener, parent
        self.told_at = float("inf")
        self.stop = _granian.WorkerSignal()
        self.has_stopped = threading.Event()
        self.stop.add_cb(self.has_stopped.set)

    def start_serving(self) -> None:
        """Accept connections; signals are heeded from before the first one."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.request_stop)
        granian: Any = _granian  # its declared types are those of another version
        worker = granian.WSGIWorker(
            1,
            (None, granian.SocketHolder(self.listener.fileno(), False, BACKLOG)),
            None,
            py_threads=THREADS,
            backpressure=CONNECTIONS,
            http_mode="1",
            http1_opts=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        )
        loop = asyncio.new_event_loop()  # granian wants one, and runs nothing in it
        worker.serve_mtr(
            _new_cbscheduler(loop, self.answer_request, impl_asyncio=True), loop, self.stop
        )

    def answer_request(self, protocol: Any, scope: dict[str, Any]) -> None:
        """Answer one request. The environment, with its secrets, stays out of it."""
        began = time.perf_counter_ns()
        started: list[Any] = []
        environ = BASE_ENVIRON | scope
        body = self.bodies(environ, lambda *words: started.extend(words))
        status = int(started[0][:3])
        protocol.response_bytes(status, started[1], b"".join(body))
        if COUNTERS.is_on:
            COUNTERS.count_request(environ, status, time.perf_counter_ns() - began)
        wait_for_end(environ)

    def request_stop(self, *_: object) -> None:
        """Let no more connections in; the loop below does the rest."""
        self.told_at = min(self.told_at, time.monotonic())
        close_door(self.listener)

    def wait_until_stopped(self) -> None:
        """Return when all is finished, or the time for it is over.

        It stops by itself when the supervisor is gone, and when too many slow clients hold its
        threads: the supervisor then starts a fresh process, and their connections end with this.
        """
        while not self.has_stopped.wait(LOOK_SECONDS):
            if os.getppid() != self.parent or self.bodies.is_exhausted:
                self.told_at = min(self.told_at, time.monotonic())
            if time.monotonic() > self.told_at + DRAIN_SECONDS:
                self.stop.set()
            if time.monotonic() > self.told_at + GRACE_SECONDS:
                return
