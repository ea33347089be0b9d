"""The WSGI application as granian's workers load it.

A terminal's Ctrl-C reaches the workers as well as granian, which then tells them to end; the two
signals together leave a worker hanging for ten seconds. So the workers listen to granian alone.
"""

import signal

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

from advice.wsgi import application  # noqa: E402

__all__ = ["application"]
