"""What was erased or withdrawn, and what deleted text has not left the database's files yet."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """That something was erased or withdrawn, so that a restored backup does so again.

    Attributes:
        number: of a letter or a subscriber; of what was refused it may be a message, which is
            not to be published, or an invitation, whose writer is not to be asked; of access that
            was taken away, a keyed hash.
        kind: what was done to it, which decides what a restore does.
    """

    class Kind(models.TextChoices):
        """What was done, and to what."""

        LETTER = "letter", _("Letter deleted by its writer")
        EXPIRED = "expired", _("Letter deleted after its time")
        ORIGINAL = "original", _("Original of a published letter deleted after its time")
        SUBSCRIBER = "subscriber", _("Subscriber who unsubscribed")
        WITHDRAWN = "withdrawn", _("Letter withdrawn")
        REFUSED = "refused", _("Publication refused by the writer")
        INVITED = "invited", _("Writer asked to write again")
        REVOKED = "revoked", _("Access taken away")

    number = models.UUIDField(db_column="letter_id")
    kind = models.CharField(
        max_length=12,
        choices=Kind.choices,
        default=Kind.LETTER,
        db_default=Kind.LETTER,  # a version before kinds may still be running beside this one
    )
    erased_on = models.DateField(default=timezone.localdate)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        constraints = [
            models.UniqueConstraint(fields=["number", "kind"], name="erasure_once_a_kind"),
        ]

    def __str__(self) -> str:
        return self.erased_on.isoformat()


class PendingScrub(models.Model):
    """That deleted text may still be in the database's files; see `actions.scrub`.

    Attributes:
        table: the table in which it stood, by its name in the database.
    """

    table = models.CharField(max_length=63)
    since = models.DateField(default=timezone.localdate)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.table
