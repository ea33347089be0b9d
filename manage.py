#!/usr/bin/env python
"""The column's command line: `./manage.py help` lists what it can do."""

import sys

from advice.command_line import run_django

if __name__ == "__main__":
    run_django(sys.argv)
