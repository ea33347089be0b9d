"""A backup comes back into a scratch database, which is removed again."""

from dataclasses import dataclass
from pathlib import Path

from questions.backups import archive, manifest
from questions.backups.create import database_engine, locked_work_folder, restore_folder
from questions.backups.manifest import BackupError, Manifest


@dataclass(frozen=True)
class Trial:
    """What a trial showed.

    Attributes:
        rows: how many rows came back.
        tables: of how many tables.
        pictures: how many pictures are in the backup.
        is_whole: whether a database took the rows; otherwise they were only read.
    """

    rows: int
    tables: int
    pictures: int
    is_whole: bool


def try_backup(path: Path) -> Trial:
    """Bring a backup back beside the column, which goes on meanwhile.

    Raises:
        BackupError: it is damaged, it is of another version, or the keys are others.
    """
    with archive.open_verified(path) as found:
        manifest.refuse_incompatible(found.manifest)
        manifest.refuse_other_keys(found.manifest)
        facts = found.manifest.facts
        try:
            with locked_work_folder(restore_folder()) as place:
                found.extract_member(archive.DATABASE, place / "database")
                is_whole = try_dump(place / "database", found.manifest)
        except OSError as error:
            raise BackupError(f"{path.name} could not be tried: {error.strerror}.") from error
        pictures = len(found.picture_names())
    return Trial(sum(facts.rows.values()), len(facts.rows), pictures, is_whole)


def try_dump(dump: Path, said: Manifest) -> bool:
    """Let a database take a dump; one of the other engine is only read. Returns which.

    Args:
        dump: as its engine wrote it.
        said: what its manifest says.
    """
    engine = database_engine(said.engine)
    if engine is database_engine():
        return bool(engine.try_dump(dump, said.facts))
    engine.check_dump(dump, said.facts)
    return False
