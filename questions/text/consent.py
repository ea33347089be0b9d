"""The consent to publication, by version. A wording that was once shown is never changed."""

from django.utils.translation import gettext, gettext_lazy, ngettext

WORDINGS = {
    1: gettext_lazy("John may publish my letter, edited so that nobody can tell it is mine"),
    2: gettext_lazy("%(name)s may publish my letter, edited so that nobody can tell it’s mine"),
}
CURRENT_VERSION = max(WORDINGS)


def get_wording(version: int, name: str) -> str:
    """The sentence of a version.

    Args:
        version: A later installation may know more versions than this one.
        name: The columnist's.

    Returns:
        The sentence with the name in it; the first version had its name written out.
    """
    if version not in WORDINGS:
        return gettext("A wording that this installation does not know")
    return str(WORDINGS[version]).replace("%(name)s", name)


def get_silence_wording(days: int) -> str:
    """What a writer ticks so that silence counts as a yes; it belongs to the present version.

    Args:
        days: After how many of them; what was ticked is kept with the letter.
    """
    return ngettext(
        "If I’m shown the edited letter and don’t reply within %(days)d day, it may be published",
        "If I’m shown the edited letter and don’t reply within %(days)d days, it may be published",
        days,
    ) % {"days": days}
