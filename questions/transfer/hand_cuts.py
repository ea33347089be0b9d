"""A cut between letter and answer that a person has chosen, in the place of the rules'."""

import re
from dataclasses import dataclass

from questions.transfer.blocks import Block, blocks_of, join_blocks
from questions.transfer.cut_marks import ANSWER, QUESTION, mark_of, without_mark
from questions.transfer.items import Cut
from questions.transfer.split import Part, letter_text, with_sign_off

BY_HAND = "chosen by you"


@dataclass(frozen=True, slots=True)
class HandCut:
    """What a person said of a post.

    Attributes:
        start: the block in which the letter begins.
        end: the block in which the answer begins; the same one if there is no letter in it.
    """

    start: int
    end: int


def cut_by_hand(markdown: str, chosen: HandCut) -> list[Part]:
    """Cut a post where a person says; what stands above the letter goes to the answer.

    Args:
        markdown: the whole post.
        chosen: where.

    Returns:
        One part.
    """
    blocks = blocks_of(markdown)
    inside = blocks[chosen.start : chosen.end]
    if not inside:
        return [Part("", markdown, Cut(BY_HAND, 1.0))]
    letter, mark = without_head(inside, QUESTION)
    answer, answer_mark = without_head(blocks[chosen.end :], ANSWER)
    while answer and answer[0].kind == "rule":
        answer = answer[1:]
    span = (chosen.start, min(chosen.end, len(blocks)))
    cut = Cut(BY_HAND, 1.0, (*mark, *answer_mark), span)
    whole = join_blocks([*blocks[: chosen.start], *answer])
    return [with_sign_off(Part(letter_text(letter), whole, cut))]


def without_head(
    blocks: list[Block], pattern: re.Pattern[str]
) -> tuple[list[Block], tuple[str, ...]]:
    """Return blocks without the words at their head that only say whose they are.

    Args:
        blocks: of one side.
        pattern: what these words look like.
    """
    mark = mark_of(blocks[0], pattern) if blocks else None
    if mark is None:
        return blocks, ()
    return [*without_mark(blocks[0], mark), *blocks[1:]], (mark.strip(),)
