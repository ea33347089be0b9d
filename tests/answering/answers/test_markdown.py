"""John's editor: the preview that readers' page is made by, and the pictures."""

import io
import struct
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PREVIEW = "/admin/markdown/preview/"
PICTURE = "/admin/markdown/picture/"


def a_picture(picture_format="JPEG", size=(40, 30), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, picture_format, **options)
    return out.getvalue()


def upload(client, content, name="holiday.jpg", kind="image/jpeg"):
    return client.post(PICTURE, {"image": SimpleUploadedFile(name, content, kind)})


def test_the_preview_is_made_by_the_public_renderer(john):
    response = john.post(PREVIEW, {"content": "*so* <script>x</script>"})
    assert response.text == "<p><em>so</em> &lt;script&gt;x&lt;/script&gt;</p>\n"


def test_an_endless_text_is_not_previewed(john):
    assert john.post(PREVIEW, {"content": "a" * 60_001}).status_code == 413


@pytest.mark.parametrize("address", [PREVIEW, PICTURE])
def test_strangers_are_sent_to_sign_in(rita, address):
    response = rita.post(address, {"content": "x"})
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("address", ["/markdownx/markdownify/", "/markdownx/upload/"])
def test_the_packages_own_addresses_are_not_there(rita, address):
    assert rita.post(address, {"content": "x"}).status_code == 404


def test_staff_without_permission_uploads_nothing(sam):
    assert upload(sam, a_picture()).status_code == 403


@pytest.mark.parametrize(
    ("picture_format", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")]
)
def test_a_picture_is_kept_under_a_name_of_ours_and_shown(john, rita, picture_format, ending):
    code = upload(john, a_picture(picture_format), name="../../evil.html").json()["image_code"]
    path = code.partition("(")[2].rstrip(")")

    assert path.startswith("/media/")
    assert path.endswith(f".{ending}")
    shown = rita.get(path)
    assert shown.status_code == 200
    assert shown["Content-Type"] == {"jpg": "image/jpeg"}.get(ending, f"image/{ending}")
    assert "immutable" in shown["Cache-Control"]
    assert f'src="{path}"' in john.post(PREVIEW, {"content": code}).text
    shown.close()


def content_of(image_code):
    """The bytes that are kept of a picture."""
    with default_storage.open(image_code.partition("/media/")[2].rstrip(")")) as kept:
        return kept.read()


def test_a_pictures_metadata_is_left_behind(john, rita):
    exif = Image.Exif()
    exif[0x010F] = "Anns telephone"
    code = upload(john, a_picture(exif=exif)).json()["image_code"]
    kept = content_of(code)
    assert b"Anns telephone" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_large_picture_is_made_smaller(john):
    code = upload(john, a_picture(size=(3000, 1000))).json()["image_code"]
    kept = Image.open(io.BytesIO(content_of(code)))
    assert kept.size == (1600, 533)


def a_png_that_claims(width, height):
    """The head of a PNG that says it is enormous."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    crc = struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk + crc


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        a_picture()[:200],
        a_picture("BMP"),
        a_png_that_claims(100_000, 100_000),
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_what_is_not_a_picture_is_refused_and_not_kept(john, content):
    response = upload(john, content)
    assert response.status_code == 400
    assert response.json()["image"]
    assert not default_storage.exists("") or not default_storage.listdir("")[1]


def test_a_picture_of_too_many_bytes_is_refused(john, settings):
    settings.PICTURE_MAX_BYTES = 100
    assert upload(john, a_picture()).status_code == 400


def test_nothing_sent_is_refused(john):
    assert john.post(PICTURE).status_code == 400


@pytest.mark.parametrize(
    "name", ["../local.env", "x.svg", "x.html", "A.jpg", "%2e%2e/local.env", "none.jpg"]
)
def test_other_files_are_not_served(rita, name):
    assert rita.get(f"/media/{name}").status_code == 404
