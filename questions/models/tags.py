"""Tags: what the questions are about."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from markdownx.models import MarkdownxField

from questions.absolute_urls import reverse_path
from questions.text import rendering


class TagQuerySet(models.QuerySet["Tag"]):
    """Tags as readers see them."""

    def in_use(self) -> Self:
        """Tags with at least one published question, each with `question_count`."""
        return self.with_question_counts().filter(question_count__gt=0).order_by("name")

    def with_letters(self) -> Self:
        """The same without the numbers, which takes less. The others are of drafts and letters."""
        now = timezone.now()
        is_public = Q(unpublish_at=None) | Q(unpublish_at__gt=now)
        entries = TagEntry.objects.filter(is_public, tag=OuterRef("pk"), publish_at__lte=now)
        return self.filter(Exists(entries))

    def with_question_counts(self) -> Self:
        """Each tag with `question_count`, the number of published questions."""
        now = timezone.now()
        is_public = Q(places__unpublish_at=None) | Q(places__unpublish_at__gt=now)
        return self.annotate(
            question_count=Count("places", filter=Q(places__publish_at__lte=now) & is_public)
        )


class Tag(models.Model):
    """A topic, with an address that keeps working when the tag is renamed."""

    if TYPE_CHECKING:
        questions: Any  # the questions, by the way back from Question.tags
        letters: Any  # the letters with this tag, by the way back from Letter.topics
        subscribers: Any  # who chose it, by the way back from Subscriber.tags
        signups: Any  # by the way back from Signup.tags
        question_count: int  # where a query has counted them

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    description = MarkdownxField(_("description"), blank=True, max_length=4000)
    description_html = models.TextField(editable=False, blank=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="tag_name_unique",
                violation_error_message=_("There is a tag of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The tag's public page."""
        return reverse_path("tag", self.slug)

    @property
    def description_as_html(self) -> SafeString:
        """The description as it was rendered when it was saved."""
        return rendering.trust_stored_html(self.description_html)

    @property
    def plain_description(self) -> str:
        """The beginning of the description as plain text: for an attribute, a feed, a list."""
        return rendering.shorten_text(rendering.markdown_to_text(self.description))


class TagEntry(models.Model):
    """A published question in the list of one of its tags.

    It repeats the question's times, so that one index has each tag's questions in the order of its
    list: otherwise a tag's page would sort all its questions, or look through everybody else's.
    Made anew at each publication; keep nothing else here.
    """

    tag = models.ForeignKey(Tag, related_name="places", on_delete=models.CASCADE)
    question = models.ForeignKey("Question", related_name="places", on_delete=models.CASCADE)
    publish_at = models.DateTimeField()
    unpublish_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "questions_tagplace"
        verbose_name = _("place in a tag's list")
        verbose_name_plural = _("places in tags' lists")
        indexes = [
            models.Index(
                fields=["tag", "-publish_at", "-question", "unpublish_at"],
                name="tag_place_newest_first",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["question", "tag"], name="tag_place_once_a_pair")
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} → {self.question_id}"


class FormerTagSlug(models.Model):
    """An address that a tag once had; it redirects to the tag."""

    slug = models.SlugField(max_length=60, unique=True)
    tag = models.ForeignKey(Tag, related_name="former_slugs", on_delete=models.CASCADE)

    class Meta:
        verbose_name = _("former address of a tag")
        verbose_name_plural = _("former addresses of tags")

    def __str__(self) -> str:
        return self.slug
