"""Saved passages: pieces of answers that are used again."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from markdownx.models import MarkdownxField

from questions.models.column import Column


class Passage(models.Model):
    """A re-usable piece of Markdown; inserting it copies it."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    text = MarkdownxField(
        _("text"),
        max_length=20_000,
        help_text=_("{sign_off} and {columnist} become names when the passage is inserted."),
    )

    class Meta:
        verbose_name = _("saved passage")
        verbose_name_plural = _("saved passages")
        ordering = ["topic", "name"]

    def __str__(self) -> str:
        return self.name

    def text_for(self, sign_off: str) -> str:
        """The text for one letter's writer, with the names in their places."""
        text = self.text.replace("{sign_off}", sign_off or str(_("you who wrote")))
        return text.replace("{columnist}", Column.get_current().columnist)
