"""What came from other systems: each run, each letter of it, and the addresses that it had."""

import json
import unicodedata
from typing import Self
from urllib.parse import unquote
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questions.crypto import SealedModel, SealedTextField, keyed_hash
from questions.models.questions import Question


class ImportRun(SealedModel):
    """One import, which can be undone as a whole until something of it was edited.

    One that is made at the desk is read, looked at and written in the background (`ImportEntry`).

    Attributes:
        ending: of the file's name, by which its kind is told.
        options: what was ticked when it was uploaded.
        tags_text: how many letters have each tag (see `tag_counts`). It is sealed, like all that
            may say what letters are about, and is set only when the row has its key.
        mapping_text: what tags become here (see `tag_mapping`); those that are not in it stay.
        total: how many entries it has, as far as is known.
        done: how many of them are written.
        lease: names the process that is at work on it, until `leased_until`.
        fault_text: why it cannot go on, in words, in which names of files may be.
        undone_at: when it was taken back; its letters are gone then.
    """

    class State(models.TextChoices):
        """Where an import is."""

        READING = "reading", _("being read")
        READY = "ready", _("waiting for you")
        WRITING = "writing", _("being imported")
        FINISHED = "finished", _("imported")
        FAILED = "failed", _("failed")

    system = models.CharField(_("system"), max_length=40)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True)
    counts = models.JSONField(_("counts"), default=dict)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=State.choices,
        default=State.FINISHED,
        db_default=State.FINISHED,
    )
    ending = models.CharField(max_length=10, blank=True, default="", db_default="")
    options = models.JSONField(default=dict, db_default={})
    tags_text = SealedTextField(blank=True, default="", db_default="")
    mapping_text = SealedTextField(blank=True, default="", db_default="")
    total = models.PositiveIntegerField(default=0, db_default=0)
    done = models.PositiveIntegerField(default=0, db_default=0)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    fault_text = SealedTextField(blank=True, default="", db_default="")
    undone_at = models.DateTimeField(_("taken back"), null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="+", null=True, on_delete=models.SET_NULL
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.system} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def tag_counts(self) -> dict[str, int]:
        """How many letters have each tag."""
        found: dict[str, int] = json.loads(self.tags_text or "{}")
        return found

    @tag_counts.setter
    def tag_counts(self, counts: dict[str, int]) -> None:
        self.tags_text = json.dumps(counts, ensure_ascii=False) if counts else ""

    @property
    def tag_mapping(self) -> dict[str, list[str]]:
        """What tags become here."""
        found: dict[str, list[str]] = json.loads(self.mapping_text or "{}")
        return found

    @tag_mapping.setter
    def tag_mapping(self, mapping: dict[str, list[str]]) -> None:
        self.mapping_text = json.dumps(mapping, ensure_ascii=False) if mapping else ""

    @property
    def can_be_undone(self) -> bool:
        """Whether it is at its end, and there may be something to take back."""
        if self.undone_at:
            return False
        has_failed = self.state == self.State.FAILED
        return self.state == self.State.FINISHED or (has_failed and self.questions.exists())


