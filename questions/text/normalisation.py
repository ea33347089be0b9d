"""Text at the way in, and text that is compared.

`normalise_text` and `normalise_line` clean what people type, paste and import before it is kept;
forms do it through `questions.forms.NormalisedFields`. `fold_for_comparison` makes a copy in
which spellings that look alike are alike, and knows where each of its characters came from.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

LINE_BREAKS = str.maketrans(dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"))
CONTROLS = {code for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)}
SURROGATES = range(0xD800, 0xE000)  # halves of a pair: no encoding can carry one alone
NONCHARACTERS = {
    *range(0xFDD0, 0xFDF0),
    *(plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF)),
}  # Unicode 16, section 23.7; XML 1.0 forbids U+FFFE and U+FFFF
DROPPED = dict.fromkeys([*CONTROLS, *SURROGATES, *NONCHARACTERS])

# For comparing. Marks that are drawn as nothing, or only say how their neighbour is drawn.
INVISIBLE = frozenset(
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff\u20e3"
)
APOSTROPHES = frozenset("'’‘‛ʼʻʹ′＇")
ACCENTS = frozenset("`´")  # apostrophes between two letters; elsewhere Markdown has other uses
QUOTES = frozenset('"“”„‟«»″＂')
HYPHENS = frozenset("-‐‑﹣－⁃")
SHORT_DASHES = frozenset("‒–−")  # join digits and, before a capital, names
LONG_DASHES = frozenset("—―﹘")  # join digits alone: between words they part the sentence
DASHES = SHORT_DASHES | LONG_DASHES
# Letters of many languages that folding leaves as they are; no need to look at each of them.
PLAIN = "\xc0-\xd6\xd8-\xf6\xf8-\u0131\u0391-\u03a1\u03a3-\u03ce\u0400-\u0482\u048a-\u052f"
PLAIN += "\u05d0-\u05ea\u0621-\u064a\u3041-\u3094\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3"
# What folding can change, with the letter before it, over which a mark may be written.
UNUSUAL = re.compile(rf".?[^\x00-\x7f{PLAIN}]+|`", re.DOTALL)


def normalise_text(text: str) -> str:
    """Text as it is kept: plain line breaks, no control characters, letters composed (NFC).

    Vertical tab, form feed, NEL and Unicode's separators become line breaks. Other control
    characters, noncharacters and lone surrogates are dropped; tabs stay.
    """
    plain = drop_controls(text)
    return plain if plain.isascii() else unicodedata.normalize("NFC", plain)


def drop_controls(text: str) -> str:
    """Text with plain line breaks and no character that XML or a header forbids.

    It is also the wall where text leaves. Unlike `normalise_text` it can be used on HTML: composing
    would join a tag's last `>` and a combining stroke (U+0338) into one letter.
    """
    return text.replace("\r\n", "\n").translate(LINE_BREAKS).translate(DROPPED)


def drop_controls_in(value: Any) -> Any:
    """The same for every text in a structure of dictionaries and lists, as feeds are made of."""
    if isinstance(value, dict):
        return {name: drop_controls_in(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [drop_controls_in(one) for one in value]
    return drop_controls(value) if isinstance(value, str) else value


def normalise_line(text: str) -> str:
    """Text of a single line: as `normalise_text`, with each run of white space as one space."""
    return " ".join(normalise_text(text).split())


def normalise_record(record: models.Model) -> None:
    """Clean every text of a record that people can edit, as `normalise_values` does.

    It is the second net behind the forms, for verbs that are called by commands and importers.
    """
    names = {field.attname for field in record._meta.concrete_fields}
    held = {name: value for name, value in record.__dict__.items() if name in names}
    record.__dict__.update(normalise_values(type(record), held))


def normalise_values(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Clean the values of a record's text fields: lines as lines, longer texts as texts.

    Args:
        model: whose fields they are; names that are none are left as they are.
        values: by the fields' names. Sealed values and fields that nobody edits are left too.
    """
    fields = model._meta.concrete_fields
    written = {field.attname: field for field in fields if field.editable and not field.choices}
    return {
        name: normalise_for_field(written[name], value)
        if type(value) is str and name in written
        else value
        for name, value in values.items()
    }


def normalise_for_field(field: models.Field, value: str) -> str:
    """A value as a model's field keeps it: `TextField` has lines, all others are one line."""
    clean = normalise_text if isinstance(field, models.TextField) else normalise_line
    return clean(value)


@dataclass(frozen=True)
class FoldedText:
    """A copy of a text for comparing, with the way back to the original.

    Attributes:
        text: the folded copy.
        starts: for each of its characters, where its original begins.
        ends: for each of its characters, where its original ends.
    """

    text: str
    starts: list[int] | range
    ends: list[int] | range

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the folded copy stands in the original.

        Args:
            start: its first character in the copy.
            end: the character behind it; after `start`.
        """
        return self.starts[start], self.ends[end - 1]


def fold_for_comparison(text: str, *, ignore_case: bool = False) -> FoldedText:
    """Fold spellings that readers take for the same: apostrophes, dashes, spaces, widths.

    Soft hyphens, zero-width characters and direction marks are left out; letters and digits are
    composed, and full-width or mathematical ones become plain.

    Args:
        text: any text.
        ignore_case: whether capitals are folded too.
    """
    if text.isascii():
        whole = text.casefold() if ignore_case else text
        return FoldedText(whole, range(len(text)), range(1, len(text) + 1))
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in character_clusters(text, 0, len(text)):
        plain = fold_cluster(text, start, end)
        plain = plain.casefold() if ignore_case else plain
        folded.append(plain)
        starts += [start] * len(plain)
        ends += [end] * len(plain)
    return FoldedText("".join(folded), starts, ends)


def fold_text(text: str, *, ignore_case: bool = True) -> str:
    """The folded copy alone, of a text in which nothing has to be found again.

    Only what can change is looked at, so that thousands of letters can be compared.

    Args:
        text: any text.
        ignore_case: whether capitals are folded too.
    """
    folded = UNUSUAL.sub(lambda found: fold_span(text, *found.span()), text)
    return folded.casefold() if ignore_case else folded


def fold_span(text: str, start: int, end: int) -> str:
    """A piece of a text, folded as it is beside its neighbours."""
    return "".join(fold_cluster(text, *place) for place in character_clusters(text, start, end))


def character_clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The places of each character together with the marks that are written over it."""
    for place in range(start + 1, end + 1):
        if place == end or not unicodedata.combining(text[place]):
            yield start, place
            start = place


def fold_cluster(text: str, start: int, end: int) -> str:
    """One character with its marks, as it is compared."""
    char = text[start]
    if char.isascii() and end == start + 1 and char not in ACCENTS:
        return char
    if char in INVISIBLE:
        return ""
    if char in APOSTROPHES or (char in ACCENTS and is_between_letters(text, start)):
        return "'"
    if char in HYPHENS or is_joining_dash(text, start):
        return "-"
    if char in QUOTES:
        return '"'
    return fold_letter(unicodedata.normalize("NFC", text[start:end]))


def fold_letter(letter: str) -> str:
    """A composed letter, digit or space without its typographic form."""
    category = unicodedata.category(letter[0])
    if category == "Zs":
        return " "
    if category[0] == "L" or category == "Nd":
        plain = unicodedata.normalize("NFKC", letter)
        return str(unicodedata.decimal(plain)) if category == "Nd" else plain
    return letter


CROSSED_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def fold_name(word: str) -> str:
    """A word in small letters and without its accents, as names are looked up in lists."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.casefold().translate(CROSSED_LETTERS))
    return "".join(part for part in parts if not unicodedata.combining(part))


def is_between_letters(text: str, place: int) -> bool:
    """Whether a character stands inside a word."""
    return text[place - 1 : place].isalpha() and text[place + 1 : place + 2].isalpha()


def is_joining_dash(text: str, place: int) -> bool:
    """Whether a dash joins what stands beside it, as a hyphen does: 07700–900123, Jean–Pierre."""
    char, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if char in DASHES and before.isdigit() and after.isdigit():
        return True
    return char in SHORT_DASHES and before.isalpha() and after.isupper()
