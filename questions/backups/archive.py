"""The file: a ZIP with a manifest, the database's own dump, and the pictures.

Any program opens it, so that nobody depends on this one. Its members are compressed lightly.
"""

import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from advice.keys import sync_folder
from questions.backups import manifest
from questions.backups.manifest import BackupError, Manifest

MANIFEST = "manifest.json"
DATABASE = "database"
PICTURE = re.compile(r"media/[a-z0-9]+\.(?:jpg|png|webp)")
CHUNK = 1024 * 1024
Members = dict[str, dict[str, Any]]
Source = tuple[str, Callable[[str], IO[bytes]]]  # its name in the archive, and how it is opened


def write_archive(place: Path, files: Iterable[Source], made_at: str, facts: Any) -> Manifest:
    """Write an archive that only its owner can read, down to the disk."""
    opened = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            members = {name: add_member(packed, name, opens) for name, opens in files}
            said = manifest.create_manifest(made_at, facts, members)
            packed.writestr(MANIFEST, said.to_json())
        out.flush()
        os.fsync(out.fileno())
    return said


def add_member(
    packed: zipfile.ZipFile, name: str, opens: Callable[[str], IO[bytes]]
) -> dict[str, Any]:
    """Put one file in. Returns what the manifest says of it."""
    with opens("rb") as source, packed.open(name, "w", force_zip64=True) as target:
        return copy_and_hash(source, target)


def copy_and_hash(source: IO[bytes], target: IO[bytes] | None = None) -> dict[str, Any]:
    """Copy a stream, or only read it. Returns its size and its SHA-256."""
    digest, size = sha256(), 0
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if target:
            target.write(chunk)
    return {"bytes": size, "sha256": digest.hexdigest()}


def move_into_place(file: Path, final: Path) -> None:
    """Give a finished file its name, for good: the folder is on the disk too before we go on."""
    file.rename(final)
    sync_folder(final.parent)


class Archive:
    """An archive that is open for reading.

    Attributes:
        manifest: what it says of itself.
    """

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self.packed = packed
        self.manifest = manifest.parse_manifest(packed.read(MANIFEST))

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *error: object) -> None:
        self.packed.close()

    def verify_members(self) -> None:
        """Read every member to its end.

        Raises:
            BackupError: one is missing, is not what the manifest says, or does not belong there.
        """
        if sorted(self.packed.namelist()) != sorted([MANIFEST, *self.manifest.members]):
            raise BackupError("The backup is damaged: its files are not those of its manifest.")
        for name, said in self.manifest.members.items():
            if name != DATABASE and not PICTURE.fullmatch(name):
                raise BackupError("The backup holds a file that no backup of ours holds.")
            with self.packed.open(name) as member:
                if copy_and_hash(member) != said:
                    raise BackupError(f"The backup is damaged: {name} is not what it was.")

    def extract_member(self, name: str, place: Path) -> None:
        """Unpack a member, in one move."""
        part = place.with_name(f".{place.name}.part")
        with self.packed.open(name) as member, part.open("wb") as out:
            shutil.copyfileobj(member, out, CHUNK)
            out.flush()
            os.fsync(out.fileno())
        part.replace(place)

    def picture_names(self) -> list[str]:
        """The names of the pictures."""
        return [name for name in self.manifest.members if name != DATABASE]


def open_verified(path: Path) -> Archive:
    """An archive in which nothing is damaged; its reader closes it.

    Raises:
        BackupError: it cannot be read, or it is damaged.
    """
    try:
        found = Archive(zipfile.ZipFile(path))
        found.verify_members()
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror or 'it is damaged'}.") from error
    except (zipfile.BadZipFile, KeyError, EOFError, zlib.error, NotImplementedError) as error:
        raise BackupError(f"{path} is damaged, or it is not a backup.") from error
    return found
