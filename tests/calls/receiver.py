"""Machines of others: real HTTP servers on this one, which answer as a test wants."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace


class Handler(BaseHTTPRequestHandler):
    """Notes what came, and answers with the next status and headers."""

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        got = SimpleNamespace(
            method=self.command, path=self.path, headers=dict(self.headers), body=body
        )
        self.server.got.append(got)
        statuses = self.server.statuses
        self.send_response(statuses.pop(0) if len(statuses) > 1 else statuses[0])
        for name, value in self.server.sent_headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST = do_PURGE = answer  # noqa: N815

    def log_message(self, *words):
        pass


@contextmanager
def receiving(*statuses, host="127.0.0.1", **headers):
    """A server that answers with these statuses, the last one again and again."""
    server = ThreadingHTTPServer((host, 0), Handler)
    server.daemon_threads, server.got = True, []
    server.statuses, server.sent_headers = list(statuses or (200,)), headers
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    server.url = f"http://{host}:{server.server_port}"
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
