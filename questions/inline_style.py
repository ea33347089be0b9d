"""The style sheet in each page itself, so that a page shows after one answer instead of two.

The policy knows it by its hash (Content Security Policy level 3, section 6.7.3.2).
"""

import re
from contextlib import suppress
from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from advice.csp import hash_source
from questions.templatetags.integrity import find_served_file

STYLE_SHEET = "site/site.css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RELATIVE_ADDRESS = re.compile(r'url\("\.\./')


def read_style_sheet() -> str:
    """The style sheet as it is served, with whole addresses; nothing if it is not there."""
    if settings.DEBUG:
        return load_style_sheet()
    with suppress(ValueError):  # nothing was collected; feeds and /livez answer all the same
        return remember_style_sheet(staticfiles_storage.url(STYLE_SHEET))
    return ""


@lru_cache(maxsize=4)
def remember_style_sheet(_url: str) -> str:
    """The style sheet, which stays the same as long as its address does."""
    return load_style_sheet()


def load_style_sheet() -> str:
    """The text, read from the file, without what only we read."""
    file = find_served_file(STYLE_SHEET)
    text = COMMENT.sub("", file.read_text(encoding="utf-8")) if file else ""
    text = "\n".join(filter(None, map(str.strip, text.splitlines())))
    return RELATIVE_ADDRESS.sub(f'url("{settings.STATIC_URL}', text)


@lru_cache(maxsize=4)
def allow_style_sheet(text: str) -> list[str]:
    """What the policy says of it."""
    return [hash_source(text)] if text else []
