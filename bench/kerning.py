"""Kerning by classes of letters: what an eye can see of the pairs, in a fifth of the bytes.

The source kerns nearly every pair by itself, and anew for each weight. Here letters that are kerned
alike share a class, and what is smaller than SMALLEST goes.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from fontTools.otlLib.builder import buildPairPosClassesSubtable, buildValue
from fontTools.ttLib import TTFont

Values = npt.NDArray[np.float64]
SMALLEST = 0.007  # ems: a seventh of a pixel in text of 20
STEP = 0.005
ADVANCE_ALONE = 0x0004  # a value record's format: XAdvance (OpenType, GPOS)


def simplify_kerning(font: TTFont) -> None:
    """Put classes in the place of the pairs."""
    em = font["head"].unitsPerEm
    values = read_kerning(font)
    values[abs(values) < SMALLEST * em] = 0
    rows = group_alike(values, SMALLEST * em)
    values = np.array([np.median(values[group], axis=0) for group in rows])
    columns = group_alike(values.T, SMALLEST * em)
    values = np.array([np.median(values[:, group], axis=1) for group in columns]).T
    write_kerning(font, rows, columns, np.round(values / (STEP * em)) * (STEP * em))


def group_alike(rows: Values, most: float) -> list[list[int]]:
    """The numbers of the rows, those together that are at most so far from their group's first."""
    groups: list[list[int]] = []
    for number, row in enumerate(rows):
        near = (group for group in groups if abs(row - rows[group[0]]).max() <= most)
        group = next(near, None)
        groups.append([number]) if group is None else group.append(number)
    return groups


def read_kerning(font: TTFont) -> Values:
    """What stands between each two glyphs, in the font's units."""
    glyphs = font.getGlyphOrder()
    values = np.full((len(glyphs), len(glyphs)), np.nan)
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for subtable in lookup.SubTable:
            found = read_subtable(getattr(subtable, "ExtSubTable", subtable), glyphs)
            values = np.where(np.isnan(values), found, values)
    return np.nan_to_num(values)


def read_subtable(subtable: Any, glyphs: list[str]) -> Values:
    """The same of one subtable; not a number where the next one is asked."""
    values = np.full((len(glyphs), len(glyphs)), np.nan)
    places = {glyph: place for place, glyph in enumerate(glyphs)}
    read = read_pairs if subtable.Format == 1 else read_classes
    for number, first in enumerate(subtable.Coverage.glyphs):
        for second, value in read(subtable, number, glyphs):
            values[places[first], places[second]] = getattr(value, "XAdvance", 0)
    return values


def read_pairs(subtable: Any, number: int, _glyphs: list[str]) -> Iterator[tuple[str, Any]]:
    """The second glyphs of a first one, which is named by its number in the subtable."""
    for record in subtable.PairSet[number].PairValueRecord:
        yield record.SecondGlyph, record.Value1


def read_classes(subtable: Any, number: int, glyphs: list[str]) -> Iterator[tuple[str, Any]]:
    """The same where the subtable has classes: it has a value for every second glyph."""
    first = subtable.ClassDef1.classDefs.get(subtable.Coverage.glyphs[number], 0)
    records = subtable.Class1Record[first].Class2Record
    for glyph in glyphs:
        yield glyph, records[subtable.ClassDef2.classDefs.get(glyph, 0)].Value1


def write_kerning(
    font: TTFont, rows: list[list[int]], columns: list[list[int]], values: Values
) -> None:
    """Make one subtable of classes, the same for every weight.

    Args:
        font: has kerning and no other positioning.
        rows: the classes of first glyphs, by their numbers in the font.
        columns: the classes of second glyphs.
        values: for each of the first classes and each of the second, in the font's units.
    """
    firsts, seconds = name_glyphs(font, rows), name_glyphs(font, columns)
    pairs = {
        (firsts[row], seconds[column]): (buildValue({"XAdvance": int(values[row, column])}), None)
        for row, column in np.argwhere(values)
    }
    [lookup] = font["GPOS"].table.LookupList.Lookup
    places = font.getReverseGlyphMap()
    lookup.SubTable = [buildPairPosClassesSubtable(pairs, places, ADVANCE_ALONE, 0)]
    lookup.LookupType, lookup.SubTableCount = 2, 1


def name_glyphs(font: TTFont, groups: list[list[int]]) -> list[tuple[str, ...]]:
    """The names of the glyphs of each group."""
    glyphs = font.getGlyphOrder()
    return [tuple(glyphs[number] for number in group) for group in groups]
