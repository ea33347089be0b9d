"""What search keeps beside the questions: what each means, and which of them are alike.

The index of words is a file of its own on each node; `questions/search/` knows it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

BUCKET = 1024  # questions whose fingerprints are summed up
# With the number written out: SQLite uses an index of an expression where the query says the same.
BUCKET_OF_ROW = models.Func(
    "question", template=f"(%(expressions)s / {BUCKET})", output_field=models.IntegerField()
)


class QuestionVector(models.Model):
    """What a question means, as numbers, and a fingerprint of its public words.

    A vector can be turned back into words. So a row is there only while the question is scheduled
    or published: the verb that takes it down takes the row with it.
    """

    question = models.OneToOneField(
        "Question", primary_key=True, related_name="vector", on_delete=models.CASCADE
    )
    model = models.CharField(max_length=20, blank=True)  # empty: made without a model
    values = models.BinaryField(max_length=512, default=b"")
    fingerprint = models.BigIntegerField()

    class Meta:
        verbose_name = _("vector")
        verbose_name_plural = _("vectors")
        # All fingerprints are summed up after each change: without the vectors, and in order.
        indexes = [models.Index(BUCKET_OF_ROW, "question", "fingerprint", name="vector_sums")]

    def __str__(self) -> str:
        return str(self.question_id)


class RelatedQuestion(models.Model):
    """A question that is like another one, worked out when that one was published."""

    question = models.ForeignKey("Question", related_name="likenesses", on_delete=models.CASCADE)
    other = models.ForeignKey("Question", related_name="+", on_delete=models.CASCADE)
    place = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "questions_likeness"
        verbose_name = _("likeness")
        verbose_name_plural = _("likenesses")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["question", "other"], name="likeness_once_a_pair")
        ]

    def __str__(self) -> str:
        return f"{self.question_id} → {self.other_id}"
