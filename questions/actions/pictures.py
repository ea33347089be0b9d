"""Files of pictures that no text names any more: of erased answers, and uploads never used."""

import logging
import re
from datetime import timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import JSONField, TextField
from django.utils import timezone

from questions.batches import iterate_in_batches
from questions.crypto import Unreadable

NAME = re.compile(r"([0-9a-f]{32})\.(?:jpg|png|webp)")
STEM = re.compile(r"(?=([0-9a-f]{32}))")  # wherever it begins: the signs beside it may be escaped
GRACE = timedelta(days=7)  # an upload is named by nothing until the text around it is saved

logger = logging.getLogger(__name__)


def find_unused() -> tuple[set[str], int]:
    """The files that nothing names, and how many there are of all; none while a text is sealed."""
    try:
        stored = stored_names()
        old = set(filter(is_old, stored))
        return (without_kept(old) if old else old), len(stored)
    except (OSError, Unreadable) as error:
        logger.warning("Unused pictures were not looked for (%s).", type(error).__name__)
        return set(), 0


def delete_files(names: set[str]) -> int:
    """Delete files. Returns how many; one that was stored again meanwhile stays."""
    deleted = 0
    for name in names:
        try:
            if is_old(name):
                default_storage.delete(name)
                deleted += 1
        except OSError as error:
            logger.warning("An unused picture was not deleted (%s).", type(error).__name__)
    return deleted


def stored_names() -> list[str]:
    """All pictures that are stored."""
    try:
        return list(filter(NAME.fullmatch, default_storage.listdir("")[1]))
    except FileNotFoundError:  # no picture was ever stored
        return []


def is_old(name: str) -> bool:
    """Whether the picture was stored some time ago."""
    return abs(timezone.now() - default_storage.get_modified_time(name)) > GRACE  # or far ahead


def without_kept(names: set[str]) -> set[str]:
    """The names of which no text that is kept has even the part before the dot."""
    kept = kept_stems()
    return {name for name in names if name.partition(".")[0] not in kept}


def kept_stems() -> set[str]:
    """What may be a picture's name in every text that is kept, public or sealed.

    Only the digits are looked for: Markdown has more than one way to write what surrounds them.

    Raises:
        Unreadable: no key opens one of the texts.
    """
    found: set[str] = set()
    for model in apps.get_app_config("questions").get_models():
        fields = model._meta.concrete_fields
        names = [field.attname for field in fields if isinstance(field, (TextField, JSONField))]
        for row in iterate_in_batches(model._base_manager.only("pk", *names)) if names else ():
            for name in names:
                found.update(STEM.findall(str(getattr(row, name))))
    return found
