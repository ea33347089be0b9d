"""The help that is shown first where danger is heard: while writing, afterwards and in search.

Nothing of the text is kept; what comes out is which kinds of help line to show.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from questions.models import Resource
from questions.models.resources import Country
from questions.risk import KINDS, Heard, hear_danger, kinds_of

LINES_A_COUNTRY = 3
LETTER_LENGTH = 80  # characters: a search of so many tells what happened, as a letter does


@dataclass(frozen=True)
class Help:
    """What to show to somebody who may be in danger, with nothing beside it.

    Attributes:
        kinds: what was heard, in the order of `risk.KINDS`.
    """

    kinds: Sequence[str]

    @property
    def is_for_young_people(self) -> bool:
        """Whether a minor was heard."""
        return "minor" in self.kinds

    @property
    def matching_countries(self) -> list[Country]:
        """Every country with the help lines that fit."""
        return [choose_lines(country, self.kinds) for country in Resource.get_current()]


def find_help(text: str) -> Help | None:
    """The help for what is heard in a text, or nothing."""
    return help_for_heard(hear_danger(text))


def find_help_for_search(text: str) -> Help | None:
    """The help for a search: for a few words only where a letter of them would be raised.

    More than a third of ordinary searches sound a little like danger, being so short.
    """
    is_letter = len(text.strip()) >= LETTER_LENGTH
    return help_for_heard([one for one in hear_danger(text) if one.is_raised or is_letter])


def help_for_heard(heard: Sequence[Heard]) -> Help | None:
    """The help for what has been heard already, or nothing."""
    return Help(kinds_of(heard)) if heard else None


def help_for_flags(flags: Sequence[str]) -> Help | None:
    """The help for a letter that was raised for these kinds, or nothing."""
    heard = [flag for flag in flags if flag in KINDS]
    return Help(heard) if heard else None


def choose_lines(country: Country, kinds: Collection[str]) -> Country:
    """A country with a few lines that fit, young people's first where a minor was heard.

    Args:
        country: With all its lines, in the desk's order.
        kinds: What was heard, out of `risk.KINDS`.

    Returns:
        The same country; with its first lines for everybody where none fits.
    """
    fitting = [line for line in country.lines if line.fits_kinds(kinds)]
    if "minor" in kinds:
        fitting.sort(key=lambda line: not line.for_young_people)
    lines = fitting or [line for line in country.first_lines if not line.for_young_people]
    return Country(country.code, country.name, country.emergency, lines[:LINES_A_COUNTRY])
