"""The verbs of the column's settings and its help lines."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from questions.models import CacheVersion, Column
from questions.text import rendering
from questions.text.normalisation import normalise_record

NEWSLETTER_TIME_FIELDS = ("grace_minutes", "digest_weekday", "digest_time", "digest_hours")


@transaction.atomic
def update_help_lines(change: Callable[[], Any]) -> Any:
    """Change help lines, and let every page that shows them be made anew."""
    done = change()
    CacheVersion.bump()
    return done


@transaction.atomic
def update_column(column: Column) -> None:
    """Save the column's settings; every process shows them within a second.

    What is left empty of the newsletter's times is as usual.
    """
    column.pk = Column.ONLY
    usual = Column()
    for name in NEWSLETTER_TIME_FIELDS:
        if getattr(column, name) in (None, ""):
            setattr(column, name, getattr(usual, name))
    normalise_record(column)
    column.about_html = rendering.render_markdown(column.about)
    column.save()
    CacheVersion.bump()
    transaction.on_commit(Column.clear_cache)
