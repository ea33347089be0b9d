"""A process that answers `/metrics` at a port of its own, apart from readers."""

import os
import socket
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from django.db import connections

from advice.logging import describe_error
from advice.metrics import is_allowed
from questions.metrics import CONTENT_TYPE, log, render_metrics

LOOK_SECONDS = 0.5  # between two looks at the parent
CLIENT_SECONDS = 5.0  # that a client has for its request, and to take the answer


class MetricsHandler(BaseHTTPRequestHandler):
    """One request."""

    timeout = CLIENT_SECONDS
    server_version, sys_version = "column", ""

    def do_GET(self) -> None:
        """The numbers, or why not."""
        if self.path != "/metrics":
            self.send_text(HTTPStatus.NOT_FOUND, "Ask for /metrics.\n")
        elif not is_allowed(self.headers.get("Authorization", "")):
            self.send_text(HTTPStatus.UNAUTHORIZED, "Send the token.\n")
        else:
            self.send_metrics()

    def send_metrics(self) -> None:
        """The numbers. A fault is logged, and the next request is answered again."""
        try:
            words = render_metrics()
        except Exception as error:
            log.error("The metrics could not be read: %s", describe_error(error))
            self.send_text(HTTPStatus.INTERNAL_SERVER_ERROR, "See the log.\n")
        else:
            self.send_text(HTTPStatus.OK, words)
        finally:
            connections.close_all()

    def send_text(self, status: HTTPStatus, words: str) -> None:
        """An answer that nobody keeps."""
        body = words.encode()
        self.send_response(status)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if status == HTTPStatus.UNAUTHORIZED:
            self.send_header("WWW-Authenticate", 'Bearer realm="metrics"')
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the line would name the client."""


class MetricsServer(HTTPServer):
    """Answers at a socket that listens already."""

    def __init__(self, listener: socket.socket) -> None:
        super().__init__(listener.getsockname()[:2], MetricsHandler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        listener.settimeout(LOOK_SECONDS)  # one that does not block would be looked at without end

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log that an answer broke off, as when Prometheus has waited for too long.

        Python's own way is to print a traceback with the client's address.
        """
        if fault := sys.exception():
            log.warning("An answer at METRICS_LISTEN broke off: %s", describe_error(fault))


def serve_metrics(listener: socket.socket, parent: int) -> None:
    """Answer one request after another, as long as the supervisor lives.

    Args:
        listener: where connections come in.
        parent: the supervisor's process id.
    """
    server = MetricsServer(listener)
    while os.getppid() == parent:
        server.handle_request()
