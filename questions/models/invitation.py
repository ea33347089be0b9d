"""A writer's agreement to be asked later how things turned out."""

import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questions.crypto import SealedModel, SealedTextField, open_or_empty
from questions.models.column import Column
from questions.models.letters import Letter
from questions.models.questions import Question
from questions.text import consent


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by what is to be done about them."""

    def still_to_ask(self) -> "InvitationQuerySet":
        """Those of answered letters whose writers have not been asked yet."""
        return self.filter(invited_on=None, letter__state=Letter.State.ANSWERED)

    def due_now(self) -> "InvitationQuerySet":
        """Those whose time has come: so many weeks after the answer, and after the tick."""
        found = Q(pk=None)
        for weeks in set(self.still_to_ask().values_list("weeks", flat=True)):
            found |= self.after_weeks(weeks)
        return self.still_to_ask().filter(found)

    @staticmethod
    def after_weeks(weeks: int) -> Q:
        """Those with this many weeks, all of which are over."""
        since = timezone.localdate() - timedelta(weeks=weeks)
        moment = timezone.now() - timedelta(weeks=weeks)
        is_out = Q(letter__question__state=Question.State.PUBLISHED)
        is_over = Q(letter__question__publish_at__lte=moment)
        days = Q(weeks=weeks, letter__settled_on__lte=since, agreed_on__lte=since)
        return days & (Q(letter__question=None) | ~is_out | is_over)


class Invitation(SealedModel):
    """What the writer of a letter agreed to: to be asked once, some weeks after the answer.

    Attributes:
        weeks: how many, as the tick said; what the column's settings say later changes nothing.
        contact: where to write then, if an address was left; it is wiped when it is used.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.OneToOneField(Letter, related_name="invitation", on_delete=models.CASCADE)
    wording_version = models.PositiveSmallIntegerField(default=consent.INVITATION_VERSION)
    agreed_on = models.DateField(default=timezone.localdate)
    weeks = models.PositiveSmallIntegerField()
    contact = SealedTextField(_("contact address"), blank=True, default="")
    invited_on = models.DateField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to write again")
        verbose_name_plural = _("invitations to write again")
        default_permissions = ()

    def __str__(self) -> str:
        """Never an address."""
        return str(self._meta.verbose_name)

    @property
    def is_open(self) -> bool:
        """Whether its writer is still to be asked, if there is an answer."""
        return self.invited_on is None

    @property
    def due_on(self) -> date | None:
        """The day on which the writer is asked; None before there is an answer."""
        letter, question = self.letter, self.letter.question
        if not self.is_open or letter.state != Letter.State.ANSWERED or not letter.settled_on:
            return None
        days = [letter.settled_on, self.agreed_on]
        if question and question.state == Question.State.PUBLISHED and question.publish_at:
            days.append(timezone.localdate(question.publish_at))
        return max(days) + timedelta(weeks=self.weeks)

    @property
    def readable_contact(self) -> str:
        """The address that is kept, or nothing; nothing too when no key opens it."""
        return open_or_empty(self, "contact")

    @property
    def ticked_wording(self) -> str:
        """The sentence that was ticked."""
        name = Column.get_current().columnist
        return consent.get_invitation_wording(self.wording_version, name, self.weeks)
