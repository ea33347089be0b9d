"""Cut a post into the letter and the answer.

Rules are tried in order, each with a confidence. A wrong cut would put the columnist's words into
the mouth of somebody in distress, so the columnist sees every cut before it is public.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from questions.transfer.blocks import Block, blocks_of, join_blocks, remove_quote_marks
from questions.transfer.cut_marks import ANSWER, NUMBERED, QUESTION, find_marks, without_mark
from questions.transfer.items import NO_CUT, Cut
from questions.transfer.signatures import (
    NAME_ALONE,
    SALUTATION,
    is_signature_of,
    sign_off_of,
    words_in,
)

LOOKED_AT = 4  # blocks in which a letter must begin
MIN_LETTER_WORDS = 8
SURE_LETTER_WORDS = 25
SHORT_NAME_WORDS = 6


@dataclass(frozen=True, slots=True)
class Part:
    """One letter and its answer, both in Markdown.

    Attributes:
        letter: empty if none was found.
        answer: the rest.
        cut: the rule that found it.
        sign_off: how the writer signed, in plain text.
    """

    letter: str
    answer: str
    cut: Cut
    sign_off: str = ""


Rule = Callable[[list[Block]], list[Part]]


def split_post(markdown: str) -> list[Part]:
    """Cut a post.

    Args:
        markdown: the whole post.

    Returns:
        One part, or several where the post has several letters.
    """
    blocks = blocks_of(markdown)
    for rule in RULES:
        if parts := rule(blocks):
            return [with_sign_off(part) for part in parts]
    return [Part("", markdown, NO_CUT)]


def split_several(blocks: list[Block]) -> list[Part]:
    """Several letters in one post, each with its own marks."""
    questions = find_marks(blocks, QUESTION) or []
    questions = questions if len(questions) > 1 else find_marks(blocks, NUMBERED)
    if len(questions) < 2:
        return []
    ends = [place for place, _ in questions[1:]] + [len(blocks)]
    found = []
    for (start, mark), end in zip(questions, ends, strict=True):
        answers = find_marks(blocks[start + 1 : end], ANSWER)
        if not answers:
            return []
        place, answer_mark = answers[0][0] + start + 1, answers[0][1]
        letter = [*without_mark(blocks[start], mark), *blocks[start + 1 : place]]
        answer = [*without_mark(blocks[place], answer_mark), *blocks[place + 1 : end]]
        cut = Cut("several letters", 0.9, (mark.strip(), answer_mark.strip()))
        found.append(Part(letter_text(letter), join_blocks(answer), cut))
    return with_introduction(found, blocks[: questions[0][0]])


def with_introduction(parts: list[Part], blocks: list[Block]) -> list[Part]:
    """Put what stands before the first letter before the first answer, so that nothing is lost.

    Args:
        parts: the letters with their answers.
        blocks: what stands before them.
    """
    if not blocks:
        return parts
    first = parts[0]
    answer = join_blocks([*blocks, Block("paragraph", first.answer)])
    cut = replace(first.cut, confidence=round(first.cut.confidence - 0.15, 2))
    return [Part(first.letter, answer, cut), *parts[1:]]


def letter_text(blocks: list[Block]) -> str:
    """Return a letter's Markdown, without rules at its ends and out of its quotation."""
    while blocks and blocks[0].kind == "rule":
        blocks = blocks[1:]
    while blocks and blocks[-1].kind == "rule":
        blocks = blocks[:-1]
    return "\n\n".join(
        remove_quote_marks(one) if one.kind == "quote" else one.text for one in blocks
    )


def split_marked(blocks: list[Block]) -> list[Part]:
    """A line that says whose words follow, such as "Q:" or "A reader writes:"."""
    questions = find_marks(blocks[:LOOKED_AT], QUESTION)
    if not questions:
        return []
    start, mark = questions[0]
    inside = without_mark(blocks[start], mark)
    answers = [found for found in find_marks(blocks, ANSWER) if found[0] > start]
    if answers:
        place, answer_mark = answers[0]
        letter = [*inside, *blocks[start + 1 : place]]
        answer = [*without_mark(blocks[place], answer_mark), *blocks[place + 1 :]]
        cut = Cut("marked lines", 0.95, (mark.strip(), answer_mark.strip()), (start, place))
        return cut_unless_empty(letter, answer, cut, blocks[:start])
    return split_below_mark(blocks, start, mark)


def split_below_mark(blocks: list[Block], start: int, mark: str) -> list[Part]:
    """A marked letter whose end must be found: a quotation, a rule or a signature.

    Args:
        blocks: the post.
        start: the place of the mark.
        mark: its words.
    """
    rest = [*without_mark(blocks[start], mark), *blocks[start + 1 :]]
    end = leading_quotes(rest) or first_rule(rest) or signature_end(rest)
    if not end:
        return []
    gone = len(blocks) - start - len(rest)  # the mark's own block, when it had nothing else
    cut = Cut("marked letter", 0.85, (mark.strip(),), (start, start + gone + end))
    return cut_unless_empty(rest[:end], rest[end:], cut, blocks[:start])


def cut_unless_empty(
    letter: list[Block], answer: list[Block], cut: Cut, before: list[Block]
) -> list[Part]:
    """Return the cut, unless one of its sides has no words.

    Args:
        letter: the blocks of the letter.
        answer: those of the answer.
        cut: the rule that found them.
        before: what stands above the letter.
    """
    while answer and answer[0].kind == "rule":
        answer = answer[1:]
    text = letter_text(letter)
    if words_in(text) < MIN_LETTER_WORDS or not answer:
        return []
    return with_introduction([Part(text, join_blocks(answer), cut)], before)


def split_repeated(blocks: list[Block]) -> list[Part]:
    """A salutation, and an answer that greets the writer by the signature above it."""
    start = letter_start(blocks)
    if start is None:
        return []
    told = [place for place, block in enumerate(blocks) if block.kind != "rule"]
    for above, place in pairwise(told):
        if above >= start and is_signature_of(blocks[above].last_line, blocks[place].first_line):
            cut = Cut("signature repeated", 0.95, (), (start, place))
            return cut_unless_empty(blocks[start:place], blocks[place:], cut, blocks[:start])
    return []


def letter_start(blocks: list[Block]) -> int | None:
    """Return the block that greets the columnist; None if none of the first ones does."""
    for place, block in enumerate(blocks[:LOOKED_AT]):
        is_named = place == 0 and NAME_ALONE.fullmatch(block.first_line)
        if is_named or SALUTATION.match(block.first_line):
            return place
    return None


def split_between_rules(blocks: list[Block]) -> list[Part]:
    """An introduction, and a letter with a salutation and a signature between two rules."""
    rules = [place for place, block in enumerate(blocks) if block.kind == "rule"]
    if len(rules) != 2 or letter_start(blocks) != rules[0] + 1 or not rules[0]:
        return []
    start, end = rules[0] + 1, rules[1]
    if not is_signature_like(blocks[end - 1].last_line):
        return []
    cut = Cut("between rules", 0.9, (), (start, end))
    return cut_unless_empty(blocks[start:end], blocks[end:], cut, blocks[:start])


def is_signature_like(line: str) -> bool:
    """Whether a line is as short as a name, and no sentence."""
    return words_in(line) <= SHORT_NAME_WORDS and not line.endswith((".", "?", "!", "…"))


def leading_quotes(blocks: list[Block]) -> int:
    """Return how many quotations stand at the beginning."""
    return next((n for n, block in enumerate(blocks) if block.kind != "quote"), len(blocks))


def first_rule(blocks: list[Block]) -> int:
    """Return the place of the first rule; 0 if there is none."""
    return next((n for n, block in enumerate(blocks) if block.kind == "rule"), 0)


def signature_end(blocks: list[Block]) -> int:
    """Return the place behind the first signature; 0 if there is none before the last block."""
    for place, block in enumerate(blocks[:-1]):
        above = blocks[place - 1 : place]
        if block.kind == "paragraph" and sign_off_of(join_blocks([*above, block]))[1]:
            return place + 1
    return 0


def split_quoted(blocks: list[Block]) -> list[Part]:
    """A quotation at the beginning, perhaps under a line that introduces it."""
    start = 0 if leading_quotes(blocks) else 1
    end = start + leading_quotes(blocks[start:])
    if end == start or (start and words_in(blocks[0].text) > SURE_LETTER_WORDS):
        return []
    is_long = words_in(letter_text(blocks[start:end])) >= SURE_LETTER_WORDS
    cut = Cut("leading quotation", 0.85 if is_long else 0.6, (), (start, end))
    return cut_unless_empty(blocks[start:end], blocks[end:], cut, blocks[:start])


def split_italics(blocks: list[Block]) -> list[Part]:
    """Italics at the beginning, surer before a rule."""
    end = next((n for n, block in enumerate(blocks) if not block.is_emphasised), len(blocks))
    if not end or end == len(blocks):
        return []
    letter = [Block("paragraph", block.text.strip()[1:-1]) for block in blocks[:end]]
    is_clear = blocks[end].kind == "rule" or SALUTATION.match(blocks[0].first_line)
    confidence = 0.8 if is_clear else 0.65
    return cut_unless_empty(letter, blocks[end:], Cut("italics", confidence, (), (0, end)), [])


def split_signed(blocks: list[Block]) -> list[Part]:
    """A salutation, and a signature before the answer."""
    found = (n for n, block in enumerate(blocks[:LOOKED_AT]) if SALUTATION.match(block.first_line))
    start = next(found, None)
    if start is None:
        return []
    end = signature_end(blocks[start:])
    if not end:
        return []
    answer = blocks[start + end :]
    is_addressed = bool(SALUTATION.match(answer[0].first_line))
    confidence = 0.85 if is_addressed else 0.75
    cut = Cut("salutation and signature", confidence, (), (start, start + end))
    return cut_unless_empty(blocks[start : start + end], answer, cut, blocks[:start])


def split_at_answer(blocks: list[Block]) -> list[Part]:
    """A heading or a line that says "Answer"."""
    answers = [found for found in find_marks(blocks, ANSWER) if found[0] > 0]
    if not answers:
        return []
    place, mark = answers[0]
    answer = [*without_mark(blocks[place], mark), *blocks[place + 1 :]]
    confidence = 0.9 if blocks[place].kind == "heading" else 0.75
    cut = Cut("answer mark", confidence, (mark.strip(),), (0, place))
    return cut_unless_empty(blocks[:place], answer, cut, [])


def with_sign_off(part: Part) -> Part:
    """Take the signature out of a letter, when it ends in one."""
    text, name = sign_off_of(part.letter)
    return Part(text, part.answer, part.cut, name) if name and text else part


RULES: tuple[Rule, ...] = (
    split_several,
    split_marked,
    split_repeated,
    split_between_rules,
    split_quoted,
    split_italics,
    split_signed,
    split_at_answer,
)
