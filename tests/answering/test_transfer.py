"""The columnist brings a column in and takes it away, at the desk."""

import io
import os
import tempfile
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.formats import date_format

from questions import actions, retention
from questions.actions import import_jobs, import_leases, import_writing
from questions.answering.transfer import letters, overview
from questions.answering.transfer.access import background_options
from questions.models import (
    ImportedQuestion,
    ImportEntry,
    ImportPart,
    ImportRun,
    Question,
    Tag,
)
from questions.transfer import scratch
from tests.factories import change_text, draft_question, published_question, text_of
from tests.transfer.sheets import EXCHANGE, LETTER, MORE, WXR_HEAD, WXR_TAIL, wxr_item
from tests.waiting import PATIENCE

PAGE = "/admin/transfer/"
UNADDRESSED = LETTER.partition(", ")[2]  # in italics alone, a cut that is not sure
TAGGED = '<category domain="post_tag" nicename="t"><![CDATA[{}]]></category>'
PLAIN = f"<p>Hello all.</p><p>{LETTER} {MORE}</p><p>{MORE}</p><p>Say it.</p>"


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A small file is read while its browser waits, however busy the machine is."""
    monkeypatch.setattr(overview, "AT_ONCE", PATIENCE)


def export_of(*items):
    return WXR_HEAD + "".join(items) + WXR_TAIL


EXPORT = export_of(wxr_item())


def numbered(number, body=EXCHANGE, **facts):
    """An item at an address of its own."""
    item = wxr_item(body, number=number, **facts)
    return item.replace("/06/how/", f"/06/n{number}/").replace(">how<", f">n{number}<")


def upload(client, text=EXPORT, name="export.xml", follow=False, **more):
    file = SimpleUploadedFile(name, text.encode(), content_type="text/xml")
    return client.post(f"{PAGE}upload/", {"file": file, **more}, follow=follow)


def work():
    """What the worker does, until nothing waits."""
    while import_jobs.advance_next(background_options(), seconds=60):
        pass


def newest():
    return ImportRun.objects.latest("pk")


def bring(client, text=EXPORT, **choices):
    """Upload, choose, import."""
    upload(client, text)
    run = newest()
    if choices:
        client.post(f"{PAGE}{run.pk}/letters/", choices)
    client.post(f"{PAGE}{run.pk}/start/")
    work()
    run.refresh_from_db()
    return run


def test_a_file_is_looked_at_before_anything_changes(john):
    response = upload(john, follow=True)
    text = response.content.decode()
    assert "1 letter will be imported" in text
    assert "In 1 letter, the place was worked out." in text
    assert not Question.objects.exists()
    assert newest().state == ImportRun.State.READY
    assert not ImportPart.objects.exists()
    listed = john.get(f"{PAGE}{newest().pk}/letters/").content.decode()
    assert "quite sure (leading quotation): letter" in listed


def test_the_worker_imports_what_was_looked_at(john, rita):
    run = bring(john)
    assert (run.state, run.counts["new"], run.counts["public"]) == ("finished", 1, 1)
    assert rita.get("/2013/06/how/").status_code == 301
    page = john.get(f"{PAGE}{run.pk}/").content.decode()
    assert "1 letter was imported" in page
    assert "Undo this import…" in page  # and only what stands behind it deletes
    assert page.index("Undo this import…") < page.index("Delete the imported letters")
    entry = run.entries.get()
    assert (entry.post, entry.items, entry.question) == ("", "", Question.objects.get())


def test_a_large_file_is_read_in_the_background(john, monkeypatch):
    monkeypatch.setattr(overview, "AT_ONCE", 0.0)
    response = upload(john, export_of(*(numbered(n) for n in range(1, 26))), follow=True)
    assert "Reading the file: 10 entries so far." in response.content.decode()
    assert response["Refresh"] == "4"
    work()
    response = john.get(f"{PAGE}{newest().pk}/")
    assert "25 letters will be imported" in response.content.decode()
    assert "Refresh" not in response
    assert [row.number for row in newest().entries.order_by("number")] == list(range(25))


@pytest.mark.slow
def test_progress_is_shown(john):
    upload(john, export_of(*(numbered(n) for n in range(1, 26))))
    run = newest()
    john.post(f"{PAGE}{run.pk}/start/")
    import_jobs.advance_next(background_options(), seconds=0)
    text = john.get(f"{PAGE}{run.pk}/").content.decode()
    assert "Importing: 10 of 25 entries." in text
    assert Question.objects.count() == 10
    work()
    assert Question.objects.count() == 25


@pytest.mark.slow
def test_a_process_that_fails_half_way_leaves_nothing_by_halves(john, monkeypatch):
    upload(john, export_of(*(numbered(n) for n in range(1, 26))))
    john.post(f"{PAGE}{newest().pk}/start/")
    save, saved = import_writing.write_items, []

    def stop_at_the_fifteenth(session, row, items):
        saved.append(row)
        if len(saved) == 15:
            raise KeyboardInterrupt
        save(session, row, items)

    with monkeypatch.context() as patch:
        patch.setattr(import_writing, "write_items", stop_at_the_fifteenth)
        with pytest.raises(KeyboardInterrupt):
            work()
    assert Question.objects.count() == 10
    work()
    run = newest()
    assert (Question.objects.count(), run.done, run.counts["new"]) == (25, 25, 25)


@pytest.mark.slow
def test_an_import_that_failed_goes_on_from_where_it_stopped(john, monkeypatch):
    upload(john, export_of(*(numbered(n) for n in range(1, 26))))
    john.post(f"{PAGE}{newest().pk}/start/")
    import_jobs.advance_next(background_options(), seconds=0)

    def fail(*words):
        raise LookupError

    with monkeypatch.context() as patch:
        patch.setattr(import_writing, "write_rows", fail)
        work()
    page = f"{PAGE}{newest().pk}/"
    assert (newest().state, Question.objects.count()) == (ImportRun.State.FAILED, 10)
    assert f'action="{page}resume/"' in john.get(page).content.decode()
    john.post(f"{page}resume/")
    work()
    run = newest()
    assert (run.state, run.fault_text, run.counts["new"]) == (ImportRun.State.FINISHED, "", 25)
    assert Question.objects.count() == 25
    john.post(f"{page}resume/")
    assert newest().state == ImportRun.State.FINISHED


def test_two_processes_never_work_on_the_same_import(john):
    upload(john)
    john.post(f"{PAGE}{newest().pk}/start/")
    other = import_leases.Lease(run=newest())
    assert other.take_lease()
    assert not import_jobs.advance_next(background_options())
    assert not Question.objects.exists()
    ImportRun.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    work()
    assert Question.objects.count() == 1
    with pytest.raises(import_leases.LeaseLost):
        other.extend_lease()


def test_one_letter_that_cannot_be_written_is_named_and_the_rest_goes_on(john, monkeypatch):
    upload(john, export_of(numbered(1), numbered(2, title="Broken"), numbered(3)))
    john.post(f"{PAGE}{newest().pk}/start/")
    save = actions.imports.save_item

    def fail(session, item):
        if item.headline == "Broken":
            raise ValueError
        return save(session, item)

    monkeypatch.setattr(actions.imports, "save_item", fail)
    work()
    text = john.get(f"{PAGE}{newest().pk}/letters/").content.decode()
    assert Question.objects.count() == 2
    assert "It could not be imported." in text


def test_a_cut_is_moved_by_hand(john):
    upload(john, export_of(numbered(1, PLAIN)))
    place = f"{PAGE}{newest().pk}/letters/0/"
    text = john.get(place).content.decode()
    assert "No letter was found." in text
    assert text.count("Answer begins") == 3
    response = john.post(place, {"start": "1", "end": "3", "choice": "draft"}, follow=True)
    assert "There are no more letters to check." in response.content.decode()
    listed = john.get(f"{PAGE}{newest().pk}/letters/").content.decode()
    assert "“Hello all.” was moved" in listed
    assert "was left out" not in listed
    john.post(f"{PAGE}{newest().pk}/start/")
    work()
    question = Question.objects.get()
    assert question.letter_text == f"{LETTER} {MORE}\n\n{MORE}"
    assert question.answer == "Hello all.\n\nSay it."
    assert question.state == Question.State.PUBLISHED


def test_a_person_says_that_there_is_no_letter(john):
    upload(john, export_of(numbered(1)))
    place = f"{PAGE}{newest().pk}/letters/0/"
    assert 'value="0"' in john.get(place).content.decode()
    john.post(place, {"none": "1", "start": "0", "end": "1", "choice": "public"})
    assert "There are none" in john.get(f"{PAGE}{newest().pk}/letters/?show=check").content.decode()
    assert "Go back to the suggestion" in john.get(place).content.decode()
    john.post(f"{PAGE}{newest().pk}/start/")
    work()
    question = Question.objects.get()
    assert question.state == Question.State.DRAFT
    assert text_of(question).letter_text == ""
    assert MORE in text_of(question).answer


def test_what_was_proposed_comes_back(john):
    upload(john, export_of(numbered(1)))
    place = f"{PAGE}{newest().pk}/letters/0/"
    john.post(place, {"none": "1"})
    john.post(place, {"rules": "1"})
    entry = ImportEntry.objects.get()
    assert (entry.cut, entry.is_doubtful, entry.is_proposed) == (None, True, True)


def test_the_next_doubtful_one_follows(john):
    upload(john, export_of(numbered(1), numbered(2, PLAIN)))
    response = john.post(f"{PAGE}{newest().pk}/letters/0/", {"start": "0", "end": "1"})
    assert response["Location"] == f"{PAGE}{newest().pk}/letters/1/"


def test_an_unsure_cut_that_a_person_confirmed_becomes_public(john):
    upload(john, export_of(numbered(1, f"<p><em>{UNADDRESSED}</em></p><p>Say it.</p>")))
    entry = ImportEntry.objects.get()
    assert (entry.is_proposed, entry.can_be_public) == (False, True)
    assert "?show=all" in john.get(f"{PAGE}{newest().pk}/").content.decode()
    john.post(f"{PAGE}{newest().pk}/letters/0/", {"start": "0", "end": "1"})
    entry.refresh_from_db()
    assert entry.becomes_public


def test_what_becomes_public_is_chosen_for_each(john):
    items = [numbered(n, title=f"T{n}") for n in (1, 2, 3)]
    text = export_of(*items, numbered(4, title="T4", status="private"))
    choices = {"choice-0": "public", "choice-1": "draft", "choice-2": "out", "choice-3": "public"}
    run = bring(john, text, **choices)
    assert [one.headline for one in Question.objects.published()] == ["T1"]
    assert {text_of(one).headline for one in Question.objects.all()} == {"T1", "T2", "T4"}
    assert run.counts["new"] == 3


def test_what_becomes_public_is_chosen_for_all(john):
    unsure = f"<p><em>{UNADDRESSED}</em></p><p>Say it.</p>"
    secret = "<wp:post_password>s3same</wp:post_password>"
    text = export_of(numbered(1), numbered(2, unsure), numbered(3, extra=secret))
    upload(john, text)
    place = f"{PAGE}{newest().pk}/"
    said = {}
    for choice in ("public", "draft", "proposed"):
        page = john.post(f"{place}choose/", {"choice": choice}, follow=True).content.decode()
        said[choice] = page.partition("will be published;")[0].split()[-2:]
    assert said == {
        "public": ["2", "letters"],
        "draft": ["0", "letters"],
        "proposed": ["1", "letter"],
    }
    john.post(f"{place}choose/", {"choice": "public"})
    john.post(f"{place}start/")
    work()
    assert Question.objects.published().count() == 2


def test_a_second_run_says_the_same(john):
    """What a person said of cut, choice and tags holds for the same file again."""
    text = export_of(numbered(1, PLAIN, extra=TAGGED.format("Trust")), numbered(2))
    upload(john, text)
    john.post(f"{PAGE}{newest().pk}/letters/0/", {"start": "1", "end": "3"})
    john.post(f"{PAGE}{newest().pk}/letters/", {"choice-1": "draft"})
    john.post(f"{PAGE}{newest().pk}/tags/", {"tag-0": "Honesty | Love"})
    john.post(f"{PAGE}{newest().pk}/start/")
    work()
    before = list(Question.objects.order_by("pk").values())
    assert {tag.name for tag in Tag.objects.all()} == {"Honesty", "Love"}
    response = upload(john, text, follow=True)
    assert "There is nothing new in this file." in response.content.decode()
    run = bring(john, text)
    assert run.counts["unchanged"] == 2
    assert list(Question.objects.order_by("pk").values()) == before


def test_what_was_edited_here_stays(john):
    bring(john)
    change_text(Question.objects.get(), answer="My own words.")
    changed = export_of(wxr_item(f"{EXCHANGE} Truly."))
    response = upload(john, changed, follow=True)
    assert "1 letter was edited here and stays as it is" in response.content.decode()
    john.post(f"{PAGE}{newest().pk}/start/")
    work()
    assert Question.objects.get().answer == "My own words."


def test_an_import_is_undone(john):
    run = bring(john)
    response = john.post(f"{PAGE}{run.pk}/undo/", follow=True)
    assert "Removed 1 letter." in response.content.decode()
    assert not Question.objects.exists()
    assert not ImportEntry.objects.exists()
    page = john.get(f"{PAGE}{run.pk}/").content.decode()
    day = date_format(timezone.localtime(newest().undone_at), "j F Y")
    assert f"This import was undone on {day} at" in page
    assert "1 letter was deleted." in page
    assert "Undo this import" not in page
    assert f"Undone on {day}" in john.get(PAGE).content.decode()
    assert (newest().tag_counts, newest().can_be_undone) == ({}, False)
    john.post(f"{PAGE}{run.pk}/undo/")
    john.post(f"{PAGE}{run.pk}/resume/")
    assert newest().state == ImportRun.State.FINISHED
    with pytest.raises(CommandError, match="taken back already"):
        call_command("import", undo=run.pk)


def test_addresses_will_lead_here_and_then_do(john):
    upload(john)
    assert "2 former addresses will lead here" in john.get(f"{PAGE}{newest().pk}/").content.decode()
    john.post(f"{PAGE}{newest().pk}/start/")
    work()
    assert "2 former addresses lead here now" in john.get(f"{PAGE}{newest().pk}/").content.decode()


def test_spellings_of_a_tag_are_one(john):
    """`Family` and `family` become one tag, also where nobody says anything."""
    tags = [("Family", "Love"), ("Family",), ("family", "FAMILY")]
    items = [
        numbered(n, extra="".join(TAGGED.format(name) for name in names))
        for n, names in enumerate(tags, 1)
    ]
    upload(john, export_of(*items))
    place = f"{PAGE}{newest().pk}/"
    assert "2 tags." in john.get(place).content.decode()
    page = john.get(f"{place}tags/").content.decode()
    assert "Family, FAMILY, family" in page
    assert page.count('value="Family"') == page.count('name="tag-') - 1 == 1
    john.post(f"{place}tags/", {"tag-0": "Kin"})
    assert newest().tag_mapping == {name: ["Kin"] for name in ("Family", "FAMILY", "family")}
    john.post(f"{place}tags/", {"tag-0": "Family"})
    john.post(f"{place}start/")
    work()
    assert {tag.name for tag in Tag.objects.all()} == {"Family", "Love"}


def test_an_import_of_which_something_was_edited_stays(john):
    run = bring(john)
    change_text(Question.objects.get(), answer="My own words.")
    response = john.post(f"{PAGE}{run.pk}/undo/", follow=True)
    assert "has been edited since" in response.content.decode()
    assert Question.objects.count() == 1


def test_a_file_is_discarded(john):
    upload(john)
    response = john.post(f"{PAGE}{newest().pk}/discard/", follow=True)
    assert "Nothing was imported." in response.content.decode()
    assert not ImportRun.objects.exists()


def test_what_has_begun_is_neither_discarded_nor_changed(john):
    upload(john)
    place = f"{PAGE}{newest().pk}/"
    john.post(f"{place}start/")
    for address in ("discard/", "start/", "choose/", "undo/"):
        john.post(f"{place}{address}", {"choice": "draft"})
    john.post(f"{place}letters/", {"choice-0": "out"})
    assert john.get(f"{place}letters/0/").status_code == 404
    work()
    assert Question.objects.published().count() == 1
    assert john.post(f"{place}discard/", follow=True).status_code == 200
    assert ImportedQuestion.objects.count() == 1


def test_uploads_that_nobody_finishes_go_after_a_month(john):
    upload(john)
    run = newest()
    retention.discard_abandoned_imports()
    assert ImportRun.objects.exists()
    ImportRun.objects.update(started_at=run.started_at - timedelta(days=31))
    assert retention.discard_abandoned_imports() == 1
    assert not ImportEntry.objects.exists()


@pytest.mark.parametrize("hours", [-25, 4800])  # left long ago; left while the clock was ahead
def test_what_a_killed_process_left_in_the_clear_goes(db, monkeypatch, tmp_path, hours):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = Path(tempfile.mkdtemp(prefix=scratch.PREFIX))
    (left / "upload.xml").write_text("A draft.")
    with scratch.scratch_folder() as used:  # by an import that lasts for more than a day
        for folder in (used, left):
            os.utime(folder, (0, time.time() + hours * 60 * 60))
        retention.discard_abandoned_imports()
        assert (used.exists(), left.exists()) == (True, False)
    assert not used.exists()


@pytest.mark.parametrize("text", ["nothing", "<?xml version='1.0'?><html/>", "PK\x03\x04bad"])
def test_what_cannot_be_read_is_said(text, john):
    response = upload(john, text, follow=True)
    assert response.status_code == 200
    assert "errornote" in response.content.decode()
    assert newest().state == ImportRun.State.FAILED


def test_a_fault_of_the_reader_is_said_too(john, monkeypatch):
    def fail(*args):
        raise LookupError("secret words")

    monkeypatch.setattr("questions.actions.import_reading.read_entries", fail)
    text = upload(john, follow=True).content.decode()
    assert "The file could not be read to its end. It may be damaged." in text
    assert "LookupError" not in text
    assert "secret words" not in text


def test_what_is_too_large_is_refused(john, monkeypatch):
    monkeypatch.setattr(overview, "MAX_UPLOAD", 10)
    assert "Choose a file of at most" in upload(john).content.decode()


def test_nothing_of_an_upload_stands_in_the_clear(john, monkeypatch):
    monkeypatch.setattr(overview, "AT_ONCE", 0.0)
    upload(john, export_of(*(numbered(n, title="Canarytitle") for n in range(1, 13))))
    for model in (ImportPart, ImportEntry):
        rows = [str(row) for row in model.objects.values_list()]
        assert rows
        assert "Canarytitle" not in "".join(rows)


@pytest.mark.parametrize("value", ["", "x", "-1", "99999999999999999999", "\u0665", "1e3", "9"])
def test_odd_numbers_change_nothing_for_the_worse(value, john):
    upload(john)
    place = f"{PAGE}{newest().pk}/"
    assert john.post(f"{place}letters/0/", {"start": value, "end": value}).status_code == 302
    assert john.get(f"{place}letters/?after={value}&show={value}").status_code == 200
    assert john.post(f"{place}letters/", {f"choice-{value}": "public"}).status_code == 302


def test_long_lists_come_in_pages(john, monkeypatch):
    monkeypatch.setattr(letters, "PAGE", 2)
    upload(john, export_of(*(numbered(n, title=f"T{n}") for n in range(1, 6))))
    first = john.get(f"{PAGE}{newest().pk}/letters/").content.decode()
    assert ("T2<" in first, "T3<" in first) == (True, False)
    assert "after=1" in first
    last = john.get(f"{PAGE}{newest().pk}/letters/?after=3").content.decode()
    assert "Next page" not in last


@pytest.mark.parametrize(
    ("name", "file"), [("wxr", "column.xml"), ("ghost", "column.json"), ("csv", "column.csv")]
)
def test_the_column_is_downloaded(name, file, john):
    published_question(letter_text="A letter.", answer="An answer.")
    draft_question(letter_text="PRIVATE", answer="Not yet.")
    response = john.post(f"{PAGE}export/", {"format": name})
    text = b"".join(response.streaming_content).decode()
    assert response["Content-Disposition"] == f'attachment; filename="{file}"'
    assert "An answer." in text
    assert "Not yet." not in text
    assert "PRIVATE" not in text


def test_a_folder_comes_as_a_zip(john):
    published_question(letter_text="A letter.", answer="An answer.")
    response = john.post(f"{PAGE}export/", {"format": "markdown"})
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    names = archive.namelist()
    assert names == ["content/questions/how-do-i-tell-him.md", "hugo.yaml"]
    assert "An answer." in archive.read(names[0]).decode()


READ = ["", "1/", "1/letters/", "1/letters/0/", "1/tags/"]
WRITE = ["upload/", "export/", "1/start/", "1/choose/", "1/discard/", "1/undo/"]


@pytest.mark.parametrize("address", [*READ, *WRITE])
def test_only_those_who_publish_may(address, sam, ida, edith, rita):
    for client in (sam, ida, edith):
        response = (client.post if address in WRITE else client.get)(f"{PAGE}{address}")
        assert response.status_code == 403
    assert rita.post(f"{PAGE}{address}").status_code in {302, 405}


@pytest.mark.parametrize("address", WRITE)
def test_changes_are_posted(address, john):
    assert john.get(f"{PAGE}{address}").status_code == 405
