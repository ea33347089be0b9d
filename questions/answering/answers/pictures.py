"""Pictures for answers: decoded, made smaller, encoded anew, under a name of our own.

What is stored is never what was uploaded. Only three formats are ever opened, an image's size is
looked at before it is decoded, and nothing of its metadata (a place, a camera) is kept.
"""

import hashlib
import io
import os
import uuid
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from questions.crypto import keyed_hash
from questions.transfer.pictures import PictureRefused

LARGER = 5  # an old site's pictures were never made smaller; their pixels are bounded all the same
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
COLOURS = {"LA": "L", "RGBA": "RGB"}  # without the transparency


def store_picture(upload: UploadedFile) -> str:
    """Store an uploaded picture.

    Args:
        upload: what the browser sent, whatever it says of itself.

    Returns:
        The picture's path under MEDIA_URL.

    Raises:
        ValidationError: it is too large, it is not a picture that we can read, or the disk is
            full.
    """
    if upload.size is None or upload.size > settings.PICTURE_MAX_BYTES:
        megabytes = settings.PICTURE_MAX_BYTES // 2**20
        raise ValidationError(_("The picture is larger than %d MB.") % megabytes)
    content, ending = reencode_picture(upload)
    return f"{settings.MEDIA_URL}{save_picture(f'{uuid.uuid4().hex}.{ending}', content)}"


def store_imported(file: Path) -> str:
    """Store a picture of another system like any that is uploaded; the same one only once.

    Raises:
        PictureRefused: it is too large, or no picture.
    """
    if file.stat().st_size > settings.PICTURE_MAX_BYTES * LARGER:
        raise PictureRefused("The file is too large.")
    try:
        content, ending = reencode_picture(SimpleUploadedFile(file.name, file.read_bytes()))
        digest = keyed_hash("picture", hashlib.sha256(content).hexdigest())
        name = f"{digest[:16].hex()}.{ending}"
        stored = renew_picture(name, content) or save_picture(name, content)
    except ValidationError as error:
        raise PictureRefused(" ".join(error.messages)) from error
    return f"{settings.MEDIA_URL}{stored}"


def renew_picture(name: str, content: bytes) -> str:
    """Let a picture that is there count as new, or the next round could delete it as unused.

    Args:
        name: of the picture.
        content: what is in it.

    Returns:
        Its name, or nothing when it is not there.

    Raises:
        ValidationError: the storage is away.
    """
    try:
        if not default_storage.exists(name):
            return ""
        os.utime(default_storage.path(name))
    except NotImplementedError:  # a bucket has no other way than to store it again
        default_storage._save(name, ContentFile(content))  # type: ignore[attr-defined]
    return name


def save_picture(name: str, content: bytes) -> str:
    """Store a picture under a name; when that fails, half a picture is not left behind."""
    try:
        return str(default_storage.save(name, ContentFile(content)))
    except OSError as error:
        with suppress(OSError):
            default_storage.delete(name)
        message = _("The picture couldn’t be stored. Nothing was kept; please try again.")
        raise ValidationError(message) from error


def reencode_picture(upload: UploadedFile) -> tuple[bytes, str]:
    """The picture's pixels in a new file, and the ending that belongs to it."""
    try:
        with Image.open(upload, formats=list(ENDINGS)) as image:
            return encode_picture(prepare_picture(image), picture_format(image))
    except ValidationError:
        raise
    except Exception as error:  # Pillow raises many kinds at broken files, struct.error among them
        message = _("This is not a picture that we can read. Use JPEG, PNG or WebP.")
        raise ValidationError(message) from error


def picture_format(image: Image.Image) -> str:
    """The format that the picture is kept in.

    Telephones put a second picture into a JPEG (a portrait's depth, a brighter copy), which Pillow
    calls MPO. Only the first is kept, so nothing that cannot be seen stays in the file.
    """
    return "JPEG" if image.format == "MPO" else str(image.format)


def prepare_picture(image: Image.Image) -> Image.Image:
    """The picture upright, at most as large as a page can use, in the colours of the web.

    Its pixels are in memory once: 40 million of them are 160 MB.
    """
    if image.width * image.height > settings.PICTURE_MAX_PIXELS:
        millions = settings.PICTURE_MAX_PIXELS // 10**6
        raise ValidationError(_("The picture has more than %d million pixels.") % millions)
    if getattr(image, "is_animated", False) and image.format != "MPO":
        raise ValidationError(_("This picture is animated. Use a still picture."))
    image.draft(None, (settings.PICTURE_MAX_SIDE * 2,) * 2)  # a large JPEG is decoded at a half
    ImageOps.exif_transpose(image, in_place=True)
    upright = with_plain_pixels(image)
    upright.thumbnail((settings.PICTURE_MAX_SIDE, settings.PICTURE_MAX_SIDE))
    return convert_to_srgb(upright, image.info.get("icc_profile"))


def with_plain_pixels(image: Image.Image) -> Image.Image:
    """The picture with 8 bits a channel and no palette, so that it can be made smaller smoothly."""
    if image.mode.startswith("I"):  # 16 bits of grey: converting cuts them off at 255
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    has_alpha = "transparency" in image.info or image.mode == "PA"
    if image.mode in {"P", "PA"} or has_alpha:
        return image.convert("RGBA" if has_alpha else "RGB")
    return image.convert("L") if image.mode == "1" else image


def convert_to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in RGB or RGBA as browsers show it without a profile, which is left behind.

    Args:
        image: with 8 bits a channel.
        profile: the ICC profile of its colours, if it has one. A broken one is ignored.
    """
    alpha = image.getchannel("A") if "A" in image.getbands() else None
    colours = image.convert(COLOURS[image.mode]) if alpha else image
    plain = apply_profile(colours, profile) if profile else colours.convert("RGB")
    if alpha:
        plain.putalpha(alpha)
    return plain


def apply_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """The picture's colours as sRGB has them."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        made = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        made = None
    return made or image.convert("RGB")


def encode_picture(image: Image.Image, picture_format: str) -> tuple[bytes, str]:
    """The pixels alone, in the format that they came in."""
    image.info.clear()
    out = io.BytesIO()
    image.save(out, format=picture_format, quality=85, optimize=True)
    return out.getvalue(), ENDINGS[picture_format]
