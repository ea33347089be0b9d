"""Pieces of a page that repeat, made once and remembered."""

from functools import lru_cache

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.defaultfilters import stringfilter
from django.utils.dates import MONTHS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from questions.absolute_urls import reverse_path
from questions.inline_style import STYLE_SHEET, read_style_sheet
from questions.models import Question
from questions.text.rendering import (
    adapt_html_for_mail,
    inline_script,
    inline_style,
    mark_footnotes,
    render_letter,
)
from questions.text.typography import typeset_text

register = template.Library()

register.simple_tag(reverse_path)
register.simple_tag(inline_script)
register.filter(adapt_html_for_mail)
register.filter(mark_footnotes)
register.filter(render_letter)
register.filter(stringfilter(typeset_text))


@register.simple_tag
def site_style() -> str:
    """The style sheet, in the page itself; a link to it where its file can't be read."""
    if text := read_style_sheet():
        return inline_style(text)
    return format_html('<link rel="stylesheet" href="{}">', staticfiles_storage.url(STYLE_SHEET))


@register.simple_tag(takes_context=True)
def current_page(context: template.Context, name: str) -> str:
    """The attribute that marks a link to the page which is open; nothing for other links."""
    request = context.get("request")
    is_open = request is not None and request.path == reverse_path(name)
    return format_html(' aria-current="{}"', "page") if is_open else ""


@register.filter
def month_and_reading_time(question: Question) -> SafeString:
    """The month of a question, never its day, and how long it takes to read."""
    assert question.publish_at is not None
    moment = localtime(question.publish_at)
    return format_month_and_length(moment.year, moment.month, question.minutes, get_language())


@register.filter
def first_published(question: Question) -> str:
    """The month in which a letter that comes first again was published; never its day."""
    assert question.publish_at is not None
    moment = localtime(question.publish_at)
    when = _("%(month)s %(year)s") % {"month": MONTHS[moment.month], "year": moment.year}
    return _("First published in %(when)s") % {"when": when}


@lru_cache(maxsize=4096)
def format_month_and_length(year: int, month: int, minutes: int, language: str) -> SafeString:
    """The same for all questions of a month that are equally long."""
    duration = ngettext("%(minutes)s-minute read", "%(minutes)s-minute read", minutes)
    return format_html(
        '<span><time datetime="{}">{} {}</time> · {}</span>',
        f"{year:04}-{month:02}",  # format_html makes text of numbers, and pads that on the right
        MONTHS[month],
        year,
        duration % {"minutes": minutes},
    )
