"""What search keeps beside the questions: the column's vocabulary, and which questions are alike.

The index itself is a table of the engine's own kind; `questions/search/` knows it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Word(models.Model):
    """A word of the published questions, with the number of those that have it, part by part."""

    word = models.CharField(max_length=60)
    stem = models.CharField(max_length=60)
    headlines = models.IntegerField(default=0)
    letters = models.IntegerField(default=0)
    answers = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        indexes = [models.Index(fields=["stem"], name="word_by_stem")]
        constraints = [models.UniqueConstraint(fields=["word"], name="word_once")]

    def __str__(self) -> str:
        return self.word


class Spelling(models.Model):
    """A word with a letter left out, or without its vowels: where a typing error meets it."""

    key = models.CharField(max_length=62)
    word = models.ForeignKey(Word, related_name="spellings", on_delete=models.CASCADE)

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")
        constraints = [models.UniqueConstraint(fields=["key", "word"], name="spelling_once_a_word")]

    def __str__(self) -> str:
        return self.key


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
