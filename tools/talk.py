"""How the scripts talk to the person who started them."""

import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

FORBIDDEN = """\
{what}: {where}
The rest is as it was. Start the command as the owner of that file, or make it yours with chown."""


class Problem(Exception):
    """Something a person can mend. Its text says what happened, what was kept, what to do next."""


def print_now(text: str) -> None:
    """Print `text` at once, so that it stands before whatever a child process prints next."""
    print(text, flush=True)


def run_main(main: Callable[[], int]) -> NoReturn:
    """Run `main` and end the process with its exit code.

    A Problem becomes a sentence and exit code 1; Ctrl-C, SIGTERM and a closed terminal unwind
    the stack, so that everything that was started is tidied away, and end with 128 + the signal.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        # Under nohup the closing of the terminal is ignored, and stays so.
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _exit_on_signal)
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit(f"\n{problem}")
    except PermissionError as error:
        sys.exit(f"\n{FORBIDDEN.format(what=error.strerror, where=error.filename)}")
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        sys.exit(128 + signal.SIGINT)


def _exit_on_signal(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)
