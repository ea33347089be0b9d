"""What a backup says of itself, and whether this column can take it."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from questions import crypto

FORMAT = 1
ENGINES = {"sqlite", "postgresql"}
SEAL_CONTEXT = "backup"  # what the trial token is sealed for


class BackupError(Exception):
    """Something was not done; the text says why, what was kept, and what to do."""


@dataclass(frozen=True)
class DatabaseFacts:
    """What one moment of a database holds.

    Attributes:
        rows: how many rows each table has.
        migrations: which migrations it has seen, as `app.name`.
    """

    rows: dict[str, int]
    migrations: list[str]


@dataclass(frozen=True)
class Manifest:
    """The archive's first page.

    Attributes:
        made_at: when, in UTC.
        engine: `sqlite` or `postgresql`.
        facts: what the database held.
        members: each file with its size and its SHA-256.
        letter_key: a token that the LETTER_KEYS of the time open.
        receipt_key: a keyed hash that the RECEIPT_KEY of the time makes.
        format: which version of this software's archives it is.
    """

    made_at: str
    engine: str
    facts: DatabaseFacts
    members: dict[str, dict[str, Any]]
    letter_key: str
    receipt_key: str
    format: int = field(default=FORMAT)

    def to_json(self) -> str:
        """As it stands in the archive."""
        return json.dumps(asdict(self), indent=1)


def create_manifest(
    made_at: str, facts: DatabaseFacts, members: dict[str, dict[str, Any]]
) -> Manifest:
    """The manifest of a backup that is being made."""
    return Manifest(
        made_at=made_at,
        engine=connection.vendor,
        facts=facts,
        members=members,
        letter_key=str(crypto.seal_text(made_at, SEAL_CONTEXT)),
        receipt_key=crypto.keyed_hash(SEAL_CONTEXT, made_at).hex(),
    )


def parse_manifest(text: bytes) -> Manifest:
    """The manifest of an archive.

    Raises:
        BackupError: a newer version made it, or it is not whole.
    """
    try:
        said = json.loads(text)
        if said["format"] > FORMAT:
            raise BackupError("A newer version of this software made this backup. Update first.")
        facts = DatabaseFacts(**said.pop("facts"))
        return Manifest(facts=facts, **said)
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError("The backup is damaged: its manifest cannot be read.") from error


def refuse_incompatible(manifest: Manifest) -> None:
    """Refuse a backup of an engine or of a version that this one does not know."""
    if manifest.engine not in ENGINES:
        raise BackupError(f"This backup is of {manifest.engine}, which is not known here.")
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest.facts.migrations) - known):
        raise BackupError(
            f"A newer version of this software made this backup (it has {newer[-1]})."
            " Update first, then restore."
        )


def refuse_other_keys(manifest: Manifest) -> None:
    """Refuse a backup whose letters the present keys do not open, or whose receipts they forget."""
    try:
        crypto.unseal_text(manifest.letter_key, SEAL_CONTEXT)
    except crypto.Unreadable:
        raise other_keys_error("LETTER_KEYS", "the letters in this backup cannot be read") from None
    if crypto.keyed_hash(SEAL_CONTEXT, manifest.made_at).hex() != manifest.receipt_key:
        raise other_keys_error("RECEIPT_KEY", "no receipt from before this backup would work")


def other_keys_error(name: str, what: str) -> BackupError:
    """Why the keys matter, and what can be done."""
    return BackupError(
        f"{name} is not what it was: with it {what}. Set the key of that time (of LETTER_KEYS, "
        "put it behind the present one), or say --other-keys to restore all the same."
    )
