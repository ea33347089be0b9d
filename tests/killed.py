"""A worker in a process of its own, which is killed at the step that a test names."""

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
BEGINNING = """
import os, signal, django
django.setup()
from django.conf import settings
from django.db import connections
settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
connections["default"].settings_dict["NAME"] = os.environ["TEST_DATABASE"]
step = os.environ["KILL_AT"]
def die(*args, **options):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def run_worker(script, step, **facts):
    """How it ended, after it ran a script on the test's own database."""
    facts |= {"KILL_AT": step, "TEST_DATABASE": str(connection.settings_dict["NAME"])}
    facts["DJANGO_SETTINGS_MODULE"] = "advice.settings"
    command = [sys.executable, "-c", BEGINNING + script]
    return subprocess.run(command, cwd=ROOT, env=os.environ | facts).returncode
