"""Who may do what: the verbs themselves refuse, whichever view or command asks."""

from django.core.exceptions import PermissionDenied

from questions.actions.history import Actor

WRITE = "questions.write_to_asker"
PUBLISH = "questions.publish_question"


class NotAllowed(PermissionDenied):
    """The account that asks for it may not do it; nothing was changed."""


def require_permission(by: Actor, permission: str) -> None:
    """Refuse what somebody may not do. Nobody in particular is a command or the system itself.

    Args:
        by: who asks for it.
        permission: what they must hold, such as `WRITE`.

    Raises:
        NotAllowed: they do not hold it.
    """
    if by is not None and not by.has_perm(permission):
        raise NotAllowed
