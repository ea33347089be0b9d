"""The two font files are what bench/fonts.py makes, and the style sheet's fallback fits them."""

import re

import pytest
from fontTools.ttLib import TTFont

from bench.fonts import CHARACTERS, FONTS, fallback_metrics
from bench.kerning import read_kerning

FILES = ["newsreader", "newsreader-italic"]


def open_font(name):
    return TTFont(FONTS / f"{name}.woff2")


@pytest.mark.parametrize("name", FILES)
def test_a_font_has_all_our_letters_and_no_other(name):
    assert set(open_font(name).getBestCmap()) == {ord(char) for char in CHARACTERS}


@pytest.mark.parametrize("name", FILES)
def test_a_font_is_kerned(name):
    font = open_font(name)
    glyphs, em = font.getGlyphOrder(), font["head"].unitsPerEm
    kerning = read_kerning(font) / em

    def between(first, second):
        return kerning[glyphs.index(first), glyphs.index(second)]

    assert between("A", "V") < -0.05
    assert between("T", "o") < -0.04
    assert between("r", "comma") < -0.04
    assert between("n", "n") == 0


def test_the_upright_font_has_the_weights_that_we_use():
    [axis] = open_font("newsreader")["fvar"].axes
    assert (axis.minValue, axis.maxValue) == (400, 600)


def test_the_fallback_has_the_measures_of_the_font():
    style = (FONTS.parent / "site/site.css").read_text("utf-8")
    rule = re.search(r'local\("Georgia"\).*', style)[0]
    measures = fallback_metrics(open_font("newsreader")).split("; ")
    for name, share in map(str.split, measures):
        said = re.search(rf"{name}: ([\d.]+)%", rule)[1]
        assert float(said) == pytest.approx(float(share.rstrip("%")), abs=0.11)  # rounded twice
