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
    assert rita.get(path).status_code == 404
    shown = john.get(path)
    assert shown.status_code == 200
    assert shown["Content-Type"] == {"jpg": "image/jpeg"}.get(ending, f"image/{ending}")
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


def kept_picture(john, image, picture_format="PNG", **options):
    """The picture that is kept of one that is uploaded."""
    out = io.BytesIO()
    image.save(out, picture_format, **options)
    response = upload(john, out.getvalue())
    assert response.status_code == 200, response.json()
    return Image.open(io.BytesIO(content_of(response.json()["image_code"])))


def test_sixteen_bits_of_grey_are_not_white(john):
    grey = Image.new("I;16", (4, 1))
    for place, value in enumerate((0, 0x2000, 0x8000, 0xFFFF)):
        grey.putpixel((place, 0), value)
    kept = kept_picture(john, grey).convert("L")
    assert [kept.getpixel((place, 0)) for place in range(4)] == [0, 32, 128, 255]


def test_a_jpeg_with_a_second_picture_inside_is_kept_as_its_first(john):
    first, hidden = Image.new("RGB", (40, 30), "red"), Image.new("RGB", (40, 30), "blue")
    kept = kept_picture(john, first, "MPO", save_all=True, append_images=[hidden])
    assert (kept.format, getattr(kept, "n_frames", 1)) == ("JPEG", 1)
    assert kept.getpixel((20, 15))[0] > 250


# The primaries of Display P3 (D65, adapted to D50) with sRGB's curve, as Apple's screens have it.
P3 = {"rXYZ": (0.51512, 0.2412, -0.00105), "gXYZ": (0.29198, 0.69225, 0.04189)}
P3 |= {"bXYZ": (0.1571, 0.06657, 0.78407), "wtpt": (0.96420, 1.0, 0.82491)}


def s15(value):
    return struct.pack(">i", round(value * 65536))


def display_p3():
    """A small ICC profile (ICC.1:2010, section 7) of Display P3."""
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0)
    curve += b"".join(map(s15, (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)))
    tags = {name: b"XYZ " + bytes(4) + b"".join(map(s15, xyz)) for name, xyz in P3.items()}
    tags |= dict.fromkeys(("rTRC", "gTRC", "bTRC"), curve)
    tags |= {"desc": b"mluc" + bytes(4) + struct.pack(">II", 0, 12)}
    table, body, start = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        table += name.encode() + struct.pack(">II", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(
        ">I4sI4s4s4s", start + len(body), b"lcms", 0x04200000, b"mntr", b"RGB ", b"XYZ "
    )
    head += bytes(12) + b"acsp" + bytes(28) + b"".join(map(s15, (0.9642, 1.0, 0.82491)))
    return head.ljust(128, b"\0") + table + body


@pytest.mark.parametrize(
    ("picture_format", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("JPEG", "RGB")]
)
def test_colours_are_what_the_profile_says(john, picture_format, mode):
    image = Image.new("RGB", (40, 30), (230, 60, 40)).convert(mode)
    kept = kept_picture(
        john, image, picture_format, icc_profile=display_p3(), **LOSSLESS[picture_format]
    )
    red, green, blue = kept.convert("RGB").getpixel((20, 15))
    assert abs(red - 251) < 4
    assert abs(green - 31) < 8
    assert blue < 20
    assert "icc_profile" not in kept.info


LOSSLESS = {"PNG": {}, "JPEG": {"quality": 100, "subsampling": 0}}


def test_a_broken_profile_is_ignored(john):
    kept = kept_picture(john, Image.new("RGB", (4, 4), (230, 60, 40)), icc_profile=b"nonsense")
    assert kept.getpixel((1, 1)) == (230, 60, 40)


def test_a_palette_is_made_smaller_smoothly(john):
    image = Image.radial_gradient("L").resize((3000, 2000)).convert("P", colors=64)
    kept = kept_picture(john, image)
    assert kept.size == (1600, 1067)
    assert kept.mode == "RGB"
    assert len(kept.getcolors(1 << 20)) > 64


def test_what_is_transparent_stays_so(john):
    image = Image.new("P", (10, 10))
    image.putpalette([255, 0, 0, 0, 0, 255])
    kept = kept_picture(john, image, transparency=0)
    assert kept.mode == "RGBA"
    assert kept.getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L"])
def test_a_shade_of_grey_that_is_transparent_stays_so(john, mode):
    kept = kept_picture(
        john, Image.new(mode, (10, 10), 255), transparency=1 if mode == "1" else 255
    )
    assert kept.getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("picture_format", ["PNG", "WEBP"])
def test_an_animation_is_refused_in_words(john, picture_format):
    out = io.BytesIO()
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue", "green")]
    frames[0].save(out, picture_format, save_all=True, append_images=frames[1:], duration=100)
    response = upload(john, out.getvalue())
    assert response.status_code == 400
    assert response.json()["image"] == ["This picture is animated. Use a still picture."]


def test_colours_for_print_are_kept_as_colours_of_the_web(john):
    kept = kept_picture(john, Image.new("CMYK", (40, 30), (0, 255, 255, 0)), "JPEG")
    assert kept.mode == "RGB"
    assert kept.getpixel((20, 15))[0] > 240


def test_a_picture_taken_upright_is_upright_without_its_metadata(john):
    facts = Image.Exif()
    facts[0x0112] = 6  # EXIF 2.32: the camera was turned by a quarter
    kept = kept_picture(john, Image.new("RGB", (40, 30), "red"), "JPEG", exif=facts)
    assert kept.size == (30, 40)
    assert not kept.getexif()


def test_a_picture_of_too_many_pixels_is_refused_in_words(john, settings):
    settings.PICTURE_MAX_PIXELS = 10**6
    out = io.BytesIO()
    Image.new("L", (1001, 1000)).save(out, "PNG")
    response = upload(john, out.getvalue())
    assert response.status_code == 400
    assert response.json()["image"] == ["The picture has more than 1 million pixels."]
