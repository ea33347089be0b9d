"""The hash of a script, by which a browser refuses one that was changed on its way."""

from base64 import b64encode
from functools import lru_cache
from hashlib import sha384
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

register = template.Library()


@register.simple_tag
def script_integrity(path: str) -> str:
    """What the attribute `integrity` of a script says (W3C Subresource Integrity)."""
    url = staticfiles_storage.url(path)
    return hash_script(path) if settings.DEBUG else remembered_hash(url, path)


@lru_cache(maxsize=64)
def remembered_hash(url: str, path: str) -> str:
    """The hash of a script, which stays the same as long as its address does."""
    return hash_script(path)


def hash_script(path: str) -> str:
    """The hash of a script as it is served; nothing if it cannot be read."""
    file = find_served_file(path)
    if file is None:
        return ""
    return "sha384-" + b64encode(sha384(file.read_bytes()).digest()).decode()


def find_served_file(path: str) -> Path | None:
    """Where the script lies: among the collected files under its hashed name, or in the source."""
    if hasattr(staticfiles_storage, "stored_name"):
        file = Path(staticfiles_storage.path(staticfiles_storage.stored_name(path)))
        return file if file.exists() else None
    found = finders.find(path)
    return Path(found) if found else None
