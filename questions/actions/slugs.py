"""The addresses of questions: made from headlines, and kept when they change."""

from django.utils.text import slugify

from questions import crypto
from questions.models import FormerSlug, Question


def choose(question: Question, before: Question) -> str:
    """The question's slug from now on: John's own, or one made from the headline."""
    chosen = question.slug != before.slug or before.state == Question.State.PUBLISHED
    made_by_us = stem_from_headline(before.headline)
    if question.slug and (chosen or not question.slug.startswith(made_by_us)):
        return question.slug
    if question.slug and stem_from_headline(question.headline) == made_by_us:
        return question.slug
    return first_unused(question.headline)


def erased_placeholder(slug: str) -> str:
    """What is kept of an erased question's address: enough to answer 410, not to read it."""
    return f"gone-{crypto.keyed_hash('slug', slug).hex()[:32]}"


def stem_from_headline(headline: str) -> str:
    """The headline as an address, before it is made unique."""
    return slugify(headline)[:80].strip("-") or "letter"


def first_unused(headline: str) -> str:
    """An address made from a headline that no question has or had."""
    return first_unused_from(stem_from_headline(headline))


def first_unused_from(stem: str) -> str:
    """An address, with a number behind it if a question has or had the plain one."""
    taken = set(Question.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    taken |= set(FormerSlug.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{stem}-{n}") not in taken)


def record_former(question: Question, former: str | None) -> None:
    """Let a former address lead to the question, and the question's own nowhere else."""
    FormerSlug.objects.filter(slug=question.slug).delete()
    if former and former != question.slug:
        FormerSlug.objects.update_or_create(slug=former, defaults={"question": question})
