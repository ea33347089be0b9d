"""The HTML that stands beside the Markdown, rendered again when the rules have changed."""

import copy

from django.db import models, transaction

from questions.actions import tag_entries
from questions.actions.public_text import DERIVED_FIELDS, update_derived_fields
from questions.models import (
    CacheVersion,
    Collection,
    CollectionPart,
    Column,
    Question,
    RenderedVersion,
    Tag,
)
from questions.text import rendering

RENDERED_FIELDS = sorted({*DERIVED_FIELDS} - {"corrected_on"})
PUBLISHED = Question.State.PUBLISHED
OTHER_FIELDS: tuple[tuple[type[models.Model], str], ...] = (
    (Column, "about"),
    (Tag, "description"),
    (Collection, "introduction"),
    (CollectionPart, "words"),
)


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
    changed += sum(render_field(*place) for place in other_places())
    RenderedVersion.objects.update_or_create(
        pk=RenderedVersion.ONLY, defaults={"number": rendering.RENDERER_VERSION}
    )
    return changed


@transaction.atomic
def render_question(key: int) -> bool:
    """Render a question. Returns whether it came out differently."""
    published = Question.objects.select_for_update(no_key=True).filter(state=PUBLISHED)
    question = published.filter(pk=key).first()
    if question is None:  # taken down in the meantime
        return False
    before = copy.copy(question)
    update_derived_fields(question)
    if all(getattr(question, name) == getattr(before, name) for name in RENDERED_FIELDS):
        return False
    CacheVersion.lock_row()
    question.save(update_fields=RENDERED_FIELDS)
    tag_entries.index_question(question)
    CacheVersion.bump()
    return True


def other_places() -> list[tuple[type[models.Model], str, int]]:
    """Where else Markdown stands with its HTML beside it: the table, the field, the row."""
    return [
        (model, field, key)
        for model, field in OTHER_FIELDS
        for key in model._default_manager.values_list("pk", flat=True)
    ]


@transaction.atomic
def render_field(model: type[models.Model], field: str, key: int) -> bool:
    """Render one field of a row. Returns whether it came out differently.

    Args:
        model: the table.
        field: the field with the Markdown; its HTML is in the one that ends in `_html`.
        key: of the row.
    """
    rows = model._default_manager.filter(pk=key)
    row = rows.select_for_update().first()
    html = rendering.render_markdown(getattr(row, field)) if row else ""
    if row is None or html == getattr(row, f"{field}_html"):
        return False
    rows.update(**{f"{field}_html": html})
    CacheVersion.bump()
    transaction.on_commit(Column.clear_cache)
    return True
