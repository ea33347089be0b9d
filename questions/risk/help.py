"""The help that is shown first where danger is heard: while writing, afterwards and in search.

Nothing of the text is kept; what comes out is which kinds of help line to show.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from questions.models import Resource
from questions.models.resources import Country
from questions.risk import KINDS, Heard, has_raised, hear_danger, kinds_of

LINES_A_COUNTRY = 3


@dataclass(frozen=True)
class Help:
    """What to show to somebody who may be in danger.

    Attributes:
        kinds: what was heard, in the order of `risk.KINDS`.
        is_alone: whether nothing else may be shown beside it. Where danger is only possible,
            the help comes first and the rest stays.
    """

    kinds: Sequence[str]
    is_alone: bool = True

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


def find_certain_help(text: str) -> Help | None:
    """The same, but only where a letter with this text would be raised at the desk."""
    return help_for_heard([one for one in hear_danger(text) if one.is_raised])


def help_for_heard(heard: Sequence[Heard]) -> Help | None:
    """The help for what has been heard already, or nothing."""
    return Help(kinds_of(heard), has_raised(heard)) if heard else None


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
