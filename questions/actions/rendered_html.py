"""The HTML that stands beside the Markdown, rendered again when the rules have changed."""

import copy

from django.db import transaction

from questions.actions import tag_entries
from questions.actions.public_text import DERIVED_FIELDS, update_derived_fields
from questions.models import CacheVersion, Column, Question, RenderedVersion, Tag
from questions.text import rendering

RENDERED_FIELDS = sorted({*DERIVED_FIELDS} - {"corrected_on"})
PUBLISHED = Question.State.PUBLISHED


def is_current() -> bool:
    """Whether everything was rendered by the present rules."""
    current = RenderedVersion.objects.filter(number=rendering.RENDERER_VERSION)
    return current.exists()


def render_all() -> int:
    """Render every text that has HTML beside it. Returns how many came out differently.

    Each row is a transaction of its own, so it can be interrupted and repeated. Nothing is new for
    readers: neither the day of the last change nor the revision that the desk counts is touched.
    """
    published = Question.objects.filter(state=PUBLISHED)  # all others are sealed, without HTML
    keys = list(published.order_by("pk").values_list("pk", flat=True))
    changed = sum(render_question(key) for key in keys)
    changed += sum(render_tag(key) for key in list(Tag.objects.values_list("pk", flat=True)))
    changed += render_about()
    RenderedVersion.objects.update_or_create(
        pk=RenderedVersion.ONLY, defaults={"number": rendering.RENDERER_VERSION}
    )
    return changed


@transaction.atomic
def render_question(key: int) -> bool:
    """Render a question. Returns whether it came out differently."""
    question = Question.objects.select_for_update().filter(pk=key, state=PUBLISHED).first()
    if question is None:  # taken down in the meantime
        return False
    before = copy.copy(question)
    update_derived_fields(question)
    if all(getattr(question, name) == getattr(before, name) for name in RENDERED_FIELDS):
        return False
    tag_entries.unindex_question(before)
    question.save(update_fields=RENDERED_FIELDS)
    tag_entries.index_question(question)
    CacheVersion.bump()
    return True


@transaction.atomic
def render_tag(key: int) -> bool:
    """Render a tag's description. Returns whether it came out differently."""
    tag = Tag.objects.select_for_update().filter(pk=key).first()
    html = rendering.render_markdown(tag.description) if tag else ""
    if tag is None or html == tag.description_html:
        return False
    Tag.objects.filter(pk=key).update(description_html=html)
    CacheVersion.bump()
    return True


@transaction.atomic
def render_about() -> bool:
    """Render the about text. Returns whether it came out differently."""
    column = Column.objects.select_for_update().filter(pk=Column.ONLY).first()
    html = rendering.render_markdown(column.about) if column else ""
    if column is None or html == column.about_html:
        return False
    Column.objects.filter(pk=Column.ONLY).update(about_html=html)
    CacheVersion.bump()
    transaction.on_commit(Column.clear_cache)
    return True
