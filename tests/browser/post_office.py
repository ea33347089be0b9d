"""A mail server that keeps what it is given, for tests: SMTP (RFC 5321) and nothing more."""

import socketserver
import threading
import time
from email import message_from_bytes, policy


class Delivery(socketserver.StreamRequestHandler):
    """One client's mails."""

    def handle(self):
        self.send_line("220 here")
        while line := self.rfile.readline():
            word = line.decode("ascii", "replace").strip().upper()
            if word == "DATA":
                self.send_line("354 go on")
                self.server.keep_mail(self.data())
                self.send_line("250 kept")
            elif word == "QUIT":
                self.send_line("221 bye")
                return
            else:
                self.send_line("250 fine")

    def data(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def send_line(self, words):
        self.wfile.write(f"{words}\r\n".encode())


class PostOffice(socketserver.ThreadingTCPServer):
    """Keeps mails until somebody asks for them.

    Attributes:
        mails: all of them, in the order in which they came.
    """

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Delivery)
        self.mails = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def keep_mail(self, data):
        self.mails.append(message_from_bytes(data, policy=policy.default))

    def wait_for(self, number, seconds=60):
        """The mail of a number, as soon as it has come."""
        for _ in range(seconds * 10):
            if len(self.mails) >= number:
                return self.mails[number - 1]
            time.sleep(0.1)
        raise AssertionError(f"{len(self.mails)} mails came, not {number}")
