"""An upload that fails leaves nothing behind."""

import io
import resource
import signal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from questions.answering.answers.pictures import store_picture


def a_large_picture():
    out = io.BytesIO()
    Image.effect_noise((900, 900), 90).convert("RGB").save(out, "JPEG", quality=95)
    return SimpleUploadedFile("noise.jpg", out.getvalue(), "image/jpeg")


@pytest.fixture
def full_disk():
    """A process that may write no file of more than 20 kB: the real error of a real write."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heeded = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    upload = a_large_picture()
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    yield upload
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, heeded)


def test_a_picture_that_cannot_be_stored_leaves_no_file(settings, full_disk):
    with pytest.raises(ValidationError, match="couldn’t be stored"):
        store_picture(full_disk)
    left = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert left == []
