"""What is public once it is published: the question, its answer, and where it can be found."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from markdownx.models import MarkdownxField

from questions.absolute_urls import reverse_path
from questions.models.content_notes import NEEDS_CARE, Care, ContentNote
from questions.models.question_text import QuestionText
from questions.models.question_updates import EARLIER_FIELDS, FollowsQuestion, add_updates
from questions.text import rendering

if TYPE_CHECKING:
    from questions.models.tags import Tag


def published_now(
    prefix: str = "", now: datetime | None = None, until: datetime | None = None
) -> Q:
    """What "published" means, for a query that reaches questions by way of `prefix`.

    Args:
        prefix: the way, as a query spells it, such as `questions__`.
        now: the moment, if it is not the present one.
        until: the last moment of publication, if it is earlier than that.
    """
    now = now or timezone.now()
    came = f"{prefix}publish_at__lte"
    is_due = Q((f"{prefix}state", Question.State.PUBLISHED), (came, until or now))
    return is_due & (Q((f"{prefix}unpublish_at", None)) | Q((f"{prefix}unpublish_at__gt", now)))


# What a question's page shows.
READ_TEXTS = ["headline", "slug", "letter_text", "sign_off", "answer_html", "pull_quote"]
READ_TEXTS += ["letter_excerpt", "answer_excerpt", "correction", "corrected_on", "content_notes"]
READ_FACTS = ["minutes", "state", "publish_at", "unpublish_at", "changed_at", "update_of"]
READ_FACTS += ["takes_reader_letters"]

# What a list shows.
LISTED = ["headline", "slug", "letter_excerpt", "answer_excerpt"]
LISTED += ["minutes", "publish_at", "content_notes", "update_of"]


class QuestionQuerySet(models.QuerySet["Question"]):
    """The one way to a public page starts here."""

    def published(self, now: datetime | None = None, until: datetime | None = None) -> Self:
        """The questions that everybody may read, the newest first; for the moments see above."""
        return self.filter(published_now(now=now, until=until)).order_by("-publish_at", "-pk")

    def for_lists(self) -> Self:
        """What a list shows: no letter, no answer; the tags in one more query, updates in none."""
        return add_updates(self.only(*LISTED, *EARLIER_FIELDS).with_tags())

    def with_tags(self) -> Self:
        """Each question with its `tag_list`, in one more query for all of them."""
        return self.prefetch_related(Prefetch("tags", to_attr="tag_list"))

    def for_reading(self) -> Self:
        """What a question's page shows; the tags in one more query."""
        return self.only(*READ_TEXTS, *READ_FACTS).with_tags()


