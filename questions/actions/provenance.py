"""Made-up letters: what is published already like a letter, and the private note of its source."""

from django.db import transaction
from django.utils import timezone

from questions import search
from questions.actions import scrub
from questions.models import Provenance, Question
from questions.text.normalisation import normalise_text

# A letter told once more in other words scores more than this; two letters about the same trouble
# less (docs/decisions.md has the measurement).
MUCH_ALIKE = 0.75
MIN_CHARACTERS = 80  # before a letter says what it is about
MOST_SHOWN = 3


def find_published_likes(text: str, but: Question | None = None) -> list[Question]:
    """Published questions that a letter is much like, the likest first; none without vectors.

    Args:
        text: the letter; for a few words nothing is found. Nothing of it is stored.
        but: a question that is not meant, because it answers this letter.
    """
    if not search.has_vectors() or len(text.strip()) < MIN_CHARACTERS:
        return []
    vector = search.encode_texts([text])[0]
    matches = search.find_nearest(vector, MOST_SHOWN, MUCH_ALIKE, without=[but.pk] if but else [])
    found = Question.objects.published().in_bulk([match.question_id for match in matches])
    return [found[match.question_id] for match in matches if match.question_id in found]


@transaction.atomic
def update_note(question: Question, note: str) -> None:
    """Keep a private note of where a question's letter came from; an empty one deletes it."""
    note = normalise_text(note).strip()
    kept = Provenance.objects.filter(question=question).first()
    if kept:
        scrub.add_pending(scrub.tables_of(Provenance))
    if not note:
        Provenance.objects.filter(question=question).delete()
        return
    kept = kept or Provenance(question=question)
    kept.note, kept.noted_on = note, timezone.localdate()
    kept.save()


def read_note(question: Question) -> Provenance | None:
    """The note of a question, if there is one that the present keys open."""
    kept = Provenance.objects.filter(question=question).first()
    return kept if kept and kept.is_readable else None
