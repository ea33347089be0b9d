"""Passwords that anybody would try first at this column."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from questions.models import Column

# Listed in docs/security.md. The names of the column, the columnist and the site are added to them.
WORDS = (
    *("admin", "advice", "answer", "aunt", "agony", "column", "columnist", "editor", "letter"),
    *("letters", "question", "password", "passwort", "secret", "welcome", "login", "desk"),
)
LEAST_LEFT = 8  # letters and digits beside such words


class ColumnWordsValidator:
    """Refuses a password that is little more than words of this column."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError if too little is left without the words."""
        left = password.casefold()
        for word in sorted(column_words(), key=len, reverse=True):
            left = left.replace(word, "")
        if len(re.sub(r"\W|_", "", left)) < LEAST_LEFT and left != password.casefold():
            raise ValidationError(self.get_help_text(), code="column_words")

    def get_help_text(self) -> str:
        """What is asked for."""
        return _("Your password can’t be made mostly of words that belong to this site.")


def column_words() -> set[str]:
    """The words, those in this column's own names included."""
    column = Column.get_current_or_last()
    names = f"{column.name} {column.columnist} {settings.SITE_HOST}"
    return {*re.findall(r"\w{4,}", names.casefold()), *WORDS}
