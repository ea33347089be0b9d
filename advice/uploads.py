"""Large uploaded files: on the disk without a name, so that nothing stays of a killed process."""

from tempfile import TemporaryFile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler


class NamelessFileUploadHandler(TemporaryFileUploadHandler):
    """Django's handler of large files, whose own files have names in the system's folder."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        FileUploadHandler.new_file(self, *args, **kwargs)
        facts = (self.file_name, self.content_type, 0, self.charset, self.content_type_extra)
        self.file: Any = UploadedFile(TemporaryFile(), *facts)  # noqa: SIM115

    def upload_interrupted(self) -> None:
        """Close what came so far; with that it is gone."""
        if hasattr(self, "file"):
            self.file.close()
