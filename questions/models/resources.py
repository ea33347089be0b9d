"""Help lines: people who can help sooner than a column can."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

STALE_AFTER_DAYS = 180  # a number that nobody has looked at for this long may be out of date
LONGEST_PATH = 24  # characters of an address that are shown beside its host

COUNTRIES = [
    ("GB", _("United Kingdom")),
    ("IE", _("Ireland")),
    ("US", _("United States")),
    ("CA", _("Canada")),
    ("AU", _("Australia")),
    ("NZ", _("New Zealand")),
    ("--", _("Everywhere else")),
]


EMERGENCY = {
    "GB": _("999 or 112"),
    "IE": _("112 or 999"),
    "US": "911",
    "CA": "911",
    "AU": "000",
    "NZ": "111",
    "--": _("112 in all of Europe and in many other countries"),
}
CACHE_KEY = "help-lines"
CACHE_SECONDS = 1  # every process sees a change within a second
LINES_BESIDE_A_LETTER = 2


@dataclass(frozen=True)
class Country:
    """What a country has: its emergency number and its help lines.

    Attributes:
        code: ISO 3166, or "--" for everywhere else.
        name: in words.
        emergency: the number, in words where there are two.
        lines: the help lines in their order.
    """

    code: str
    name: str
    emergency: str
    lines: Sequence["Resource"]

    @property
    def emergency_parts(self) -> list[tuple[str, bool]]:
        """What stands in `emergency`, piece by piece, and whether a piece is a number to call."""
        pieces = re.split(r"(\d+)", self.emergency)
        return [(piece, piece.isdigit()) for piece in pieces if piece]

    @property
    def first_lines(self) -> Sequence["Resource"]:
        """The few that stand beside a letter; all are on their own page."""
        return self.lines[:LINES_BESIDE_A_LETTER]


class ResourceQuerySet(models.QuerySet["Resource"]):
    """Help lines as they are shown."""

    def in_order(self) -> Self:
        """By country, as the desk has ordered them."""
        return self.order_by("order", "name", "pk")

    def by_country(self) -> list[Country]:
        """Every country with its emergency number and its lines."""
        lines = list(self.in_order())
        return [
            Country(
                code, str(name), str(EMERGENCY[code]), [one for one in lines if one.country == code]
            )
            for code, name in COUNTRIES
        ]


class Resource(models.Model):
    """One help line, and the day on which somebody at the desk last checked it."""

    country = models.CharField(_("country"), max_length=2, choices=COUNTRIES)
    name = models.CharField(_("name"), max_length=100)
    audience = models.CharField(
        _("for whom"), max_length=160, blank=True, help_text=_("In a few words.")
    )
    number = models.CharField(_("number"), max_length=40, blank=True)
    text_number = models.CharField(
        _("number for text messages"), max_length=40, blank=True, help_text=_("If it takes them.")
    )
    text_word = models.CharField(
        _("word to text"), max_length=20, blank=True, help_text=_("For example SHOUT.")
    )
    for_self_harm = models.BooleanField(_("for thoughts of suicide and self-harm"), default=False)
    for_violence = models.BooleanField(_("for violence and abuse"), default=False)
    for_young_people = models.BooleanField(_("for children and young people"), default=False)
    hours = models.CharField(_("hours"), max_length=80, blank=True)
    link = models.URLField(_("link"), max_length=200, blank=True)
    verified_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("The day on which you last rang it, or looked at its own site."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("help line")
        verbose_name_plural = _("help lines")
        ordering = ["country", "order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["country", "name"], name="resource_once_a_country"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def get_current(cls) -> list[Country]:
        """All lines by country, at most a second old."""
        return cache.get_or_set(CACHE_KEY, cls.objects.by_country, CACHE_SECONDS) or []

    @property
    def is_stale(self) -> bool:
        """Whether nobody has checked it for too long, or ever."""
        return self.verified_on is None or self.verified_on < self.oldest_fresh_day()

    @staticmethod
    def oldest_fresh_day() -> date:
        """A line that was checked before this day is stale."""
        return timezone.localdate() - timedelta(days=STALE_AFTER_DAYS)

    @property
    def site_name(self) -> str:
        """The name of its own site, as people say it."""
        parts = urlsplit(self.link)
        path = parts.path.rstrip("/")  # of two pages of one site each has a name of its own
        shown_path = path if len(path) <= LONGEST_PATH else ""
        return (parts.hostname or "").removeprefix("www.") + shown_path

    @property
    def dialable_number(self) -> str:
        """The number as a telephone takes it."""
        return "".join(sign for sign in self.number if sign in "+0123456789")

    @property
    def dialable_text_number(self) -> str:
        """The number for text messages as a telephone takes it."""
        return "".join(sign for sign in self.text_number if sign in "+0123456789")

    def fits_kinds(self, kinds: Collection[str]) -> bool:
        """Whether the line is for one of these kinds of danger."""
        return (
            ("self-harm" in kinds and self.for_self_harm)
            or ("violence" in kinds and self.for_violence)
            or ("minor" in kinds and self.for_young_people)
        )
