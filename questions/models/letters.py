"""What is private: the letters, exactly as they came."""

import json
import uuid
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from questions.crypto import SealedModel, SealedTextField, Unreadable
from questions.models.column import Column
from questions.models.questions import Question
from questions.models.reader_letter import ReaderLetter
from questions.text import consent, rendering


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters by what is to be done about them."""

    def awaiting_answer(self) -> Self:
        """Those that the columnist has not answered, declined or set aside, the oldest first."""
        return self.filter(state__in=Letter.WAITING).order_by("received_on", "pk")

    def in_order(self) -> Self:
        """As the inbox shows them: words of danger first, then the oldest."""
        return self.order_by(*Letter.INBOX_ORDER)

    def without_consent(self) -> Self:
        """Those that may not be published; an update needs its first letter’s consent, too."""
        is_missing_before = models.Q(follows__isnull=False, follows__consent_version=None)
        return self.filter(models.Q(consent_version=None) | is_missing_before)


class Letter(SealedModel):
    """A letter from an asker. Its text is never changed; times are kept to the day."""

    class State(models.TextChoices):
        """Where the letter stands."""

        NEW = "new", _("New")
        SHORTLISTED = "shortlisted", _("Shortlisted")
        ANSWERING = "answering", _("Being answered")
        ASKED_BACK = "asked-back", _("Waiting for the writer")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        SPAM = "spam", _("Spam")

    class Approval(models.TextChoices):
        """What the asker says of the edited text, if the columnist asked."""

        NOT_ASKED = "not-asked", _("Not asked")
        ASKED = "asked", _("Asked")
        FINE = "fine", _("Approved")
        CHANGE = "change", _("Please change this")
        REFUSED = "refused", _("Don't publish")

    class Kind(models.TextChoices):
        """Why it was written."""

        LETTER = "letter", _("A letter")
        READER = "reader", _("From a reader of a letter")
        REQUEST = "request", _("From somebody in a letter")
        UPDATE = "update", _("What happened next")

    WAITING = (State.NEW, State.SHORTLISTED, State.ANSWERING, State.ASKED_BACK)
    SETTLED = (State.ANSWERED, State.DECLINED)
    INBOX_ORDER = (
        models.Case(models.When(flags=[], then=1), default=0),
        "received_on",
        "pk",
    )
    FLAG_NAMES = {
        "self-harm": _("self-harm"),
        "violence": _("violence"),
        "minor": _("a minor"),
        "request": _("asks for a change"),  # no danger, but read first all the same
    }
    REQUEST_FLAG = "request"
    TEXT_LIMIT = 20_000
    SIGN_OFF_LIMIT = 80

    kind = models.CharField(
        _("kind"),
        max_length=8,
        choices=Kind.choices,
        default=Kind.LETTER,
        db_default=Kind.LETTER,
        editable=False,
    )
    about = models.ForeignKey(
        Question,
        verbose_name=_("the letter it is about"),
        related_name="letters_about",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
    )
    follows = models.ForeignKey(
        "self",
        verbose_name=_("the letter that it follows"),
        related_name="updates",
        null=True,
        editable=False,
        on_delete=models.CASCADE,
    )
    edited = SealedTextField(_("edited for the public"), blank=True, null=True, editable=False)
    reader_letter = models.OneToOneField(
        ReaderLetter,
        verbose_name=_("published under an answer"),
        related_name="letter",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
    )
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = SealedTextField(_("letter"))
    sign_off = SealedTextField(_("sign-off"), blank=True)
    contact = SealedTextField(_("contact address"), blank=True)
    consent_version = models.PositiveSmallIntegerField(_("consent"), null=True, blank=True)
    consented_on = models.DateField(_("consented on"), null=True, blank=True)
    silence_days = models.PositiveSmallIntegerField(
        _("days after which silence counts as a yes"),
        null=True,  # silence never does, unless the writer ticked it
        blank=True,
        editable=False,
    )
    receipt_hash = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.NEW, db_index=True
    )
    flags = models.JSONField(_("flags"), default=list, blank=True)
    heard = SealedTextField(_("sentences of danger"), blank=True, null=True, editable=False)
    approval = models.CharField(
        _("the writer’s reply"), max_length=12, choices=Approval.choices, default=Approval.NOT_ASKED
    )
    shown = SealedTextField(_("the text that was shown"), blank=True, default="")
    shown_before = SealedTextField(_("the text that was shown before"), blank=True, default="")
    approval_asked_on = models.DateField(_("asked on"), null=True, blank=True)
    feed_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    active_on = models.DateField(_("last activity"), default=timezone.localdate, db_index=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    received_on = models.DateField(_("received on"), default=timezone.localdate, db_index=True)
    question = models.ForeignKey(
        Question,
        verbose_name=_("question"),
        related_name="letters",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    note = SealedTextField(_("private notes"), blank=True, null=True)
    held_on = models.DateField(_("held since"), null=True, blank=True, editable=False)
    held_because = SealedTextField(_("reason to hold it"), blank=True, null=True)
    declined_because = SealedTextField(_("words to its writer"), blank=True, null=True)
    see_also = models.ForeignKey(
        Question,
        verbose_name=_("a question that may help"),
        related_name="+",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    topics: models.ManyToManyField = models.ManyToManyField(
        "Tag", verbose_name=_("tags for its answer"), related_name="letters", blank=True
    )
    alike = models.ManyToManyField(
        "self", verbose_name=_("letters much like it"), blank=True, editable=False
    )
    compared = models.BooleanField(default=False, editable=False)
    likeness = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        permissions = [("write_to_asker", "Can write to letter-writers in the columnist’s name")]
        indexes = [
            # Holds all that the inbox sorts and counts by, so that no letter is read for it.
            models.Index(fields=["state", "received_on", "id"], name="letter_inbox"),
            # The badge on every page counts by these.
            models.Index(fields=["approval", "state"], name="letter_approval"),
            models.Index(fields=["state", "flags"], name="letter_flags"),
            models.Index(
                fields=["-received_on"],
                condition=models.Q(compared=False),
                name="letter_not_compared",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="letter_consent_has_its_day",
                condition=models.Q(consent_version=None, consented_on=None)
                | models.Q(consent_version__isnull=False, consented_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        """Never a word of the letter: this string ends up in logs and in the admin's history."""
        return _("Letter of %(day)s") % {"day": date_format(self.received_on, "j F Y")}

    @property
    def may_be_published(self) -> bool:
        """Whether its writer agreed to publication."""
        return self.consent_version is not None

    @property
    def is_consent_open(self) -> bool:
        """Whether its writer can still change their mind about publication by a tick."""
        is_public = self.question is not None and self.question.is_public
        is_settled = is_public or self.reader_letter_id is not None or self.is_request
        return self.state != self.State.WITHDRAWN and not is_settled

    @property
    def was_notified(self) -> bool:
        """Whether an address was left and is used: what remains is a row without it."""
        mails_of_updates = self.updates.filter(mails__isnull=False)
        return bool(self.mails.exists() or mails_of_updates.exists())

    @property
    def is_request(self) -> bool:
        """Whether somebody asks to change a published letter."""
        return self.kind == self.Kind.REQUEST

    @property
    def danger_flags(self) -> list[str]:
        """The dangers that the letter speaks of."""
        return [flag for flag in self.flags if flag != self.REQUEST_FLAG]

    @property
    def danger_labels(self) -> str:
        """The same in words."""
        return ", ".join(str(self.FLAG_NAMES.get(flag, flag)) for flag in self.danger_flags)

    @property
    def flag_labels(self) -> str:
        """Why the letter is raised, for the columnist."""
        return ", ".join(str(self.FLAG_NAMES.get(flag, flag)) for flag in self.flags)

    @property
    def heard_sentences(self) -> list[dict[str, str]]:
        """The sentences that raised the letter, for the desk, each with its kind in words."""
        rows = json.loads(self.heard or "[]")
        return [
            {"label": str(self.FLAG_NAMES.get(kind, kind)), "sentence": sentence}
            for kind, sentence in rows
        ]

    @property
    def approval_label(self) -> str:
        """What the asker says of the edited text; nothing before they were asked."""
        asked = self.approval != self.Approval.NOT_ASKED
        return str(self.get_approval_display()) if asked else ""

    @property
    def consent_wording(self) -> str:
        """The sentence that the writer ticked, or nothing."""
        if not self.consent_version:
            return ""
        return consent.get_wording(self.consent_version, Column.get_current().columnist)

    @property
    def offered_consent(self) -> str:
        """The sentence that its writer can agree to now."""
        return consent.get_wording(consent.CURRENT_VERSION, Column.get_current().columnist)

    @property
    def days_waiting(self) -> int:
        """Days since it came."""
        return (timezone.localdate() - self.received_on).days

    @property
    def first_line(self) -> str:
        """The beginning of the letter, for the inbox; says so when no key opens it."""
        try:
            return rendering.shorten_text(self.text, 140)
        except Unreadable:
            return str(_("This letter cannot be opened with the present keys."))
