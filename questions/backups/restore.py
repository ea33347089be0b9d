"""The way back: everything is looked at first, then the database changes in one transaction."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from questions import actions, retention
from questions.backups import archive, manifest, translate
from questions.backups.archive import Archive
from questions.backups.create import (
    create_backup,
    database_engine,
    default_folder,
    locked_work_folder,
    restore_folder,
)
from questions.backups.manifest import BackupError, Manifest
from questions.models import CacheVersion, Issue, OutgoingCall, OutgoingMail, PreviewLink

CONTENT_TABLES = {"questions_letter", "questions_question", "questions_tag", "questions_passage"}


@dataclass
class RestoreReport:
    """What a restore did.

    Attributes:
        manifest: the backup.
        aside: where the former state is, if there was one.
        erased: how many letters were erased again.
        withdrawn: how many letters were withdrawn again.
        revoked: how many accounts, second factors, feeds and webhooks were closed again.
        mails: how many waiting mails were set aside.
        has_log: whether there was a list of what was erased since.
        paused: why retention waits for somebody, or nothing.
    """

    manifest: Manifest
    aside: Path | None = None
    erased: int = 0
    withdrawn: int = 0
    revoked: int = 0
    mails: int = 0
    has_log: bool = False
    paused: str = ""


def restore_backup(
    path: Path, *, replace: bool = False, with_other_keys: bool = False
) -> RestoreReport:
    """Bring a backup back.

    Args:
        path: the backup.
        replace: whether it may take the place of a column that has something in it.
        with_other_keys: whether it may come back although no key opens its letters.

    Raises:
        BackupError: and everything is as it was.
    """
    with archive.open_verified(path) as found:
        manifest.refuse_incompatible(found.manifest)
        if not with_other_keys:
            manifest.refuse_other_keys(found.manifest)
        is_damaged = refuse_overwriting(replace)
        try:
            with locked_work_folder(restore_folder()) as place:
                return replace_database(found, path, place, is_damaged)
        except OSError as error:
            raise BackupError(f"Nothing was restored: {error.strerror}.") from error


def refuse_overwriting(may_replace: bool) -> bool:
    """Refuse to overwrite a column that has something in it, unless told to.

    Returns:
        Whether the present database is damaged, so that nobody can tell what is in it.
    """
    try:
        has_content, is_damaged = has_any_content(), False
    except DatabaseError:
        has_content = is_damaged = True
    if has_content and not may_replace:
        raise BackupError(
            "This column has letters, questions or tags already, or it is damaged. To put the"
            " backup in its place, say --replace; the present state is then put aside, not lost."
        )
    return is_damaged


def has_any_content() -> bool:
    """Whether one of the tables with a column's content is there and has a row."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for table in present & CONTENT_TABLES:
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608
            if cursor.fetchone():
                return True
    return False


def replace_database(found: Archive, path: Path, place: Path, is_damaged: bool) -> RestoreReport:
    """Look at the dump, put the present state aside, and let the dump take its place."""
    report = RestoreReport(found.manifest)
    dump = place / "database"
    found.extract_member(archive.DATABASE, dump)
    database_engine(found.manifest.engine).check_dump(dump, found.manifest.facts)
    if is_damaged:
        report.aside = move_damaged_database()
    database_engine().refuse_connections()
    actions.erasure_log.merge_from_folder(path.parent)
    report.aside = report.aside or save_present_state()
    restore_pictures(found)
    load_database(dump, found.manifest)
    try:
        finish_restore(report)
    except Exception as error:
        roll_back(report.aside, place)
        raise BackupError(
            f"The backup could not be brought up to date ({type(error).__name__})."
        ) from error
    return report


def load_database(dump: Path, said: Manifest) -> None:
    """Let a dump of either engine be the database from now on.

    Args:
        dump: as its engine wrote it.
        said: what its manifest says.

    Raises:
        BackupError: it cannot be. The database is as it was.
    """
    engine, facts = database_engine(), said.facts
    if said.engine == connection.vendor:
        engine.load_dump(dump, facts)
    elif said.engine == "sqlite":
        translate.load_into_postgres(dump)
    else:
        translated = dump.with_name("translated")
        facts = translate.write_sqlite(dump, translated, facts)
        engine.load_dump(translated, facts)


def save_present_state() -> Path | None:
    """Keep the present state as a backup of its own, if there is one."""
    if not connection.introspection.table_names():
        return None
    return create_backup(default_folder(), "before-restore")[0]


def move_damaged_database() -> Path:
    """Keep a damaged database as it is."""
    folder = default_folder() / f"damaged-{timezone.now():%Y-%m-%d-%H%M%S}"
    database_engine().move_database_away(folder)
    return folder


def restore_pictures(found: Archive) -> None:
    """Add the pictures. None that is there is taken away: their names never come twice."""
    for member in found.picture_names():
        name = member.removeprefix("media/")
        try:
            place = Path(default_storage.path(name))
        except NotImplementedError:  # it is not on this machine
            restore_remote_picture(found, member, name)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        found.extract_member(member, place)


def restore_remote_picture(found: Archive, member: str, name: str) -> None:
    """Put a picture into the bucket; one that is there is the same.

    Args:
        found: the backup.
        member: the picture's name in it.
        name: the picture's own.
    """
    if not default_storage.exists(name):
        with found.packed.open(member) as source:
            default_storage.save(name, File(source))


def finish_restore(report: RestoreReport) -> None:
    """Bring the restored database up to date, and let go of what must not come back."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("reindex", "--if-empty", verbosity=0)
    Session.objects.all().delete()
    PreviewLink.objects.all().delete()  # one may have been withdrawn since
    report.mails = set_mail_aside()
    set_calls_aside()
    report.has_log = actions.erasure_log.has_files()
    report.revoked = actions.revocations.replay_revocations()
    actions.erasure_log.copy_to_database()
    report.erased = actions.erasure.replay_erasures()
    report.withdrawn = actions.erasure.replay_withdrawals()
    retention.run_round(with_pictures=False)  # they would be gone if this is rolled back
    report.paused = retention.paused_reason()
    CacheVersion.bump()
    cache.clear()
    for folder in ("pages", "cards"):  # made anew as they are asked for
        shutil.rmtree(Path(settings.DATA_DIR) / folder, ignore_errors=True)


def set_mail_aside() -> int:
    """What was due has most likely been sent: nobody is told twice, no newsletter goes twice.

    Returns:
        How many mails there were; issues are held, for the columnist to look at.
    """
    issues = Issue.objects.filter(state=Issue.State.WAITING, due_at__lte=timezone.now())
    issues.update(state=Issue.State.HELD)
    waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING)
    return waiting.update(state=OutgoingMail.State.DEAD, fault="Restored", leased_until=None)


def set_calls_aside() -> None:
    """What others were to be told has most likely been told; a CDN is told anew in any case."""
    waiting = OutgoingCall.objects.filter(state=OutgoingCall.State.WAITING)
    waiting.filter(kind=OutgoingCall.Kind.PURGE).delete()
    waiting.update(state=OutgoingCall.State.DEAD, fault="Restored", leased_until=None)


def roll_back(aside: Path | None, place: Path) -> None:
    """Let the state that was put aside be the present one again."""
    if not aside or aside.is_dir():
        database_engine().clear_database()
        return
    with archive.open_verified(aside) as former:
        dump = place / "former"
        former.extract_member(archive.DATABASE, dump)
        database_engine().load_dump(dump, former.manifest.facts)
