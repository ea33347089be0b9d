"""What is set once for the whole column."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import DatabaseError, models
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from markdownx.models import MarkdownxField

from questions.text import rendering

CACHE_KEY = "column"
CACHE_SECONDS = 1  # every process sees a change within a second


@dataclass(frozen=True)
class AboutSection:
    """A part of the about page.

    Attributes:
        name: how an address names it.
        heading: for people; lazily translated.
        text: Markdown.
    """

    name: str
    heading: Any
    text: str

    @property
    def as_html(self) -> SafeString:
        """The text, rendered."""
        return rendering.render_markdown(self.text)


class Weekday(models.IntegerChoices):
    """Days as `date.weekday()` counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


def optional_text(label: Any, most: int, help_text: Any) -> "models.TextField[str, str]":
    """A text that may be empty, and is when an older version makes the row.

    Args:
        label: what the desk calls it.
        most: characters.
        help_text: what the desk says of it.
    """
    facts: dict[str, Any] = {"max_length": most, "help_text": help_text}
    return models.TextField(label, blank=True, default="", db_default="", **facts)


class Column(models.Model):
    """The one row of settings that the columnist edits in the admin."""

    ONLY = 1
    _times_forgotten = 0
    _last_known: "Column | None" = None

    name = models.CharField(_("name"), max_length=80, default=_("Ask John"))
    tagline = models.TextField(_("tagline"), max_length=300, blank=True)
    columnist = models.CharField(_("columnist"), max_length=40, default="John")
    about = MarkdownxField(_("about the column"), max_length=20_000, blank=True)
    about_html = models.TextField(editable=False, blank=True)
    columnist_role = models.CharField(
        _("what the columnist is"),
        max_length=80,
        blank=True,
        default="",
        db_default="",
        help_text=_("In a few words, such as “couples’ counsellor”. Search engines are told too."),
    )
    training = optional_text(
        _("training and experience"),
        6000,
        _("What readers can check: qualifications, years, memberships. Markdown."),
    )
    promises = optional_text(_("what you promise"), 6000, _("Markdown."))
    disguising = optional_text(_("how letters are disguised"), 6000, _("Markdown."))
    complaints = optional_text(
        _("corrections and complaints"),
        6000,
        _("How to tell you of a mistake, and who looks at a complaint. Markdown."),
    )
    controller = optional_text(
        _("who is responsible for the data"),
        1000,
        _("Name and address, as data protection law asks. Shown on the privacy page."),
    )
    authority = optional_text(
        _("where readers can complain about data"),
        600,
        _("The data protection authority, with its address. On the privacy page too."),
    )
    approval_days = models.PositiveSmallIntegerField(
        _("days to wait for the writer’s reply"),
        default=7,
        help_text=_("When you show somebody the edited letter before it’s published."),
    )
    silence_is_consent = models.BooleanField(
        _("let writers choose that silence counts as a yes"),
        default=True,
        help_text=_(
            "If they tick it on the form, you can publish the edited letter when these days are "
            "over. Without their tick it waits for their reply."
        ),
    )
    letters_a_week = models.PositiveSmallIntegerField(
        _("letters a week"),
        null=True,
        blank=True,
        help_text=_("The form closes when so many have come in seven days. Empty: no limit."),
    )
    closed_until = models.DateField(
        _("closed until"),
        null=True,
        blank=True,
        help_text=_("The form opens by itself on this day."),
    )
    takes_letters = models.BooleanField(_("takes letters"), default=True)
    closed_words = models.TextField(
        _("what to say when you don’t take letters"),
        max_length=600,
        blank=True,
        help_text=_("Shown where readers write, instead of the form."),
    )

    readers_write = models.BooleanField(
        _("let readers write about letters"),
        default=False,
        db_default=False,
        help_text=_(
            "Only under letters where you allow it too. You read each of these letters first and "
            "publish some, edited, under the answer."
        ),
    )

    invitation_weeks = models.PositiveSmallIntegerField(
        _("weeks after which you ask how things turned out"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(52)],
        help_text=_("Only writers who tick it are asked, once. Empty: the form doesn’t offer it."),
    )

    counts_reads = models.BooleanField(
        _("count how often answers are read"),
        default=True,
        help_text=_(
            "A number for each answer and day, and one for searches that found nothing. "
            "Nothing about readers is kept."
        ),
    )

    start_here = models.ForeignKey(
        "Collection",
        verbose_name=_("start here"),
        related_name="start_of",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
    )

    newsletter = models.BooleanField(
        _("newsletter"),
        default=True,
        help_text=_("Readers can get new letters by email, once a mail server is set."),
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _("minutes before a letter is emailed"),
        default=15,
        blank=True,
        validators=[MaxValueValidator(24 * 60)],
        help_text=_("After it’s published; until then it can be held or left out."),
    )
    digest_weekday = models.PositiveSmallIntegerField(
        _("day of the weekly email"), choices=Weekday, default=Weekday.SUNDAY, blank=True
    )
    digest_time = models.TimeField(_("time of the weekly email"), default=time(9), blank=True)
    digest_hours = models.PositiveSmallIntegerField(
        _("time to review the weekly email (hours)"),
        default=24,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(6 * 24)],
        help_text=_(
            "It’s prepared this many hours before it’s sent; later letters wait for the next one."
        ),
    )

    class Meta:
        verbose_name = _("settings")
        verbose_name_plural = _("settings")
        constraints = [
            models.CheckConstraint(name="column_is_one_row", condition=models.Q(pk=1)),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def get_current(cls) -> "Column":
        """The column's settings, at most a second old; the defaults before any were set."""
        key = f"{CACHE_KEY}-{cls._times_forgotten}"
        return cache.get_or_set(key, cls._load_row, CACHE_SECONDS) or cls._load_row()

    @classmethod
    def _load_row(cls) -> "Column":
        rows = cls.objects.select_related("start_here").filter(pk=cls.ONLY)
        column = rows.first() or cls(pk=cls.ONLY)
        column.name = str(column.name)  # the default is a word that is still to be translated
        cls._last_known = column
        return column

    @classmethod
    def get_current_or_last(cls) -> "Column":
        """The same, for what must be shown even while the database is away."""
        try:
            return cls.get_current()
        except DatabaseError:
            return cls.last_known()

    @classmethod
    def last_known(cls) -> "Column":
        """What this process read last, for a page that must do without a database."""
        return cls._last_known or cls(pk=cls.ONLY)

    @classmethod
    def clear_cache(cls) -> None:
        """Let this process read the settings anew; the others do within a second.

        Under a new key, so that a thread that read the old words just now cannot put them back.
        """
        cls._times_forgotten += 1

    @property
    def offers_newsletter(self) -> bool:
        """Whether readers can ask for it: it is switched on, and there is a mail server."""
        return self.newsletter and settings.MAIL_IS_SET

    @property
    def about_as_html(self) -> SafeString:
        """The about text as it was rendered when it was saved."""
        return rendering.trust_stored_html(self.about_html)

    @property
    def about_sections(self) -> list[AboutSection]:
        """The parts of the about page below its beginning, those with something in them.

        They are rendered when they are read, which is seldom: the page is kept until it changes.
        """
        every = [
            AboutSection("training", _("Training and experience"), self.training),
            AboutSection("promises", _("What you can rely on"), self.promises),
            AboutSection("disguising", _("How letters are disguised"), self.disguising),
            AboutSection("complaints", _("Corrections and complaints"), self.complaints),
        ]
        return [section for section in every if section.text.strip()]

    @property
    def closed_words_as_html(self) -> SafeString:
        """The words on the page without a form: few, and seldom read, so rendered when they are."""
        return rendering.render_markdown(self.closed_words)


def utc_from_column_time(day: date, at: time) -> datetime:
    """A time by the clock on the column's wall.

    On the day on which the clock goes forward an hour is missing, and a time in it means the
    same moment as an hour later; on the day on which it goes back, the first of the two is meant.
    """
    local = datetime.combine(day, at, tzinfo=timezone.get_default_timezone())
    return local.astimezone(UTC)
