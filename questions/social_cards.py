"""The cards that others show for a page: its headline, set well, on the column's paper."""

import hashlib
import os
import threading
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont

from questions.models import Collection, Column, Question
from questions.text.normalisation import normalise_line
from questions.text.typography import typeset_text

SIZE = (1200, 630)
MARGIN = 96
PAPER, INK, MUTED, ACCENT = "#fbf8f3", "#26211c", "#534b43", "#8a2f3b"
SIZES = range(92, 39, -4)
MOST_LINES = 5
LEADING = 1.16
NO_CHARACTER = "\U0010fffe"  # a face draws what it draws for all that it lacks
SIGNS = {"So", "Sk", "Cf", "Cn", "Co"}  # emoji, their colours, and what joins them
EMOJI_STYLES = "\ufe0e\ufe0f\u20e3"
FONTS = Path(settings.ASSETS_DIR) / "static" / "fonts"
DESIGN_VERSION = "2"  # another look gives every card another address


Subject = Question | Collection  # what has a card


@dataclass(frozen=True)
class CardWords:
    """What a card shows.

    Attributes:
        text: the pull quote or the headline, without emoji, which the face has not.
        name: the column's.
    """

    text: str
    name: str


def card_words(subject: Subject) -> CardWords | None:
    """The words of a card; None when a letter of them cannot be drawn."""
    text = drawable_text(card_text(subject), "newsreader")
    name = drawable_text(Column.get_current().name, "newsreader-italic")
    return CardWords(text, name) if text and name else None


def card_text(subject: Subject) -> str:
    """What a card says: the pull quote if one was chosen, otherwise the headline."""
    quote = subject.pull_quote if isinstance(subject, Question) else ""
    return f"“{quote}”" if quote else subject.headline


def drawable_text(text: str, face: str) -> str:
    """A line as it is drawn: without the signs that the face lacks, or empty if it lacks letters.

    Args:
        text: a headline or a name.
        face: the file of the face, without its ending.
    """
    line = normalise_line(typeset_text(text))
    missing = {char for char in line if not has_glyph(face, char)}
    if any(unicodedata.category(char) not in SIGNS for char in missing.difference(EMOJI_STYLES)):
        return ""
    return " ".join("".join(char for char in line if char not in missing).split())


@lru_cache(maxsize=4096)
def has_glyph(face: str, char: str) -> bool:
    """Whether a face can draw a character, and does not leave a gap in its place."""
    if char.isspace():
        return True
    font = load_font(face, 40)
    mask, gap = font.getmask(char), font.getmask(NO_CHARACTER)
    return mask.size[0] > 0 and (mask.size, bytes(mask)) != (gap.size, bytes(gap))


def card_hash(subject: Subject) -> str:
    """A short hash of all that the card shows."""
    shown = "\0".join([DESIGN_VERSION, card_text(subject), Column.get_current().name])
    return hashlib.blake2b(shown.encode(), digest_size=6).hexdigest()


def card_path(subject: Subject) -> str:
    """The card's address, or nothing when it has none: better no card than one with holes."""
    if card_words(subject) is None:
        return ""
    name = "card" if isinstance(subject, Question) else "collection-card"
    return reverse(name, args=[subject.slug, card_hash(subject)])


def cards_folder() -> Path:
    """Where cards are kept."""
    return Path(settings.DATA_DIR) / "cards"


def file_stem(subject: Subject) -> str:
    """The beginning of the names of a subject's files."""
    return f"{subject.pk}" if isinstance(subject, Question) else f"collection-{subject.pk}"


def get_card_file(subject: Subject) -> Path | None:
    """The card's file, made when it is first asked for; None when it cannot be drawn."""
    if (words := card_words(subject)) is None:
        return None
    file = cards_folder() / f"{file_stem(subject)}-{card_hash(subject)}.png"
    if not file.exists():
        for former in cards_folder().glob(f"{file_stem(subject)}-*.png"):
            former.unlink(missing_ok=True)
        return save_card(file, words)
    return file


def save_card(file: Path, words: CardWords) -> Path | None:
    """Draw a card into a file, which is there when it is whole. None if it was not to be kept.

    What a full disk cuts short goes at once; what a killed process leaves, with the cards.
    """
    cards_folder().mkdir(exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        with part.open("wb") as place:
            draw_card(words.text, words.name).save(place, "PNG", optimize=True)
        part.replace(file)
    except FileNotFoundError:  # the question was taken down meanwhile
        return None
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return file


def delete_cards(subject: Subject) -> None:
    """Remove what is kept of a subject's cards, drawn or half drawn: it is not public now."""
    for file in cards_folder().glob(f"{file_stem(subject)}-*"):
        file.unlink(missing_ok=True)


def draw_card(text: str, name: str) -> Image.Image:
    """The card.

    Args:
        text: the headline or the pull quote.
        name: the column's.
    """
    card = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(card)
    pen.text((MARGIN, 62), normalise_line(name), MUTED, load_font("newsreader-italic", 44))
    pen.line((MARGIN, 138, SIZE[0] - MARGIN, 138), fill="#e2d9cc", width=2)
    size, lines = fit_headline(normalise_line(text))
    height = len(lines) * size * LEADING
    top = 138 + (SIZE[1] - 138 - height) / 2 - size * 0.08
    for number, line in enumerate(lines):
        pen.text((MARGIN, top + number * size * LEADING), line, INK, load_font("newsreader", size))
    pen.rectangle((0, 0, 14, SIZE[1]), fill=ACCENT)
    return card.quantize(64)


@lru_cache(maxsize=2)
def load_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Newsreader, from the file that browsers get."""
    return ImageFont.truetype(FONTS / f"{name}.woff2", size)


def fit_headline(headline: str) -> tuple[int, list[str]]:
    """The largest size at which the headline fits, and its balanced lines."""
    for size in SIZES:
        lines = balance_lines(headline, load_font("newsreader", size))
        if len(lines) * size * LEADING <= SIZE[1] - 138 - 120 and len(lines) <= MOST_LINES:
            return size, lines
    return size, [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1].rstrip(' ,.;:')}…"]


def balance_lines(text: str, face: ImageFont.FreeTypeFont) -> list[str]:
    """As few lines as the width allows, and then as even as they can be."""
    widest = SIZE[0] - 2 * MARGIN
    best = wrap_text(text, face, widest)
    for width in range(widest - 20, widest // 2, -20):
        narrower = wrap_text(text, face, width)
        if len(narrower) > len(best) or any(face.getlength(line) > width for line in narrower):
            return best
        best = narrower
    return best


def wrap_text(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The text in lines of at most a width, broken between words; a longer word is broken too."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if face.getlength(longer) <= width:
            lines[-1] = longer
            continue
        lines.append(word)
        while face.getlength(lines[-1]) > width and len(lines[-1]) > 1:
            fits = count_fitting(lines[-1], face, width)
            lines[-1:] = [lines[-1][:fits], lines[-1][fits:]]
    return [line for line in lines if line]


def count_fitting(word: str, face: ImageFont.FreeTypeFont, width: int) -> int:
    """How many letters of a word fit into a width; one always does."""
    is_wide = lambda end: face.getlength(word[:end]) > width  # noqa: E731
    return max(1, bisect_left(range(1, len(word) + 1), True, key=is_wide))
