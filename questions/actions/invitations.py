"""The verbs of invitations: a writer who agreed to it is asked, once, how things turned out."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from questions.actions import erasure_log, scrub
from questions.mail import notifications
from questions.models import Column, Erasure, Invitation, Letter


@transaction.atomic
def agree(letter: Letter) -> None:
    """Let a writer be asked, as many weeks after the answer as the column's settings say now.

    The address is kept for that, if one was left. Who has agreed already is not asked any later.
    """
    weeks = Column.get_current().invitation_weeks
    if weeks is None or letter.kind != Letter.Kind.LETTER:
        return
    contact = notifications.address_in_use(letter)
    facts = {"weeks": weeks, "contact": contact}
    Invitation.objects.get_or_create(letter=letter, defaults=facts)


@transaction.atomic
def cancel(letter: Letter) -> None:
    """Ask the writer nothing, as they or the desk wish; the address that was kept goes."""
    found = Invitation.objects.filter(letter=letter, invited_on=None).first()
    if found:
        erasure_log.record(Erasure.Kind.REFUSED, found.pk)
        found.delete()
        scrub.add_pending(scrub.tables_of(Invitation))


@transaction.atomic
def cancel_again(numbers: set[UUID]) -> None:
    """Take back again, in a restored database, the invitations with these numbers."""
    if Invitation.objects.filter(pk__in=numbers).delete()[0]:
        scrub.add_pending(scrub.tables_of(Invitation))


def keep_contact(letter: Letter, contact: str) -> None:
    """Keep another address, or none, for a writer who is still to be asked."""
    for invitation in Invitation.objects.filter(letter=letter, invited_on=None):
        invitation.contact = contact
        invitation.save(update_fields=["contact"])
        scrub.add_pending(scrub.tables_of(Invitation))


def invite_due() -> int:
    """Ask every writer whose time has come. Returns how many they were."""
    return sum(
        invite(found.letter) for found in Invitation.objects.due_now().select_related("letter")
    )


@transaction.atomic
def invite(letter: Letter) -> bool:
    """Ask a writer how things turned out, unless that was done already. Returns whether it was.

    The private page asks; one who left an address for it is told that there is something to read.
    The letter is kept as long from now on as after anything else that happens to it.
    """
    invitation = Invitation.objects.select_for_update().filter(letter=letter).first()
    if invitation is None or not invitation.is_open:
        return False
    notifications.send_invitation(letter, invitation.readable_contact)
    settle(invitation)
    letter.active_on = timezone.localdate()
    letter.save(update_fields=["active_on"])
    erasure_log.record(Erasure.Kind.INVITED, letter.pk)
    return True


def settle(invitation: Invitation) -> None:
    """Note that the writer was asked today, and wipe the address."""
    invitation.invited_on, invitation.contact = timezone.localdate(), ""
    invitation.save(update_fields=["invited_on", "contact"])
    scrub.add_pending(scrub.tables_of(Invitation))


@transaction.atomic
def note_invited(letter: Letter) -> None:
    """Note in a restored database that a writer was asked after the backup was made."""
    settle(letter.invitation)
