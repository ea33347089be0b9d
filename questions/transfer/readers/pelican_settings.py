"""Pelican's settings are a program: what is needed of it is read as text, and it never runs."""

import re
from datetime import datetime
from pathlib import PurePosixPath

from django.utils.text import slugify

from questions.transfer.sources import Source, SourceRefused, read_text

FILES = ("pelicanconf.py", "publishconf.py")  # the second one's values win, as they do there
SETTING = re.compile(r"""^([A-Z_]+)\s*=\s*r?(?:'([^'\n]*)'|"([^"\n]*)")""", re.M)
STATUS = re.compile(r"""^DEFAULT_METADATA\s*=\s*\{[^}]*?['"]status['"]\s*:\s*['"](\w+)""", re.M)
PART = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


def read_settings(source: Source, names: list[str]) -> dict[str, str]:
    """Return the settings that are plain texts, and the default status as `STATUS`.

    Args:
        source: the folder.
        names: its files.
    """
    found: dict[str, str] = {}
    for name in (name for name in FILES if name in names):
        try:
            text = read_text(source, name)
        except SourceRefused:
            continue
        found |= {key: one or other for key, one, other in SETTING.findall(text)}
        if status := STATUS.search(text):
            found["STATUS"] = status[1]
    return found


def fill_address(pattern: str, facts: dict[str, str], moment: datetime | None) -> str:
    """Return an address by a pattern such as `{date:%Y}/{slug}/`.

    Args:
        pattern: as it is in the settings.
        facts: what may stand in it besides the date.
        moment: when the text was published.
    """

    def fill_part(part: re.Match[str]) -> str:
        if part[1] == "date":
            return moment.strftime(part[2] or "%Y-%m-%d") if moment else ""
        return facts.get(part[1], part[0])

    return PART.sub(fill_part, pattern).removesuffix("index.html")


def category_of(name: str, given: str, default: str) -> str:
    """Return a text's category as it is in addresses: the folder's, if it names none.

    Args:
        name: the file.
        given: what its metadata say.
        default: what the settings say.
    """
    folder = PurePosixPath(name).parent.name
    return slugify(given or ("" if folder == "content" else folder) or default or "misc")
