"""The edited letter as its writer was shown it, and what was changed."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone
from django.utils.safestring import SafeString

from questions import actions
from questions.models import Column, Letter
from questions.text import rendering
from questions.text.diff import Change, diff_words


@dataclass(frozen=True)
class ShownText:
    """What stands in `Letter.shown`; older ones have no answer."""

    headline: str = ""
    letter_text: str = ""
    sign_off: str = ""
    notes: tuple[str, ...] = ()
    answer: str = ""

    @classmethod
    def from_json(cls, sealed: str) -> "ShownText":
        """The text from what `actions.approvals` wrote."""
        return cls(*json.loads(sealed))


class EditedLetter:
    """The edited letter on its writer's page.

    Attributes:
        text: what was shown last.
        until: the last day for a reply.
        can_be_silent: whether silence will count as a yes.
    """

    def __init__(self, letter: Letter, column: Column) -> None:
        self.letter = letter
        self.text = ShownText.from_json(letter.shown)
        self.until: date = actions.approvals.response_deadline(letter, column)
        self.can_be_silent = actions.approvals.can_consent_by_silence(letter, column)

    @property
    def is_over(self) -> bool:
        """Whether the last day is past."""
        return timezone.localdate() > self.until

    @cached_property
    def all_changes(self) -> list[Change]:
        """The way from the letter as it came to the edited one."""
        return self.mark_changes(self.letter.text)

    def mark_changes(self, before: str) -> list[Change]:
        """The way from another text to the edited letter; itself if they are the same."""
        return diff_words(before, self.text.letter_text) or [Change("same", self.text.letter_text)]

    @cached_property
    def former_text(self) -> ShownText | None:
        """What was shown the time before, if something else was."""
        sealed = self.letter.shown_before
        former = ShownText.from_json(sealed) if sealed else None
        return former if former != self.text else None

    @cached_property
    def changes_since(self) -> list[Change]:
        """The way from what was shown before to what is shown now."""
        return self.mark_changes(self.former_text.letter_text) if self.former_text else []

    @cached_property
    def answer_changes(self) -> list[Change]:
        """The way from the answer that was shown before to the one shown now; none if it is new."""
        before = self.former_text.answer if self.former_text else ""
        after = read_paragraphs(self.text.answer)
        return diff_words(read_paragraphs(before), after) if before else []

    @property
    def answer_html(self) -> SafeString:
        """The answer as it was written when the letter was shown."""
        return rendering.render_private_markdown(self.text.answer)


def read_paragraphs(markdown: str) -> str:
    """The words of an answer, without its marks, a paragraph at a time."""
    return "\n\n".join(map(rendering.markdown_to_text, markdown.split("\n\n")))
