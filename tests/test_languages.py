"""Another language, and words that keep their paragraphs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

pytestmark = pytest.mark.pure
MAIL = Path(settings.BASE_DIR) / "templates" / "mail"


@pytest.mark.slow
@pytest.mark.parametrize("code", ["de", "fr", "pt-br"])
def test_the_site_starts_in_another_language(code, tmp_path):
    place = os.environ | {"LANGUAGE_CODE": code, "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=place, capture_output=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("file", sorted(file.name for file in MAIL.glob("*.txt")))
def test_a_plain_mail_keeps_its_blank_lines(file):
    written = (MAIL / file).read_text(encoding="utf-8")
    assert render_to_string(f"mail/{file}", {}).count("\n\n") == written.count("\n\n")
