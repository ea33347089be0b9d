"""The verbs: every change of state, whoever asks for it.

A verb does the whole change in one transaction: rows, rendered HTML, former addresses. Doors,
commands and imports call these and nothing else to change a letter or a pair.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from questions import consent, crypto, rendering
from questions.models import Column, FormerSlug, FormerTagSlug, Letter, Question, Tag


class NotPublishable(Exception):
    """What stands between a pair and the public.

    Attributes:
        reasons: sentences for John, one for each thing that is missing.
    """

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


class NotAnswerable(Exception):
    """A letter that was declined or set aside as spam cannot be answered as it stands."""


def receive(
    *, text: str, sign_off: str = "", contact: str = "", consented: bool = False, receipt: str
) -> Letter:
    """Take a letter in, once for each receipt however often its form is sent.

    Args:
        text: the letter exactly as it was written.
        sign_off: how the asker wants to be called, or nothing.
        contact: where the asker can be told of an answer, or nothing.
        consented: whether the asker ticked the present wording of the consent.
        receipt: what the asker will hold; only its keyed hash is kept.

    Returns:
        The letter; the one that is there already if this receipt was used before.
    """
    letter = Letter(
        text=text,
        sign_off=sign_off,
        contact=contact,
        receipt_hash=crypto.receipt_hash(receipt),
        consent_version=consent.CURRENT if consented else None,
        consented_on=timezone.localdate() if consented else None,
    )
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:
        return Letter.objects.get(receipt_hash=letter.receipt_hash)
    return letter


@transaction.atomic
def decline(letter: Letter) -> None:
    """Set a letter aside that John will not answer; one that is answered stays so."""
    Letter.objects.filter(pk=letter.pk, state__in=Letter.WAITING).update(
        state=Letter.State.DECLINED
    )
    letter.refresh_from_db(fields=["state"])


@transaction.atomic
def answer(letter: Letter) -> Question:
    """Start an answer to a letter: a draft with the letter's words to edit for the public.

    Returns:
        The draft, or the question that the letter has already.

    Raises:
        NotAnswerable: the letter was declined or is spam.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.question:
        return letter.question
    if letter.state not in Letter.WAITING:
        raise NotAnswerable
    question = Question(
        letter_text=letter.text,
        sign_off=letter.sign_off,
        consented=letter.may_be_published,
    )
    derive(question)
    question.save(force_insert=True)
    letter.question, letter.state = question, Letter.State.ANSWERING
    letter.save(update_fields=["question", "state"])
    return question


def derive(question: Question) -> None:
    """Work out what is kept beside John's text: HTML, excerpts, reading time."""
    words = rendering.plain_text(question.answer)
    question.answer_html = rendering.render_markdown(question.answer)
    question.answer_excerpt = rendering.shorten(words)
    question.letter_excerpt = rendering.shorten(question.letter_text)
    question.minutes = rendering.reading_minutes(question.letter_text, words)


@transaction.atomic
def correct(question: Question, tags: Iterable[Tag] | None = None) -> None:
    """Save John's changes to a draft or a published pair, with all that follows from them.

    Args:
        question: the pair with its new text; state, time and consent are left as they are. An
            empty address is made from the headline; a draft's address follows its headline.
        tags: its tags from now on, or None to leave them.

    Raises:
        NotPublishable: the pair is published and would lose what a published pair must have.
    """
    before = Question.objects.select_for_update().get(pk=question.pk)
    derive(question)
    question.slug = address_for(question, before)
    question.changed_at = timezone.now()
    if before.state == Question.State.PUBLISHED and (missing := missing_parts(question)):
        raise NotPublishable(missing)
    question.save(update_fields=[*WRITTEN, *DERIVED])
    keep_address(question, before.slug)
    if tags is not None:
        question.tags.set(tags)


WRITTEN = ["headline", "slug", "letter_text", "sign_off", "answer", "content_notes", "update_of"]
DERIVED = ["answer_html", "answer_excerpt", "letter_excerpt", "minutes", "changed_at"]


