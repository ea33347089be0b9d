"""The addresses of questions: made from headlines, and kept when they change."""

import re
from collections.abc import Iterator
from itertools import chain, count

from django.db.models import QuerySet
from django.utils.text import slugify

from questions import crypto
from questions.models import (
    Collection,
    FormerCollectionSlug,
    FormerSlug,
    FormerTagSlug,
    Question,
    QuestionText,
    Tag,
)

STEM_LENGTH = 80
TAG_STEM_LENGTH = 50  # with room for a number behind it
# fmt: off
LETTERS = str.maketrans({  # which have no parts that Unicode could take apart
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th",
    "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T", "ı": "i",
})
# fmt: on
BETWEEN_WORDS = re.compile(r"[–—―/…]|\.{3}")


def choose(question: Question, text: QuestionText) -> str:
    """The address at which a text of the question stands.

    Args:
        question: the question, as it is in the database.
        text: its text; without an address of its own it gets one made from the headline.
    """
    if text.slug and (text.slug == question.slug or not is_taken(text.slug, question)):
        return text.slug
    return first_unused_from(stem_from_headline(text.slug or text.headline), question)


def erased_placeholder(slug: str) -> str:
    """What is kept of an erased question's address: enough to answer 410, not to read it."""
    return f"gone-{crypto.keyed_hash('slug', slug).hex()[:32]}"


def stem_from_headline(headline: str, otherwise: str = "letter") -> str:
    """The headline as an address that ends with a word, before it is made unique.

    Args:
        headline: what it is made from.
        otherwise: the address of a headline without letters that an address can have.
    """
    stem = slugify(BETWEEN_WORDS.sub(" ", headline.translate(LETTERS)))
    if len(stem) > STEM_LENGTH:
        stem = stem[: STEM_LENGTH + 1].rpartition("-")[0] or stem[:STEM_LENGTH]
    return stem.strip("-_") or otherwise


def first_unused_from(stem: str, question: Question) -> str:
    """An address, with a number behind it if another question has or had the plain one."""
    if not is_taken(stem, question):
        return stem
    others = Question.objects.exclude(pk=question.pk)
    taken = slugs_from(stem, others, FormerSlug.objects.exclude(question_id=question.pk))
    candidates = (slug for slug in number_stem(stem) if slug not in taken)
    return next(slug for slug in candidates if not is_erased(slug))


def first_unused_for_tag(name: str) -> str:
    """An address made from a tag's name that no other tag has or had."""
    stem = slugify(name.translate(LETTERS))[:TAG_STEM_LENGTH].strip("-_") or "tag"
    taken = slugs_from(stem, Tag.objects.all(), FormerTagSlug.objects.all())
    return next(slug for slug in number_stem(stem) if slug not in taken)


def first_unused_for_collection(headline: str) -> str:
    """An address made from a collection's headline that no other collection has or had."""
    stem = stem_from_headline(headline, "collection")
    taken = slugs_from(stem, Collection.objects.all(), FormerCollectionSlug.objects.all())
    return next(slug for slug in number_stem(stem) if slug not in taken)


def slugs_from(stem: str, *rows: QuerySet) -> set[str]:
    """The addresses in some tables that begin with a stem."""
    found = (some.filter(slug__startswith=stem).values_list("slug", flat=True) for some in rows)
    return set(chain.from_iterable(found))


def number_stem(stem: str) -> Iterator[str]:
    """Yield a stem, then the same with a number behind it, from 2 on without end."""
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))


def is_another_letters(slug: str, question: Question) -> bool:
    """Whether an address led to another letter once: readers who kept it would be led astray."""
    former = FormerSlug.objects.filter(slug=slug).exclude(question_id=question.pk)
    return former.exists() or is_erased(slug)


def is_taken(slug: str, question: Question) -> bool:
    """Whether an address leads, or led once, to another letter."""
    others = Question.objects.filter(slug=slug).exclude(pk=question.pk)
    return others.exists() or is_another_letters(slug, question)


def is_erased(slug: str) -> bool:
    """Whether a letter that is erased had the address; it says so for good."""
    return Question.objects.filter(slug=erased_placeholder(slug)).exists()


def record_former(question: Question, former: str | None) -> None:
    """Let a former address lead to the question, and the question's own nowhere else."""
    FormerSlug.objects.filter(slug=question.slug, question=question).delete()
    if former and former != question.slug:
        FormerSlug.objects.update_or_create(slug=former, defaults={"question": question})
