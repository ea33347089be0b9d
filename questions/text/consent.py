"""The consent to publication, by version. A wording that was once shown is never changed."""

from django.utils.translation import gettext_lazy, ngettext

WORDINGS = {
    1: gettext_lazy("John may publish my letter, edited so that nobody can tell it is mine"),
    2: gettext_lazy("%(name)s may publish my letter, edited so that nobody can tell it’s mine"),
}
CURRENT_VERSION = max(WORDINGS)
UNKNOWN = gettext_lazy("A wording that this installation does not know")


def get_wording(version: int, name: str) -> str:
    """The sentence of a version.

    Args:
        version: A later installation may know more versions than this one.
        name: The columnist's.

    Returns:
        The sentence with the name in it; the first version had its name written out.
    """
    return str(WORDINGS.get(version, UNKNOWN)).replace("%(name)s", name)


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


# What a writer ticks to be asked later how things turned out.
INVITATION_WORDINGS = {
    1: (
        "%(name)s can ask me how things turned out, %(weeks)d week after the answer",
        "%(name)s can ask me how things turned out, %(weeks)d weeks after the answer",
    ),
}
INVITATION_VERSION = max(INVITATION_WORDINGS)
# What a writer ticks beside a message, so that it may be published.
UPDATE_WORDINGS = {
    1: gettext_lazy(
        "%(name)s may publish this message, edited so that nobody can tell it’s mine, as what "
        "happened next"
    ),
}
UPDATE_VERSION = max(UPDATE_WORDINGS)


def get_invitation_wording(version: int, name: str, weeks: int) -> str:
    """The sentence that is ticked to be asked later.

    Args:
        version: A later installation may know more versions than this one.
        name: The columnist's.
        weeks: After how many of them; what was ticked is kept with the letter.
    """
    if version not in INVITATION_WORDINGS:
        return str(UNKNOWN)
    one, many = INVITATION_WORDINGS[version]
    return ngettext(one, many, weeks).replace("%(name)s", name) % {"weeks": weeks}


def get_update_wording(name: str, version: int = UPDATE_VERSION) -> str:
    """The sentence that is ticked beside a message.

    Args:
        name: The columnist's.
        version: A later installation may know more versions than this one.
    """
    return str(UPDATE_WORDINGS.get(version, UNKNOWN)) % {"name": name}
