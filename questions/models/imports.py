"""What came from other systems: each run, each letter of it, and the addresses that it had."""

import unicodedata
from typing import Self
from urllib.parse import unquote

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questions.crypto import SealedTextField, keyed_hash
from questions.models.questions import Question


class ImportRun(models.Model):
    """One import, which can be undone as a whole until something of it was edited."""

    system = models.CharField(_("system"), max_length=40)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True)
    counts = models.JSONField(_("counts"), default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="+", null=True, on_delete=models.SET_NULL
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.system} {self.started_at:%Y-%m-%d %H:%M}"


class ImportedQuestion(models.Model):
    """Where a question came from, and in which state an import left it.

    Attributes:
        source_id: what the other system calls it, sealed: it may have words of the letter in it.
        source_key: its keyed hash, by which it is found again.
        source_hash: of all that the export said; another one means that it was changed over there.
        revision: the question's number when the import had written it; another one means that it
            was edited here.
    """

    source_key = models.CharField(max_length=64, unique=True)
    source_id = SealedTextField(bound_to="source_key")
    question = models.OneToOneField(Question, related_name="imported", on_delete=models.CASCADE)
    run = models.ForeignKey(ImportRun, related_name="questions", on_delete=models.CASCADE)
    source_hash = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=0)

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
