#!/usr/bin/env python
"""The column's command line: `./manage.py help` lists what it can do."""

import os
import signal
import sys


def main() -> None:
    """Hand the command line to Django."""
    if sys.argv[1:2] == ["serve"]:
        # Until it serves, Ctrl-C simply ends it: what is being imported may swallow an exception.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advice.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))  # it says what to do; where it was noticed helps nobody


if __name__ == "__main__":
    main()
