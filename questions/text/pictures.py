"""The addresses of pictures, and the keys that open one which no public page shows."""

import re

from django.core.signing import BadSignature

from advice.signing import DatedSigner

PREFIX = "/media/"
NAME = r"[a-z0-9]+\.(?:jpg|png|webp)"
ADDRESS = re.compile(rf"{PREFIX}({NAME})")
KEY_SECONDS = 60 * 60  # a page is loaded with its pictures at once; reloading it brings new keys
SIGNER = DatedSigner(salt="picture")


def find_picture_names(text: str) -> set[str]:
    """The names of our own pictures in a text, Markdown or HTML."""
    return set(ADDRESS.findall(text))


def add_picture_key(address: str) -> str:
    """A picture's address with a key, for a page that is not for everybody."""
    name = address.removeprefix(PREFIX)
    return f"{address}?key={SIGNER.sign(name).partition(':')[2]}"


def opens_picture(key: str, name: str) -> bool:
    """Whether a key opens the picture of this name now."""
    try:
        SIGNER.unsign(f"{name}:{key}", max_age=KEY_SECONDS)
    except BadSignature:
        return False
    return True