def address_for(question: Question, before: Question) -> str:
    """The pair's slug from now on: John's own, or one made from the headline."""
    chosen = question.slug != before.slug or before.state == Question.State.PUBLISHED
    made_by_us = slug_stem(before.headline)
    if question.slug and (chosen or not question.slug.startswith(made_by_us)):
        return question.slug
    if question.slug and slug_stem(question.headline) == made_by_us:
        return question.slug
    return free_slug(question.headline)


def slug_stem(headline: str) -> str:
    """The headline as an address, before it is made unique."""
    return slugify(headline)[:80].strip("-") or "letter"


def free_slug(headline: str) -> str:
    """An address made from a headline that no pair has or had."""
    stem = slug_stem(headline)
    taken = set(Question.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    taken |= set(FormerSlug.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{stem}-{n}") not in taken)


def keep_address(question: Question, former: str | None) -> None:
    """Let a former address lead to the pair, and the pair's own address lead nowhere else."""
    FormerSlug.objects.filter(slug=question.slug).delete()
    if former and former != question.slug:
        FormerSlug.objects.update_or_create(slug=former, defaults={"question": question})


@transaction.atomic
def publish(question: Question, at: datetime | None = None) -> None:
    """Make a pair public, now or at a time to come.

    Args:
        question: a draft, or a pair that is scheduled or published already.
        at: an aware time to come; None for now.

    Raises:
        NotPublishable: a writer has not agreed, or something is missing. Nothing was changed.
    """
    question.refresh_from_db(from_queryset=Question.objects.select_for_update())
    reasons = reasons_against(question)
    now = timezone.now()
    if at is not None and at <= now:
        reasons.append(_("The time is past. Choose one to come, or publish now."))
    if reasons:
        raise NotPublishable(reasons)
    if at is None and question.is_public:
        return
    question.state, question.publish_at = Question.State.PUBLISHED, at or now
    question.save(update_fields=["state", "publish_at"])
    question.letters.update(state=Letter.State.ANSWERED)


def reasons_against(question: Question) -> list[str]:
    """What still stands between a pair and the public, worked out from the rows themselves."""
    reasons = missing_parts(question)
    if not question.consented or question.letters.without_consent().exists():
        reasons.append(_("The writer has not agreed to publication: it can only be a draft."))
    return reasons


def missing_parts(question: Question) -> list[str]:
    """What a published pair must have and this one has not."""
    reasons = []
    if not question.headline.strip():
        reasons.append(_("The headline is empty."))
    if not question.letter_text.strip():
        reasons.append(_("The letter, as edited for the public, is empty."))
    if not has_words(question.answer):
        reasons.append(_("The answer is empty."))
    return reasons


def has_words(markdown: str) -> bool:
    """Whether a reader would find anything in a Markdown text."""
    return bool(rendering.plain_text(markdown))


@transaction.atomic
def unpublish(question: Question) -> None:
    """Take a pair down: readers get 404 from now on, John keeps it as a draft."""
    question.refresh_from_db(from_queryset=Question.objects.select_for_update())
    question.state, question.publish_at = Question.State.DRAFT, None
    question.save(update_fields=["state", "publish_at"])
    question.letters.filter(state=Letter.State.ANSWERED).update(state=Letter.State.ANSWERING)


@transaction.atomic
def describe(tag: Tag) -> None:
    """Save a tag, new or changed; its former address leads to it."""
    former = Tag.objects.filter(pk=tag.pk).values_list("slug", flat=True).first()
    tag.description_html = rendering.render_markdown(tag.description)
    tag.save()
    FormerTagSlug.objects.filter(slug=tag.slug).delete()
    if former not in (None, tag.slug):
        FormerTagSlug.objects.update_or_create(slug=former, defaults={"tag": tag})


@transaction.atomic
def set_up(column: Column) -> None:
    """Save the column's settings; every process shows them within a second."""
    column.pk = Column.ONLY
    column.about_html = rendering.render_markdown(column.about)
    column.save()
    transaction.on_commit(Column.forget)
