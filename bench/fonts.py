"""Make static/fonts/ from the npm package @fontsource-variable/newsreader (needs fontTools).

    python -m bench.fonts newsreader-latin-wght-normal.woff2 newsreader-latin-wght-italic.woff2

`npm pack @fontsource-variable/newsreader` fetches both (5.3.0 was taken).
Two files, so that a first visit needs no third for bold: the upright one keeps the weights from 400
to 600. Both keep the letters of western European languages, and the features that the pages use.
They are drawn on a grid of 1000 units, and kerned by classes (`bench/kerning.py`).
"""

import io
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

from bench.kerning import simplify_kerning

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
FEATURES = ["kern", "liga", "lnum", "mark", "onum", "pnum", "rvrn", "tnum"]
ASCII = "".join(map(chr, range(0x20, 0x7F)))
ACCENTS = "ÀÁÂÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖØÙÚÛÜßàáâäåæçèéêëìíîïñòóôöøùúûüÿŒœ"
SIGNS = "\u00a0¡¿«»·£§©°½–—‘’‚“”„…•‹›€™−"
CHARACTERS = ASCII + ACCENTS + SIGNS
UNITS = 1000  # an em; the source has 2000. In text nothing moves by more than 0.01 pixels.
GEORGIA_WIDTH = 913 / 2048  # its average letter in English text, in ems
# How often a letter, or a space, stands in English text, in thousandths.
FREQUENT = dict(
    zip(
        " etaoinshrdlucmfwygpbvk",
        (
            180,
            102,
            75,
            65,
            62,
            57,
            57,
            53,
            50,
            49,
            35,
            33,
            23,
            23,
            20,
            18,
            19,
            16,
            17,
            16,
            12,
            8,
            6,
        ),
        strict=True,
    )
)


def main() -> None:
    """Both files, and what the fallback in site.css must say."""
    upright, italic = sys.argv[1:]
    make_font(upright, (400, 600), "newsreader.woff2")
    make_font(italic, 400, "newsreader-italic.woff2")
    print(fallback_metrics(TTFont(upright)))


def make_font(source: str, weights: tuple[int, int] | int, name: str) -> None:
    """Narrow a font to the weights, letters and features that we use, and to what an eye can see.

    Args:
        source: the font's path.
        weights: those that it keeps, or the only one.
        name: of the file that is made.
    """
    font = narrow_font(source, weights)
    simplify_kerning(font)
    scale_upem(font, UNITS)
    if "gvar" in font:
        optimise_variations(font)
    font.flavor = "woff2"
    font.save(FONTS / name)


def narrow_font(source: str, weights: tuple[int, int] | int) -> TTFont:
    """The weights, letters and features that we use."""
    font = TTFont(source, recalcTimestamp=False)
    font = instancer.instantiateVariableFont(font, {"wght": weights})
    font.flavor = None
    narrowed = io.BytesIO()  # the subsetter wants its tables as a file has them
    font.save(narrowed)
    font = TTFont(narrowed, recalcTimestamp=False)
    options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=[0, 1, 2, 13])
    maker = subset.Subsetter(options)
    maker.populate(text=CHARACTERS)
    maker.subset(font)
    return font


def optimise_variations(font: TTFont) -> None:
    """Leave out the moves of points that their neighbours' moves give, but for one unit."""
    outlines, widths = font["glyf"], font["hmtx"].metrics
    for glyph, variations in font["gvar"].variations.items():
        points, outline = outlines._getCoordinatesAndControls(glyph, widths)
        for variation in variations:
            variation.optimize(points, outline.endPts, tolerance=1.0)


def fallback_metrics(font: TTFont) -> str:
    """Georgia's size and lines, made as wide and as tall as ours."""
    em, head, names = font["head"].unitsPerEm, font["hhea"], font.getBestCmap()
    widths = {letter: font["hmtx"][names[ord(letter)]][0] / em for letter in FREQUENT}
    width = sum(widths[letter] * share for letter, share in FREQUENT.items())
    size = width / sum(FREQUENT.values()) / GEORGIA_WIDTH
    up, down = head.ascent / em / size, -head.descent / em / size
    return f"size-adjust {size:.1%}; ascent-override {up:.1%}; descent-override {down:.1%}"


if __name__ == "__main__":
    main()