class ImportPart(SealedModel):
    """A piece of a file that was uploaded; it goes when the file has been read."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    run = models.ForeignKey(ImportRun, related_name="parts", on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    content = SealedTextField()

    class Meta:
        verbose_name = _("part of an uploaded file")
        verbose_name_plural = _("parts of uploaded files")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_part_number")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number}"


class ImportEntry(SealedModel):
    """One entry of a file at the desk: what it would become, and what somebody said of that.

    Attributes:
        number: its place in the file.
        post: as the file has it; empty once it is written.
        items: the letters and answers made of it; empty once they are written.
        report: what there is to know of it, for the report.
        follows: the slug of the earlier letter that it follows.
        letters: how many letters it has; none if it is no post or cannot be read.
        outcome: what would become of it, or became.
        is_doubtful: whether somebody should look at its cut.
        can_be_public: whether everybody could read it over there, and nothing of it is missing.
        is_proposed: whether it becomes public if nobody says anything.
        choice: what somebody said.
        cut: where somebody has cut it, as the first blocks of the letter and of the answer.
    """

    class Choice(models.TextChoices):
        """What is to become of a letter."""

        PROPOSED = "", _("as proposed")
        PUBLIC = "public", _("public")
        DRAFT = "draft", _("draft")
        LEFT_OUT = "out", _("left out")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    run = models.ForeignKey(ImportRun, related_name="entries", on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    post = SealedTextField(blank=True)
    items = SealedTextField(blank=True)
    report = SealedTextField()
    follows = SealedTextField(blank=True, default="")
    letters = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=20, blank=True, default="")
    is_doubtful = models.BooleanField(default=False)
    can_be_public = models.BooleanField(default=False)
    is_proposed = models.BooleanField(default=False)
    choice = models.CharField(max_length=10, choices=Choice.choices, blank=True, default="")
    cut = models.JSONField(null=True)
    is_written = models.BooleanField(default=False)
    question = models.ForeignKey(Question, related_name="+", null=True, on_delete=models.SET_NULL)

    class Meta:
        verbose_name = _("entry of an import")
        verbose_name_plural = _("entries of imports")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="import_entry_number")
        ]

    def __str__(self) -> str:
        """Never a word of it."""
        return f"{self.run_id} {self.number}"

    @property
    def becomes_public(self) -> bool:
        """Whether readers will see it."""
        is_wanted = self.choice == self.Choice.PUBLIC
        return self.can_be_public and (is_wanted or (self.is_proposed and not self.choice))


class ImportedQuestion(models.Model):
    """Where a question came from, and in which state an import left it.

    Attributes:
        source_id: what the other system calls it, sealed: it may have words of the letter in it.
        source_key: its keyed hash, by which it is found again.
        source_hash: keyed, of all that the export said; another one means that it was changed over
            there.
        revision: the question's number when the import had written it; another one means that it
            was edited here.
        decision: what a person said of its cut and of its being public, for the next import.
    """

    source_key = models.CharField(max_length=64, unique=True)
    source_id = SealedTextField(bound_to="source_key")
    question = models.OneToOneField(Question, related_name="imported", on_delete=models.CASCADE)
    run = models.ForeignKey(ImportRun, related_name="questions", on_delete=models.CASCADE)
    source_hash = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=0)
    decision = models.JSONField(default=dict, db_default={})

    class Meta:
        verbose_name = _("imported letter")
        verbose_name_plural = _("imported letters")
        default_permissions = ()

    def __str__(self) -> str:
        """Never a word of it."""
        return str(self.question_id)

    @property
    def is_edited(self) -> bool:
        """Whether somebody has changed it since the import."""
        return self.question.revision != self.revision


class FormerAddressQuerySet(models.QuerySet["FormerAddress"]):
    """Addresses by the path under which somebody still asks for them."""

    def for_path(self, path: str, query: str = "") -> Self:
        """Return those at a path; with its query if one of them has that.

        Args:
            path: as the browser asks for it, percent-encoded or not.
            query: what stands behind the question mark.
        """
        keys = {address_key(path)}
        if query:
            keys.add(address_key(f"{path}?{query}"))
        return self.filter(key__in=keys)


class FormerAddress(models.Model):
    """An address at another system; it leads here for good.

    It has either a question or a path of ours, such as the one of the feed. It is sealed, because
    the address of a letter that is not public may have its headline in it; `key` finds it.
    """

    key = models.CharField(max_length=64, unique=True)
    address = SealedTextField(_("address"), bound_to="key")
    question = models.ForeignKey(
        Question, related_name="former_addresses", null=True, on_delete=models.CASCADE
    )
    target = models.CharField(max_length=200, blank=True)

    objects = FormerAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address at another system")
        verbose_name_plural = _("addresses at other systems")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="former_address_leads_somewhere",
                condition=Q(question__isnull=False, target="")
                | (Q(question__isnull=True) & ~Q(target="")),
            )
        ]

    def __str__(self) -> str:
        """Never a word of it."""
        return self.target or str(self.question_id)


def address_key(address: str) -> str:
    """Return a keyed hash that is the same for all spellings of an address.

    A slash at the end, percent-encoding and Unicode's forms make no difference.
    """
    path, mark, query = address.partition("?")
    plain = unicodedata.normalize("NFC", unquote(path)).rstrip("/") or "/"
    return keyed_hash("address", f"{plain}{mark}{unquote(query)}").hex()


def source_key(source_id: str) -> str:
    """Return the keyed hash of what another system calls a letter."""
    return keyed_hash("source", source_id).hex()
