"""Pictures that are kept in a bucket are in a backup, and come back with it."""

import zipfile

from tests.buckets import make_bucket, s3_server

STORE = (
    "import io\n"
    "from PIL import Image\n"
    "from django.core.files.uploadedfile import SimpleUploadedFile\n"
    "from questions.answering.answers.pictures import store_picture\n"
    "drawn = io.BytesIO(); Image.new('RGB', (40, 30), 'teal').save(drawn, 'PNG')\n"
    "print(store_picture(SimpleUploadedFile('boat.png', drawn.getvalue())))"
)
STORED = (
    "from django.core.files.storage import default_storage\nprint(default_storage.listdir('')[1])"
)
LOSE = (
    "from django.core.files.storage import default_storage\n"
    "[default_storage.delete(name) for name in default_storage.listdir('')[1]]"
)


def test_a_backup_takes_pictures_from_the_bucket_and_brings_them_back(column):
    with s3_server() as server:
        column.environment["STORAGE_URL"] = make_bucket(server, "pictures of a column")
        address = column.ask(STORE)
        stored = column.ask(STORED)
        assert address.removeprefix("/media/") in stored
        assert not list(column.folder.glob("media/*"))

        backup = column.backup()
        assert address[1:] in zipfile.ZipFile(backup).namelist()
        column.ask(LOSE)
        assert column.ask(STORED) == "[]"
        column.manage("restore", str(backup), "--replace")
        assert column.ask(STORED) == stored
