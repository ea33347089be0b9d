"""Imports at the desk that go wrong half way, and files with something hostile in them."""

import json

import pytest
from django.db import DataError

from questions.actions import import_jobs, import_writing
from questions.answering.transfer.access import background_options
from questions.models import ImportEntry, ImportRun, Question, Tag
from tests.answering.test_transfer import PAGE, export_of, newest, numbered, upload, work
from tests.transfer.test_readers import ghost_post


def ghost_export(tag):
    """A file of Ghost's whose only post has a tag."""
    link = {"post_id": "1", "tag_id": "a", "sort_order": 0}
    tables = {"posts": [ghost_post()], "posts_tags": [link], "tags": [{"id": "a", "name": tag}]}
    return json.dumps({"db": [{"data": tables}]})


@pytest.fixture
def broken_after(monkeypatch):
    """Lets the writing of an import fail as nobody foresaw, once some entries are written."""

    def break_after(count):
        write, done = import_writing.write_rows, []

        def fail(*words):
            if done:
                raise LookupError
            done.append(write(*words))

        monkeypatch.setattr(import_writing, "BATCH", count)
        monkeypatch.setattr(import_writing, "write_rows", fail)

    return break_after


def test_an_import_that_failed_half_way_says_so_and_is_undone(john, broken_after):
    upload(john, export_of(numbered(1), numbered(2), numbered(3)))
    work()  # on a busy machine it is not read at once
    john.post(f"{PAGE}{newest().pk}/start/")
    broken_after(2)
    work()
    run = newest()
    assert (run.state, Question.objects.count()) == (ImportRun.State.FAILED, 2)
    page = john.get(f"{PAGE}{run.pk}/").content.decode()
    assert "Nothing was imported" not in page
    assert "The import stopped after 2 of 3 entries." in page
    assert ("Undo this import" in page, "Discard the file" in page) == (True, False)
    response = john.post(f"{PAGE}{run.pk}/undo/", follow=True)
    assert "Removed 2 letters." in response.content.decode()
    assert not Question.objects.exists()
    assert not ImportEntry.objects.exists()


def test_an_import_that_failed_before_anything_was_written_is_discarded(john, broken_after):
    upload(john, "nothing")
    work()
    run = newest()
    page = john.get(f"{PAGE}{run.pk}/").content.decode()
    assert "Nothing was imported." in page
    assert ("Undo this import" in page, "Discard the file" in page) == (False, True)
    john.post(f"{PAGE}{run.pk}/undo/")
    assert ImportRun.objects.exists()
    john.post(f"{PAGE}{run.pk}/discard/")
    assert not ImportRun.objects.exists()


def test_an_entry_whose_pictures_fail_is_named_and_the_rest_goes_on(john, monkeypatch):
    upload(john, export_of(numbered(1), numbered(2, title="Broken"), numbered(3)))
    work()
    john.post(f"{PAGE}{newest().pk}/start/")
    place = import_writing.import_runs.place_if_wanted

    def fail(item, *words):
        if item.headline == "Broken":
            raise ValueError
        return place(item, *words)

    monkeypatch.setattr(import_writing.import_runs, "place_if_wanted", fail)
    work()
    text = john.get(f"{PAGE}{newest().pk}/letters/").content.decode()
    assert "It could not be imported." in text
    assert "ValueError" not in text
    assert (newest().state, Question.objects.count()) == (ImportRun.State.FINISHED, 2)


@pytest.mark.parametrize(
    ("tag", "names"),
    [("a\0b", ["ab"]), ("\0", []), ("a\ud800", ["a"]), ("a\r\n\x07 b ", ["a b"])],
)
def test_tags_have_no_control_characters(tag, names, john):
    upload(john, ghost_export(tag), name="export.json")
    work()
    run = newest()
    assert (run.state, list(run.tag_counts)) == (ImportRun.State.READY, names)
    john.post(f"{PAGE}{run.pk}/start/")
    work()
    assert newest().counts["new"] == 1
    assert [one.name for one in Tag.objects.all()] == names


def test_what_the_database_refuses_fails_the_import_and_no_other(john, monkeypatch):
    """Whatever gets past the readers: the import ends, with a reason."""

    def fail(run):
        raise DataError(f"secret words of {run}")

    with monkeypatch.context() as patch:
        patch.setattr("questions.actions.import_reading.count_entries", fail)
        upload(john, ghost_export("a"), name="export.json")
        work()
    assert newest().state == ImportRun.State.FAILED
    assert newest().fault_text == "The file could not be read to its end. It may be damaged."
    upload(john)
    work()
    assert newest().state == ImportRun.State.READY


def test_an_import_that_nobody_can_go_on_with_keeps_back_no_other(john, monkeypatch):
    for number in (1, 2):
        upload(john, export_of(numbered(number)))
    work()
    for run in ImportRun.objects.all():
        john.post(f"{PAGE}{run.pk}/start/")
    first = ImportRun.objects.earliest("pk")
    advance = import_jobs.advance_run

    def fail(run, *words):
        if run == first:
            raise ConnectionError
        return advance(run, *words)

    monkeypatch.setattr(import_jobs, "advance_run", fail)
    assert import_jobs.advance_next(background_options(), seconds=60)
    assert newest().state == ImportRun.State.FINISHED
    with pytest.raises(ConnectionError):
        import_jobs.advance_next(background_options())
