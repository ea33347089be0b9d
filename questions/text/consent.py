"""The consent to publication, by version. A wording that was once shown is never changed."""

from django.utils.translation import gettext, gettext_lazy

WORDINGS = {
    1: gettext_lazy("John may publish my letter, edited so that nobody can tell it is mine"),
}
CURRENT_VERSION = max(WORDINGS)


def get_wording(version: int) -> str:
    """The sentence of a version; a later installation may know more versions than this one."""
    return str(WORDINGS.get(version, gettext("A wording that this installation does not know")))
