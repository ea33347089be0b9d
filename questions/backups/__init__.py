"""Backups: one file with the database and the pictures, and the way back from it.

`archive.py` is the file, `manifest.py` what it says of itself, `sqlite.py` and `postgres.py` know
their engine. The keys are never in a backup: without LETTER_KEYS no letter in it can be read.
"""

from questions.backups.making import make
from questions.backups.manifest import Refused
from questions.backups.pruning import prune
from questions.backups.restoring import restore

__all__ = ["Refused", "make", "prune", "restore"]