class Question(FollowsQuestion):
    """A letter as edited for the public, and the answer to it, as readers see them.

    Its text and tags are there only while it is scheduled or published. What is being written, and
    what was written before, is in its sealed revisions (`questions.actions.history`).
    """

    class State(models.TextChoices):
        """Whether readers may see it; a published question is scheduled until `publish_at`."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    headline = models.CharField(_("headline"), max_length=200)
    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        null=True,  # a draft has none until it has a headline
        blank=True,
        help_text=_("Made from the headline when left empty. A former address keeps working."),
    )
    letter_text = models.TextField(
        _("letter, as edited for the public"), max_length=20_000, blank=True
    )
    sign_off = models.CharField(_("sign-off"), max_length=80, blank=True)
    answer = MarkdownxField(_("answer"), blank=True, max_length=60_000)
    pull_quote = models.CharField(
        _("pull quote"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "A sentence of the letter or the answer, word for word. It stands between them, and on "
            "the picture that others show for the page."
        ),
    )
    answer_html = models.TextField(editable=False, blank=True)
    letter_excerpt = models.CharField(max_length=300, editable=False, blank=True)
    answer_excerpt = models.CharField(max_length=300, editable=False, blank=True)
    minutes = models.PositiveSmallIntegerField(editable=False, default=1)
    tags: models.ManyToManyField = models.ManyToManyField(
        "Tag", verbose_name=_("tags"), related_name="questions", blank=True
    )
    content_notes = models.JSONField(_("content notes"), default=list, blank=True)
    care = models.JSONField(_("published with care"), default=list, blank=True)
    correction = models.CharField(
        _("correction, noted publicly"),
        max_length=300,
        blank=True,
        help_text=_("Shown with its date at the end of the answer and in the feeds."),
    )
    corrected_on = models.DateField(null=True, editable=False)
    update_of = models.ForeignKey(
        "self",
        verbose_name=_("update to"),
        related_name="updates",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        help_text=_("The earlier answer whose writer writes again here."),
    )
    consented = models.BooleanField(
        _("may be published"),
        default=False,
        editable=False,
        help_text=_("Every letter behind this question came with consent to publication."),
    )
    first_published_at = models.DateTimeField(
        _("published elsewhere before"),
        null=True,
        editable=False,
        help_text=_("It was public at another site, so no letter stands behind it here."),
    )
    takes_reader_letters = models.BooleanField(
        _("readers can write about it"), default=False, db_default=False, editable=False
    )
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.DRAFT, editable=False
    )
    publish_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    unpublish_at = models.DateTimeField(_("public until"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)

    was_public = models.BooleanField(default=False, editable=False)  # so its address is kept

    objects = QuestionQuerySet.as_manager()

    earlier: "Question | None" = None  # what it is an update to, where a list says so
    is_rerun = False  # whether a list shows it because it comes first again

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        permissions = [("publish_question", "Can publish questions and take them down")]
        indexes = [
            models.Index(fields=["state", "-publish_at", "-id"], name="question_newest_first"),
            models.Index(
                fields=["state", "-publish_at", "-id"],
                name="update_newest_first",
                condition=Q(update_of__isnull=False),
            ),
            # Every process asks each moment which question went last (`CacheVersion.current_key`).
            models.Index(
                fields=["-unpublish_at"],
                name="question_went_last",
                condition=Q(unpublish_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="question_published_with_consent",
                condition=~Q(state="published")
                | (
                    Q(publish_at__isnull=False)
                    & (Q(consented=True) | Q(first_published_at__isnull=False))
                ),
            ),
            # Until it is scheduled or published no text of a question stands in the clear: it is in
            # the sealed revisions alone. A slip that saves a draft's text is refused here.
            models.CheckConstraint(
                name="question_text_only_when_published",
                condition=Q(state="published")
                | Q(
                    headline="",
                    letter_text="",
                    sign_off="",
                    answer="",
                    pull_quote="",
                    answer_html="",
                    letter_excerpt="",
                    answer_excerpt="",
                    correction="",
                    update_of=None,
                ),
            ),
            models.CheckConstraint(
                name="question_not_its_own_update", condition=~Q(update_of=models.F("pk"))
            ),
        ]

    def __str__(self) -> str:
        return self.headline or str(_("A draft without a headline"))

    def get_absolute_url(self) -> str:
        """The question's page; as long as it has no address, the one that only the desk sees."""
        if not self.slug:
            return reverse("question-page", args=[self.pk])
        return reverse_path("question", self.slug)

    @property
    def public_text(self) -> QuestionText:
        """The text that stands in the question's own columns."""
        return QuestionText(
            headline=self.headline,
            slug=self.slug or "",
            letter_text=self.letter_text,
            sign_off=self.sign_off,
            answer=self.answer,
            pull_quote=self.pull_quote,
            correction=self.correction,
            content_notes=tuple(self.content_notes),
            care=tuple(self.care),
            tags=tuple(self.tags.values_list("pk", flat=True)),
            update_of=self.update_of_id,
        )

    @property
    def is_public(self) -> bool:
        """Whether readers can see it now."""
        return self.state == self.State.PUBLISHED and not (self.is_scheduled or self.has_expired)

    @property
    def has_expired(self) -> bool:
        """Whether the day is past until which it was public."""
        return self.unpublish_at is not None and self.unpublish_at <= timezone.now()

    @property
    def is_scheduled(self) -> bool:
        """Whether it will become public by itself."""
        if self.state != self.State.PUBLISHED or self.publish_at is None:
            return False
        return self.publish_at > timezone.now()

    @property
    def answer_as_html(self) -> SafeString:
        """The answer as it was rendered when it was saved."""
        return rendering.trust_stored_html(self.answer_html)

    @property
    def needs_help_lines(self) -> bool:
        """Whether the question speaks of danger, so that help lines belong beside it."""
        return bool(set(self.content_notes) & set(NEEDS_CARE))

    @cached_property
    def tag_list(self) -> list["Tag"]:
        """Its tags, which lists bring along."""
        return list(self.tags.all())

    def topic_keys(self) -> str:
        """Its tags and content notes as words, by which a reader may hide it from lists."""
        notes = (f"note-{code}" for code in self.content_notes)
        return " ".join([*(tag.slug for tag in self.tag_list), *notes])

    @property
    def content_note_names(self) -> list[str]:
        """The content notes in words."""
        names = dict(ContentNote.choices)
        return [str(names[code]) for code in self.content_notes if code in names]

    @property
    def unticked_care_points(self) -> list[str]:
        """What of the list for questions about danger is not ticked yet."""
        return [str(label) for code, label in Care.choices if code not in self.care]
