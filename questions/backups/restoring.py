"""The way back: everything is looked at first, then the database changes in one transaction."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from questions import lifecycle, retention
from questions.backups import archive, manifest
from questions.backups.archive import Archive
from questions.backups.making import a_place_in, default_folder, engine, make, place_to_restore
from questions.backups.manifest import Manifest, Refused
from questions.models import Edition, OutgoingMail

CONTENT = ("questions_letter", "questions_question", "questions_tag", "questions_passage")


@dataclass
class Report:
    """What a restore did.

    Attributes:
        manifest: the backup.
        aside: where the former state is, if there was one.
        erased: how many letters were erased again.
        withdrawn: how many letters were taken back again.
        mails: how many waiting mails were set aside.
        has_ledger: whether there was a list of what was erased since.
    """

    manifest: Manifest
    aside: Path | None = None
    erased: int = 0
    withdrawn: int = 0
    mails: int = 0
    has_ledger: bool = False


def restore(path: Path, *, replace: bool = False, with_other_keys: bool = False) -> Report:
    """Bring a backup back.

    Args:
        path: the backup.
        replace: whether it may take the place of a column that has something in it.
        with_other_keys: whether it may come back although no key opens its letters.

    Raises:
        Refused: and everything is as it was.
    """
    with archive.open_whole(path) as found:
        manifest.refuse_foreign(found.manifest)
        if not with_other_keys:
            manifest.refuse_other_keys(found.manifest)
        is_damaged = refuse_content(replace)
        try:
            with a_place_in(place_to_restore()) as place:
                return bring_back(found, path, place, is_damaged)
        except OSError as error:
            raise Refused(f"Nothing was restored: {error.strerror}.") from error


def refuse_content(may_replace: bool) -> bool:
    """Refuse to overwrite a column that has something in it, unless told to.

    Returns:
        Whether the present database is damaged, so that nobody can tell what is in it.
    """
    try:
        has_content, is_damaged = has_any(CONTENT), False
    except DatabaseError:
        has_content = is_damaged = True
    if has_content and not may_replace:
        raise Refused(
            "This column has letters, pairs or tags already, or it is damaged. To put the backup in"
            " its place, say --replace; the present state is then put aside, not lost."
        )
    return is_damaged


def has_any(tables: Iterable[str]) -> bool:
    """Whether one of these tables is there and has a row."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for table in present & set(tables):
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608
            if cursor.fetchone():
                return True
    return False


def bring_back(found: Archive, path: Path, place: Path, is_damaged: bool) -> Report:
    """Look at the dump, put the present state aside, and let the dump take its place."""
    report = Report(found.manifest)
    dump = place / "database"
    found.take(archive.DATABASE, dump)
    engine().check(dump, found.manifest.facts)
    if is_damaged:
        report.aside = move_away()
    engine().refuse_others()
    lifecycle.outside.gather(path.parent)
    report.aside = report.aside or put_aside()
    bring_pictures(found)
    engine().load(dump, found.manifest.facts)
    try:
        finish(report)
    except Exception as error:
        go_back(report.aside, place)
        raise Refused(
            f"The backup could not be brought up to date ({type(error).__name__})."
        ) from error
    return report


def put_aside() -> Path | None:
    """Keep the present state as a backup of its own, if there is one."""
    if not connection.introspection.table_names():
        return None
    return make(default_folder(), "before-restore")[0]


def move_away() -> Path:
    """Keep a damaged database as it is."""
    folder = default_folder() / f"damaged-{timezone.now():%Y-%m-%d-%H%M%S}"
    engine().move_away(folder)
    return folder


def bring_pictures(found: Archive) -> None:
    """Add the pictures. None that is there is taken away: their names never come twice."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    for name in found.pictures():
        found.take(name, folder / name.removeprefix("media/"))


def finish(report: Report) -> None:
    """Bring the restored database up to date, and let go of what must not come back."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("reindex", "--if-empty", verbosity=0)
    Session.objects.all().delete()
    waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING)
    report.mails = waiting.update(
        state=OutgoingMail.State.DEAD, fault="Restored", leased_until=None
    )
    report.has_ledger = lifecycle.outside.exists()
    report.erased = lifecycle.replay_erasures()
    report.withdrawn = lifecycle.replay_withdrawals()
    retention.enforce()
    Edition.turn()
    cache.clear()
    for folder in ("pages", "cards"):  # made anew as they are asked for
        shutil.rmtree(Path(settings.DATA_DIR) / folder, ignore_errors=True)


def go_back(aside: Path | None, place: Path) -> None:
    """Let the state that was put aside be the present one again."""
    if not aside or aside.is_dir():
        engine().clear()
        return
    with archive.open_whole(aside) as former:
        dump = place / "former"
        former.take(archive.DATABASE, dump)
        engine().load(dump, former.manifest.facts)
