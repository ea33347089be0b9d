"""Make static/fonts/ from the npm package @fontsource-variable/newsreader (needs fontTools).

    python -m bench.fonts newsreader-latin-wght-normal.woff2 newsreader-latin-wght-italic.woff2

Two files, so that a first visit needs no third for bold: the upright one keeps the weights from 400
to 600. Both keep the letters of western European languages, and the features that the pages use.
"""

import sys
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
FEATURES = ["kern", "liga", "lnum", "mark", "onum", "pnum", "rvrn", "tnum"]
ASCII = "".join(map(chr, range(0x20, 0x7F)))
ACCENTS = "ÀÁÂÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖØÙÚÛÜßàáâäåæçèéêëìíîïñòóôöøùúûüÿŒœŸ"
SIGNS = "\u00a0¡¿«»·£§©°½–—‘’‚“”„…†•‹›€™−"
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
    """Narrow a font to the weights, letters and features that we use."""
    with tempfile.TemporaryDirectory() as place:
        narrowed = Path(place) / "font.ttf"
        font = instancer.instantiateVariableFont(TTFont(source), {"wght": weights})
        font.flavor = None
        font.save(narrowed)
        font = TTFont(narrowed)
        options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=[0, 1, 2, 13])
        maker = subset.Subsetter(options)
        maker.populate(text=ASCII + ACCENTS + SIGNS)
        maker.subset(font)
        font.flavor = "woff2"
        font.save(FONTS / name)


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
