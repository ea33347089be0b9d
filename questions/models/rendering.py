"""By which rules the HTML in the database was made."""

from django.db import models


class RenderedVersion(models.Model):
    """The one row that names the renderer whose HTML stands beside answers, tags and about.

    Where it is another than `text.rendering.RENDERER_VERSION`, `prepare` renders everything again.
    """

    ONLY = 1

    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="rendered_version_is_one_row", condition=models.Q(pk=1)),
        ]

    def __str__(self) -> str:
        return str(self.number)
