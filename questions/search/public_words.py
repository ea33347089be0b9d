"""The words of a published question that can be searched for."""

import re
from html import unescape
from typing import NamedTuple

from questions.models import Question

TAG_MARK = re.compile(r"<[^>]*>")
IN_A_LINE = re.compile(r"</?(?:a|code|del|em|s|strong|sup)(?: [^>]*)?>")  # no space stands for them


class PublicWords(NamedTuple):
    """What readers see of a question, as plain text."""

    headline: str
    letter: str
    answer: str


def read_public_words(question: Question) -> PublicWords:
    """The words of a question that is scheduled or published."""
    return PublicWords(
        question.headline, f"{question.letter_text}\n{question.sign_off}", plain_answer(question)
    )


def plain_answer(question: Question) -> str:
    """The answer's words, from its HTML, which is much quicker than from its Markdown."""
    words = TAG_MARK.sub(" ", IN_A_LINE.sub("", question.answer_html))
    return " ".join(unescape(words).split())
