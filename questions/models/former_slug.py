"""An address that a question once had."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from questions.models.questions import Question


class FormerSlug(models.Model):
    """An address that a question once had; it redirects to the question."""

    slug = models.SlugField(max_length=100, unique=True)
    question = models.ForeignKey(Question, related_name="former_slugs", on_delete=models.CASCADE)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug
