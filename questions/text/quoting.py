"""Whether words stand in a text as they are quoted."""

from questions.text.normalisation import fold_text
from questions.text.typography import typeset_text

DASHES = str.maketrans("–—", "--")


def is_quoted_from(quote: str, *texts: str) -> bool:
    """Whether a quotation stands word for word in one of some plain texts.

    Args:
        quote: one line. Its quotation marks, dashes and spaces may be other ones than in the text.
        texts: where it may be from.
    """
    words = fold_quotation(quote)
    return bool(words) and any(words in fold_quotation(text) for text in texts)


def fold_quotation(text: str) -> str:
    """A text as it is compared with a quotation."""
    plain = fold_text(typeset_text(text), ignore_case=False)
    return " ".join(plain.translate(DASHES).split())
