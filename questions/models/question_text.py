"""The whole text of an answer as one value: what is written, kept, compared and published."""

import json
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True)
class QuestionText:
    """What a columnist writes: the edited letter, the answer, and where they belong.

    Two texts are equal when readers would see no difference.

    Attributes:
        headline: one line, or nothing yet.
        slug: the address that was chosen; empty as long as the headline makes it.
        letter_text: the letter as edited for the public.
        sign_off: what its writer is called.
        answer: Markdown.
        pull_quote: words of the letter or the answer that stand out between them, or nothing.
        correction: the note that readers see of a correction, or nothing.
        content_notes: codes of `ContentNote`.
        care: the ticked codes of `Care`.
        tags: keys of tags, in ascending order.
        update_of: the key of the question whose writer writes again here, or None.
    """

    headline: str = ""
    slug: str = ""
    letter_text: str = ""
    sign_off: str = ""
    answer: str = ""
    pull_quote: str = ""
    correction: str = ""
    content_notes: tuple[str, ...] = ()
    care: tuple[str, ...] = ()
    tags: tuple[int, ...] = ()
    update_of: int | None = None

    def __post_init__(self) -> None:
        """Forms and JSON give lists; the order of tags means nothing."""
        object.__setattr__(self, "content_notes", tuple(self.content_notes))
        object.__setattr__(self, "care", tuple(self.care))
        object.__setattr__(self, "tags", tuple(sorted(set(self.tags))))

    def to_json(self) -> str:
        """The text as it is sealed."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, sealed: str) -> "QuestionText":
        """The text from what `to_json` wrote; parts that a later version knows are left out."""
        names = {field.name for field in fields(cls)}
        return cls(**{name: part for name, part in json.loads(sealed).items() if name in names})
