"""The columnist brings a column in and takes it away, at the desk."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from questions.answering import transfer
from questions.models import ImportRun, Question
from tests.factories import change_text, draft_question, published_question
from tests.transfer.sheets import WXR_HEAD, WXR_TAIL, wxr_item

PAGE = "/admin/transfer/"
EXPORT = WXR_HEAD + wxr_item() + WXR_TAIL


def upload(client, button="check", text=EXPORT, name="export.xml"):
    file = SimpleUploadedFile(name, text.encode(), content_type="text/xml")
    return client.post(f"{PAGE}import/", {"file": file, button: "1"})


def test_a_file_is_checked_before_anything_changes(john):
    response = upload(john)
    text = response.content.decode()
    assert "What this file would bring" in text
    assert "leading quotation, confidence 0.85" in text
    assert not Question.objects.exists()
    assert not ImportRun.objects.exists()


def test_the_other_button_imports(john, rita):
    response = upload(john, "import")
    assert "Imported 1 letter." in response.content.decode()
    assert rita.get("/2013/06/how/").status_code == 301
    assert "Undo this import" in john.get(PAGE).content.decode()


def test_an_import_is_undone(john):
    upload(john, "import")
    response = john.post(f"{PAGE}{ImportRun.objects.get().pk}/undo/", follow=True)
    assert "Removed 1 letter." in response.content.decode()
    assert not Question.objects.exists()


def test_what_was_edited_stays(john):
    upload(john, "import")
    change_text(Question.objects.get(), answer="My own words.")
    response = john.post(f"{PAGE}{ImportRun.objects.get().pk}/undo/", follow=True)
    assert "has been edited since" in response.content.decode()
    assert Question.objects.count() == 1


@pytest.mark.parametrize("text", ["nothing", "<?xml version='1.0'?><html/>", "PK\x03\x04bad"])
def test_what_cannot_be_read_is_said(text, john):
    response = upload(john, text=text)
    assert response.status_code == 200
    assert 'class="errorlist' in response.content.decode()


def test_what_is_too_large_is_refused(john, monkeypatch):
    monkeypatch.setattr(transfer, "MAX_UPLOAD", 10)
    assert "Choose a file of at most" in upload(john).content.decode()


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


@pytest.mark.parametrize("address", ["", "import/", "export/", "1/undo/"])
def test_only_those_who_publish_may(address, sam, ida, edith, rita):
    for client in (sam, ida, edith):
        response = client.get(PAGE) if not address else client.post(f"{PAGE}{address}")
        assert response.status_code == 403
    assert rita.post(f"{PAGE}{address}").status_code in {302, 405}


@pytest.mark.parametrize("address", ["import/", "export/", "1/undo/"])
def test_changes_are_posted(address, john):
    assert john.get(f"{PAGE}{address}").status_code == 405
