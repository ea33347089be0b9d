"""Runs Django in few threads, so that waiting for the network needs many threads and it does not.

A thread of Django's has a connection to the database. Those that write have threads of their own,
so that readers never wait behind writers that wait for the database's lock.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

THREADS = 4  # for readers, and as many for writers
READ_METHODS = {"GET", "HEAD"}


class DjangoThreads:
    """The WSGI application in threads of its own.

    Args:
        django: the application.
    """

    def __init__(self, django: Any) -> None:
        self.django = django
        self.readers = ThreadPoolExecutor(THREADS, thread_name_prefix="reading")
        self.writers = ThreadPoolExecutor(THREADS, thread_name_prefix="writing")

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """The answer, complete."""
        is_read = environ["REQUEST_METHOD"] in READ_METHODS
        pool = self.readers if is_read else self.writers
        started, body = pool.submit(self.render_response, environ).result()
        start_response(*started)
        return [body]

    def render_response(self, environ: dict[str, Any]) -> tuple[list[Any], bytes]:
        """What Django answers: how it started the answer, and the body."""
        started: list[Any] = []
        response = self.django(environ, lambda *words: started.extend(words))
        try:
            return started, b"".join(response)
        finally:
            response.close()
