"""The style sheet in the page itself, where a request more would be the fifth of a first visit.

A letter's page has a script with its hash instead (`integrity`), and shows without waiting for a
second answer. The policy of that page knows the style sheet by its own hash (Content Security
Policy level 3, section 6.7.3.2).
"""

import re
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from advice.csp import hash_source
from questions.templatetags.integrity import find_served_file

STYLE_SHEET = "site/site.css"
# Rules for what no letter's page has: forms, search, receipts, lists to choose from.
ELSEWHERE = (
    *("checks", "field", "hiding", "hints", "marked", "paging", "picks", "receipt", "search"),
    *("sign-in", "steps", "summary", "turn"),
)
LEFT_OUT = re.compile(
    rf"/\*.*?\*/|^\.(?:{'|'.join(ELSEWHERE)})\b(?!-)[^{{\n]*\{{.*?\}}$", re.DOTALL | re.MULTILINE
)
RELATIVE_ADDRESS = re.compile(r'url\("\.\./')


def render_with_style(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page with the style sheet in it, and a policy that allows it.

    Args:
        request: what was asked for.
        template: extends `base.html`, which shows `style_sheet` or else asks for the file.
        context: what the template shows.
    """
    style_sheet = read_style_sheet()
    response = render(request, template, context | {"style_sheet": style_sheet})
    if style_sheet:
        allowed = {"style-src": [hash_source(style_sheet)]}
        response._csp_update = allowed  # type: ignore[attr-defined]
    return response


def read_style_sheet() -> str:
    """The style sheet as it is served, as far as a letter needs it; nothing if it is not there."""
    url = staticfiles_storage.url(STYLE_SHEET)
    return load_style_sheet() if settings.DEBUG else remember_style_sheet(url)


@lru_cache(maxsize=4)
def remember_style_sheet(_url: str) -> str:
    """The style sheet, which stays the same as long as its address does."""
    return load_style_sheet()


def load_style_sheet() -> str:
    """The text, read from the file, with whole addresses and without what no letter needs."""
    file = find_served_file(STYLE_SHEET)
    text = LEFT_OUT.sub("", file.read_text(encoding="utf-8")) if file else ""
    text = "\n".join(filter(None, map(str.strip, text.splitlines())))
    return RELATIVE_ADDRESS.sub(f'url("{settings.STATIC_URL}', text)
