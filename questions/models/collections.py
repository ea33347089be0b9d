"""Collections: an order of letters that the columnist chose, with words between them."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from markdownx.models import MarkdownxField

from questions.absolute_urls import reverse_path
from questions.models.questions import Question
from questions.text import rendering

MOST_PARTS = 60  # letters of one collection, so that its page is bounded


class CollectionQuerySet(models.QuerySet["Collection"]):
    """Collections as readers see them."""

    def published(self) -> Self:
        """Those that everybody may read, by headline."""
        return self.filter(is_public=True).order_by("headline", "pk")


class Collection(models.Model):
    """A page of letters in an order of their own. Until it is public only the desk can see it."""

    if TYPE_CHECKING:
        parts: Any  # by the way back from CollectionPart.collection

    headline = models.CharField(_("headline"), max_length=120)
    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        blank=True,
        help_text=_("Made from the headline when left empty. A former address keeps working."),
    )
    introduction = MarkdownxField(_("introduction"), blank=True, max_length=6000)
    introduction_html = models.TextField(editable=False, blank=True)
    is_public = models.BooleanField(_("readers can see it"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering = ["headline", "pk"]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        """The collection's public page; that of all of them as long as it has no address."""
        return reverse_path("collection" if self.slug else "collections", self.slug)

    @property
    def introduction_as_html(self) -> SafeString:
        """The introduction as it was rendered when it was saved."""
        return rendering.trust_stored_html(self.introduction_html)

    def list_public_parts(self) -> list["CollectionPart"]:
        """Its letters in their order, with the words before them: those that are public now."""
        public = Question.objects.published().filter(collection_parts__collection=self)
        questions = {question.pk: question for question in public.for_lists()}
        shown = []
        for part in self.parts.defer("words"):
            if part.question_id is None or part.question_id in questions:
                part.question = questions.get(part.question_id)
                shown.append(part)
        return shown

    @property
    def plain_introduction(self) -> str:
        """The beginning of the introduction as plain text."""
        return rendering.shorten_text(rendering.markdown_to_text(self.introduction))


class CollectionPart(models.Model):
    """One letter of a collection and the words before it; without a letter, words alone.

    The words are about the letter, so they are shown and erased with it.
    """

    WORDS_LIMIT = 6000

    collection = models.ForeignKey(Collection, related_name="parts", on_delete=models.CASCADE)
    position = models.PositiveSmallIntegerField(_("place"))
    words = models.TextField(_("your words before it"), max_length=WORDS_LIMIT, blank=True)
    words_html = models.TextField(editable=False, blank=True)
    question = models.ForeignKey(
        Question,
        verbose_name=_("letter"),
        related_name="collection_parts",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("letter in the collection")
        verbose_name_plural = _("letters in the collection")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "question"],
                name="collection_has_a_letter_once",
                violation_error_message=_("This letter is in the collection already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.question or _("Your words"))

    @property
    def words_as_html(self) -> SafeString:
        """The words as they were rendered when they were saved."""
        return rendering.trust_stored_html(self.words_html)


class FormerCollectionSlug(models.Model):
    """An address that a collection once had; it redirects to the collection."""

    slug = models.SlugField(max_length=100, unique=True)
    collection = models.ForeignKey(
        Collection, related_name="former_slugs", on_delete=models.CASCADE
    )

    class Meta:
        verbose_name = _("former address of a collection")
        verbose_name_plural = _("former addresses of collections")

    def __str__(self) -> str:
        return self.slug
