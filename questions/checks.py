"""System checks: what would go wrong on this machine, said before it does."""

import os
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Info, register
from django.db import DatabaseError, connection

from questions.models import Column


@register("database", databases=["default"])
def check_sqlite_durability(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
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
def check_data_dir(**kwargs: Any) -> list[CheckMessage]:
    """questions.E002: the data directory must exist and be ours to write to."""
    if os.access(settings.DATA_DIR, os.W_OK):
        return []
    hint = "Make the directory that DATA_DIR names, owned by the user that runs the column."
    return [Error("The data directory cannot be written to.", hint, id="questions.E002")]


MAIL_HINT = "Set EMAIL_URL: smtp+tls://user:password@host:587 (docs/deployment.md)."


@register("mail")
def check_mail_server(**kwargs: Any) -> list[CheckMessage]:
    """questions.I001: without a mail server there is no newsletter, and mail goes to port 25."""
    if settings.MAIL_IS_SET or settings.SITE_IS_LOCAL:
        return []
    return [
        Info("No mail server is set: no newsletter is offered.", MAIL_HINT, id="questions.I001")
    ]


@register("database", databases=["default"])
def check_newsletter_mail(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """questions.W001: the column wants a newsletter that nothing can send."""
    if not databases or settings.MAIL_IS_SET or settings.SITE_IS_LOCAL:
        return []
    try:
        is_wanted = Column.objects.filter(newsletter=True).exists()
    except DatabaseError:  # not migrated yet
        is_wanted = False
    what = "The column wants a newsletter, but no mail server is set: it is not offered."
    return [checks.Warning(what, MAIL_HINT, id="questions.W001")] if is_wanted else []
