"""Backups: one file with the database and the pictures, and the way back from it.

`archive.py` is the file, `manifest.py` what it says of itself, `sqlite.py` and `postgres.py` know
their engine. The keys are never in a backup: without LETTER_KEYS no letter in it can be read.
"""

from questions.backups.create import create_backup, default_folder
from questions.backups.manifest import BackupError
from questions.backups.prune import backup_time, newest_backup, prune_backups
from questions.backups.restore import restore_backup
from questions.backups.trial import Trial, try_backup

__all__ = [
    "BackupError",
    "Trial",
    "backup_time",
    "create_backup",
    "default_folder",
    "newest_backup",
    "prune_backups",
    "restore_backup",
    "try_backup",
]
