"""What an import is made of: plain frozen records without any database behind them.

A reader yields a `Post` for each entry of a file, exactly as the file has it. `prepare.py` turns
it into an `Item`: a letter and an answer, ready to be written by the verbs.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self


class BodyFormat(StrEnum):
    """How the body of a post is written."""

    HTML = "html"
    CLASSIC = "classic"  # WordPress before blocks: blank lines make the paragraphs
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a post refers to.

    Attributes:
        address: as the post has it.
        alt: its description, if there is one.
        is_found: whether the file is in the folder of uploads that was named.
    """

    address: str
    alt: str = ""
    is_found: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """A letter and its answer, where the source keeps them apart.

    Attributes:
        letter: plain text.
        answer: Markdown, or HTML where `is_html` says so.
        sign_off: how the writer of the letter is called.
        is_html: whether letter and answer are HTML that has to be converted.
    """

    letter: str
    answer: str
    sign_off: str = ""
    is_html: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a post has, and each letter that is made of it.

    Attributes:
        source_id: unique within its source and the same in every export of it; several letters of
            one post end in `#1`, `#2`, ….
        place: the file it is from.
        line: the line on which it begins, if it is known.
        tags: names, in the order of the source.
        published_at: an aware moment.
        addresses: paths with their query that led to it.
        update_of: the `slug` of the earlier post that it follows.
        notes: what had to be mended or left out, in words for the report.
        is_own: whether our own export wrote it, so that every text of it stays as it is.
    """

    source_id: str
    place: str = ""
    line: int | None = None
    slug: str = ""
    tags: tuple[str, ...] = ()
    published_at: datetime | None = None
    changed_at: datetime | None = None
    addresses: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    content_notes: tuple[str, ...] = ()
    pull_quote: str = ""
    correction: str = ""
    corrected_on: date | None = None
    update_of: str = ""
    notes: tuple[str, ...] = ()
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Post(Facts):
    """One entry of an export file, as the file has it.

    Attributes:
        title: plain text.
        body: HTML or Markdown; empty where `exchange` has the text.
        exchange: letter and answer, where the source keeps them apart.
        draft_reason: why it must not become public; empty if everybody could read it.
    """

    title: str = ""
    body: str = ""
    body_format: BodyFormat = BodyFormat.HTML
    exchange: Exchange | None = None
    draft_reason: str = ""

    def hide_for(self, reason: str) -> Self:
        """Return it as not public for a reason, if there is one and it has none of its own."""
        return replace(self, draft_reason=self.draft_reason or reason)


@dataclass(frozen=True, slots=True)
class Fault:
    """An entry that could not be read. The rest of the file goes on.

    Attributes:
        reason: what is wrong, in words; never a part of the text.
        place: the file.
        line: where in it, if that is known.
    """

    reason: str
    place: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that is not a post: a page, a menu, a comment.

    Attributes:
        what: its kind.
        title: its title, which may be empty.
        place: the file.
        line: where in it, if that is known.
    """

    what: str
    title: str = ""
    place: str = ""
    line: int | None = None


# Whoever goes through a file says of each entry where it stands.
Entry = Post | Fault | LeftOut


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a post was cut into letter and answer.

    Attributes:
        rule: the name of the rule that found it.
        confidence: from 0 (nothing was found) to 1 (the source said so).
        removed: words that only marked the cut and are in neither part.
        span: the blocks of the letter, from the first to the one behind the last; None if there is
            no single letter.
    """

    rule: str
    confidence: float
    removed: tuple[str, ...] = ()
    span: tuple[int, int] | None = None


NO_CUT = Cut("none", 0.0)
GIVEN_CUT = Cut("given by the source", 1.0)


@dataclass(frozen=True, slots=True)
class Difference:
    """Words that are not the same before and after.

    Attributes:
        before: the words of the source.
        after: the words of the rendered page in their place.
    """

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Item(Facts):
    """A letter and its answer, ready to be written into the column.

    Attributes:
        headline: the title, or the beginning of the letter.
        letter: plain text; empty if no letter was found.
        answer: Markdown.
        is_public: whether readers may see it at once.
        was_public: whether everybody could read it over there.
        draft_reasons: why not, in words for the report.
        differences: every difference between the words of the source and of the page.
        source_hash: tells whether it is the same as in an earlier import, once its pictures are in
            place; before that it is worked out.
    """

    headline: str = ""
    letter: str = ""
    sign_off: str = ""
    answer: str = ""
    cut: Cut = NO_CUT
    is_public: bool = False
    was_public: bool = False
    draft_reasons: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    source_hash: str = ""


@dataclass(frozen=True, slots=True)
class CollectionItem:
    """A collection that everybody can see.

    Attributes:
        headline: plain text.
        slug: its address.
        introduction: Markdown.
        parts: the Markdown before each letter, with the slug and the headline of the letter; both
            are empty for words alone.
    """

    headline: str
    slug: str
    introduction: str
    parts: tuple[tuple[str, str, str], ...]
