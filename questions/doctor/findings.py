"""What the doctor says."""

from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


class Diagnosis(NamedTuple):
    """One thing that was looked at.

    Attributes:
        name: one word or two, for programs.
        level: how bad it is.
        words: what was found.
        remedy: what to do; nothing if all is well.
    """

    name: str
    level: Level
    words: str
    remedy: str = ""


def all_well(name: str, words: str) -> Diagnosis:
    """Nothing to do."""
    return Diagnosis(name, Level.OK, words)
