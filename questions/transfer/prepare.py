"""Turn a post of an export into items: converted, cut, and compared word by word."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from questions.transfer import classic
from questions.transfer.blocks import join_soft_lines, plain_text
from questions.transfer.comments import drop_comments
from questions.transfer.hand_cuts import HandCut, cut_by_hand
from questions.transfer.html_words import paragraphs_of
from questions.transfer.items import (
    GIVEN_CUT,
    BodyFormat,
    Cut,
    Difference,
    Exchange,
    Facts,
    Item,
    Post,
)
from questions.transfer.markdown import html_to_markdown, settle_markdown
from questions.transfer.signatures import LONGEST_SIGN_OFF
from questions.transfer.split import Part, split_post
from questions.transfer.verification import comparable_words, compare_words, html_words

LONGEST_HEADLINE = 200
LONGEST_LETTER = 20_000
LONGEST_ANSWER = 60_000
CONFIDENT = 0.7
UNSURE = (
    "It is not certain where the answer begins"  # how the reason begins that a person can overrule
)
LIQUID = re.compile(r"\{[{%][<%]?\s*(\w[\w.-]{0,40})")
SENTENCE_END = re.compile(r"(?<=[.!?…])\s")

Renderer = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PrepareOptions:
    """How to prepare posts.

    Attributes:
        render: makes the page's HTML of Markdown; what it shows is compared with the source.
        is_picture_found: whether a picture is in the folder of uploads.
        min_confidence: a cut that is less sure makes a draft.
    """

    render: Renderer
    is_picture_found: Callable[[str], bool] = lambda address: False
    min_confidence: float = CONFIDENT


@dataclass(frozen=True, slots=True)
class Body:
    """A post's body in Markdown.

    Attributes:
        markdown: the text.
        words: those of the source, by which it is checked.
        notes: what was left out.
    """

    markdown: str
    words: list[str]
    notes: tuple[str, ...] = ()


def prepare_post(
    post: Post, options: PrepareOptions, chosen: HandCut | None = None
) -> Iterator[Item]:
    """Yield the letter and answer of a post; several if it has several.

    Args:
        post: as a reader found it.
        options: how to prepare it.
        chosen: where a person has cut it; the rules find a place if it is None.
    """
    pictures = tuple(
        replace(picture, is_found=options.is_picture_found(picture.address))
        for picture in post.pictures
    )
    found = replace(post, pictures=pictures)
    if post.exchange:
        yield finish_item(
            found, *prepare_exchange(post.exchange, options), number=0, options=options
        )
        return
    body = convert_body(found, options.render)
    parts = cut_by_hand(body.markdown, chosen) if chosen else split_post(body.markdown)
    given = differences_of(parts, body, options)
    for number, part in enumerate(parts, 1 if len(parts) > 1 else 0):
        checked = given if number <= 1 else ()
        item = replace(found, notes=(*found.notes, *body.notes)) if number <= 1 else found
        exchange = Exchange(plain_text(part.letter), part.answer, part.sign_off)
        yield finish_item(item, exchange, part.cut, checked, number=number, options=options)


def prepare_exchange(
    given: Exchange, options: PrepareOptions
) -> tuple[Exchange, Cut, tuple[Difference, ...]]:
    """Return an exchange that the source keeps apart, converted if it is HTML.

    Args:
        given: letter and answer.
        options: how to prepare them.
    """
    if not given.is_html:
        return given, GIVEN_CUT, ()
    answer, _ = html_to_markdown(given.answer)
    is_marked = "<" in given.letter
    letter = "\n\n".join(paragraphs_of(given.letter)) if is_marked else given.letter.strip()
    differences = compare_words(html_words(given.answer), html_words(options.render(answer)))
    return Exchange(letter, answer, given.sign_off), GIVEN_CUT, differences


def convert_body(post: Post, render: Renderer) -> Body:
    """Return a post's body in Markdown, with the words of its source.

    Args:
        post: as a reader found it.
        render: makes the page's HTML of it.
    """
    text, left_out = drop_comments(post.body)
    if post.body_format is BodyFormat.MARKDOWN:
        markdown, html = settle_markdown(text)
        names = sorted({found[1] for found in LIQUID.finditer(text)})
        notes = (*left_out, *notes_on_codes(names))
        return Body(join_soft_lines(markdown), html_words(html), notes)
    html = classic.drop_comments(text)
    if post.body_format is BodyFormat.CLASSIC:
        html = classic.classic_to_html(html)
    html, shortcodes = classic.replace_shortcodes(html)
    alts = {picture.address: picture.alt for picture in post.pictures if picture.alt}
    body = convert_html(html, alts, render)
    return replace(body, notes=(*left_out, *body.notes, *notes_on_codes(list(shortcodes))))


def convert_html(html: str, alts: dict[str, str], render: Renderer) -> Body:
    """Convert HTML, without its emphasis if that would show as marks on the page.

    Args:
        html: a body.
        alts: descriptions of pictures.
        render: makes the page's HTML of Markdown.
    """
    words = html_words(html)
    markdown, notes = html_to_markdown(html, alts)
    if html_words(render(markdown)) == words:
        return Body(markdown, words, notes)
    plain, plain_notes = html_to_markdown(html, alts, has_emphasis=False)
    if html_words(render(plain)) == words:
        return Body(plain, words, (*plain_notes, "Its emphasis cannot be written and is left out."))
    return Body(markdown, words, notes)


def notes_on_codes(names: list[str]) -> tuple[str, ...]:
    """Name the shortcodes that stay as text."""
    return (f"Shortcodes that stay as text: {', '.join(names[:20])}",) if names else ()


def differences_of(
    parts: list[Part], body: Body, options: PrepareOptions
) -> tuple[Difference, ...]:
    """Compare the words of a source with those of the letters and pages made of it.

    Args:
        parts: the letters and answers.
        body: the source.
        options: how pages are rendered.
    """
    after: list[str] = []
    removed: list[str] = []
    for part in parts:
        letter = plain_text(part.letter)
        shown = html_words(options.render(part.letter)) if part.letter else []
        plain = comparable_words(letter)
        after += plain if len(plain) == len(shown) else shown
        after += comparable_words(part.sign_off)
        after += html_words(options.render(part.answer))
        removed += [" ".join(comparable_words(mark)) for mark in part.cut.removed]
    found = compare_words(body.words, after)
    return tuple(one for one in found if one.after or one.before not in removed)


def finish_item(
    post: Post,
    exchange: Exchange,
    cut: Cut,
    differences: tuple[Difference, ...],
    *,
    number: int,
    options: PrepareOptions,
) -> Item:
    """Put an item together.

    Args:
        post: as a reader found it.
        exchange: its letter and answer.
        cut: how they were found.
        differences: those of the words.
        number: which of several letters of the post, from 1; 0 if it is the only one.
        options: how to prepare it.
    """
    reasons = draft_reasons(post, exchange, cut, options)
    made = headline_of(post.title, exchange.letter, number)
    headline, note = (post.title, None) if post.is_own else made
    return Item(
        **share_facts(post, number, note),
        headline=headline,
        letter=exchange.letter,
        sign_off=exchange.sign_off,
        answer=exchange.answer,
        cut=cut,
        is_public=not reasons,
        was_public=not post.draft_reason,
        draft_reasons=reasons,
        differences=differences,
    )


def share_facts(post: Post, number: int, note: str | None) -> dict[str, Any]:
    """What a letter has from its post. The first alone has its address and its pictures.

    Args:
        post: as a reader found it.
        number: which of several letters of the post, from 1; 0 if it is the only one.
        note: what had to be done for a headline.
    """
    facts = {one.name: getattr(post, one.name) for one in fields(Facts)}
    if note:
        facts["notes"] = (*post.notes, note)
    if number:
        facts["source_id"] += f"#{number}"
    if number > 1:
        slug = f"{post.slug}-{number}" if post.slug else ""
        facts |= {"slug": slug, "addresses": (), "pictures": ()}
    return facts


def headline_of(title: str, letter: str, number: int) -> tuple[str, str]:
    """Return a headline, and a note if it is not the title.

    Args:
        title: the post's.
        letter: plain text, whose first sentence serves where there is no title.
        number: which of several letters, or 0.
    """
    suffix = f" ({number})" if number > 1 else ""
    if not title.strip():
        first = SENTENCE_END.split(" ".join(letter.split()), maxsplit=1)[0]
        note = "It has no title: the first words of the letter are its headline."
        return cut_between_words(first, LONGEST_HEADLINE // 2) + suffix, note if first else ""
    if len(title) + len(suffix) > LONGEST_HEADLINE:
        note = f"Its title was too long and is cut: {title}"
        return cut_between_words(title, LONGEST_HEADLINE - len(suffix)) + suffix, note
    return title + suffix, ""


def cut_between_words(text: str, length: int) -> str:
    """Return the beginning of a text, cut between words."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip() + "…"


def draft_reasons(
    post: Post, exchange: Exchange, cut: Cut, options: PrepareOptions
) -> tuple[str, ...]:
    """Say everything that keeps an item from being public.

    Args:
        post: as a reader found it.
        exchange: its letter and answer.
        cut: how they were found.
        options: how sure a cut must be.
    """
    tests = (
        (post.draft_reason, bool(post.draft_reason)),
        ("No letter was found in it.", not exchange.letter.strip()),
        ("It has no answer.", not exchange.answer.strip()),
        ("It has no title.", not post.title.strip() and not exchange.letter.strip()),
        (f"{UNSURE} ({cut.rule}).", 0 < cut.confidence < options.min_confidence),
        ("Its letter is too long.", len(exchange.letter) > LONGEST_LETTER),
        ("Its answer is too long.", len(exchange.answer) > LONGEST_ANSWER),
        ("Its sign-off is too long.", len(exchange.sign_off) > LONGEST_SIGN_OFF),
    )
    return tuple(reason for reason, is_so in tests if is_so)
