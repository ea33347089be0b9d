"""System checks: what would go wrong on this machine, said before it does."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import connection


@register("database", databases=["default"])
def sqlite_is_durable(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """questions.E001: SQLite must write ahead and sync, or a letter may be lost."""
    if not databases or connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        level = cursor.execute("PRAGMA synchronous").fetchone()[0]
    in_memory = journal == "memory"
    if in_memory or (journal == "wal" and level >= 2):
        return []
    hint = "Put the database on a local disk, not on a network share, and let DATABASES be."
    return [Error("SQLite would not keep a letter through a power cut.", hint, id="questions.E001")]


@register("files")
def data_dir_is_writable(**kwargs: Any) -> list[CheckMessage]:
    """questions.E002: the data directory must exist and be ours to write to."""
    if os.access(settings.DATA_DIR, os.W_OK):
        return []
    hint = "Make the directory that DATA_DIR names, owned by the user that runs the column."
    return [Error("The data directory cannot be written to.", hint, id="questions.E002")]
