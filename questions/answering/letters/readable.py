"""The letters behind a question, for those who may read them and as far as the keys open them."""

from django.http import HttpRequest

from questions.crypto import Unreadable
from questions.models import Letter, Question


def readable_letters(request: HttpRequest, question: Question) -> tuple[list[Letter], int]:
    """The letters to show, the oldest first, and how many there are that no key opens."""
    if not request.user.has_perm("questions.view_letter"):
        return [], 0
    letters = list(question.letters.in_order())
    shown = [letter for letter in letters if is_readable(letter)]
    return shown, len(letters) - len(shown)


def is_readable(letter: Letter | None) -> bool:
    """Whether the present keys open the letter."""
    try:
        return letter is not None and letter.text is not None
    except Unreadable:
        return False
