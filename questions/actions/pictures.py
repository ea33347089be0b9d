"""Files of pictures that no text names any more: of erased answers, and uploads never used."""

import logging
from datetime import timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import JSONField, TextField
from django.utils import timezone

from questions.batches import iterate_in_batches
from questions.crypto import Unreadable
from questions.text.pictures import NAME_ALONE, find_picture_names

GRACE = timedelta(days=7)  # an upload is named by nothing until the text around it is saved

logger = logging.getLogger(__name__)


def delete_unused() -> int:
    """Delete the files that nothing names. Returns how many; none while a text cannot be opened."""
    try:
        unused = old_names()
        unused = unused - kept_names() if unused else unused
        for name in unused:
            default_storage.delete(name)
    except (OSError, Unreadable) as error:
        logger.warning("Unused pictures were not deleted (%s).", type(error).__name__)
        return 0
    return len(unused)


def old_names() -> set[str]:
    """The pictures that were stored some time ago."""
    try:
        names = default_storage.listdir("")[1]
    except FileNotFoundError:  # no picture was ever stored
        return set()
    last = timezone.now() - GRACE
    ours = filter(NAME_ALONE.fullmatch, names)
    return {name for name in ours if default_storage.get_modified_time(name) < last}


def kept_names() -> set[str]:
    """The names of pictures in every text that is kept, public or sealed.

    Raises:
        Unreadable: no key opens one of the texts.
    """
    found: set[str] = set()
    for model in apps.get_app_config("questions").get_models():
        fields = model._meta.concrete_fields
        names = [field.attname for field in fields if isinstance(field, (TextField, JSONField))]
        for row in iterate_in_batches(model._base_manager.only("pk", *names)) if names else ():
            for name in names:
                found |= find_picture_names(str(getattr(row, name)))
    return found
