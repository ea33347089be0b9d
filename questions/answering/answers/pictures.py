"""Pictures for answers: decoded, made smaller, encoded anew, under a name of our own.

What is stored is never what was uploaded. Only three formats are ever opened, an image's size is
looked at before it is decoded, and nothing of its metadata (a place, a camera) is kept.
"""

import io
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


def store_picture(upload: UploadedFile) -> str:
    """Store an uploaded picture.

    Args:
        upload: what the browser sent, whatever it says of itself.

    Returns:
        The picture's path under MEDIA_URL.

    Raises:
        ValidationError: it is too large, or it is not a picture that we can read.
    """
    if upload.size is None or upload.size > settings.PICTURE_MAX_BYTES:
        megabytes = settings.PICTURE_MAX_BYTES // 2**20
        raise ValidationError(_("The picture is larger than %d MB.") % megabytes)
    content, ending = reencode_picture(upload)
    name = default_storage.save(f"{uuid.uuid4().hex}.{ending}", ContentFile(content))
    return f"{settings.MEDIA_URL}{name}"


def reencode_picture(upload: UploadedFile) -> tuple[bytes, str]:
    """The picture's pixels in a new file, and the ending that belongs to it."""
    try:
        with Image.open(upload, formats=list(ENDINGS)) as image:
            return encode_picture(shrink_picture(image), str(image.format))
    except ValidationError:
        raise
    except Exception as error:  # Pillow raises many kinds at broken files, struct.error among them
        message = _("This is not a picture that we can read. Use JPEG, PNG or WebP.")
        raise ValidationError(message) from error


def shrink_picture(image: Image.Image) -> Image.Image:
    """The picture upright and at most as large as a page can use."""
    if image.width * image.height > settings.PICTURE_MAX_PIXELS:
        millions = settings.PICTURE_MAX_PIXELS // 10**6
        raise ValidationError(_("The picture has more than %d million pixels.") % millions)
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((settings.PICTURE_MAX_SIDE, settings.PICTURE_MAX_SIDE))
    return upright


def encode_picture(image: Image.Image, picture_format: str) -> tuple[bytes, str]:
    """The pixels alone, in the format that they came in."""
    plain = image.convert("RGB" if picture_format == "JPEG" else "RGBA")
    plain.info.clear()
    out = io.BytesIO()
    plain.save(out, format=picture_format, quality=85, optimize=True)
    return out.getvalue(), ENDINGS[picture_format]
