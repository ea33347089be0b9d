"""What does not come by itself is named together with what to do about it."""

import pytest

from questions.transfer.readers.hugo_shortcodes import replace_shortcodes
from tests.transfer.sheets import items_of, left_out_of, write_wxr, wxr_item


def test_own_kinds_of_entries_are_counted_with_the_option_that_brings_them(tmp_path):
    kinds = ["carta", "carta", "page", "wp_block", "receta"]
    items = [wxr_item(number=number, kind=kind) for number, kind in enumerate(kinds)]
    ends = [one.what for one in left_out_of(write_wxr(tmp_path, *items)) if one.line is None]
    assert [what.partition(":")[0] for what in ends] == [
        "2 of the kind “carta”",
        "1 of the kind “receta”",
    ]
    assert ends[0].endswith("--post-type carta")


def test_a_text_in_another_format_is_named_with_what_to_do(tmp_path):
    (tmp_path / "pelicanconf.py").write_text("")
    (tmp_path / "a.md").write_text("Title: A\nDate: 2010-12-03\n\nWords.\n")
    (tmp_path / "b.rst").write_text("B\n=\n")
    (entry,) = left_out_of(tmp_path)
    assert (entry.place, "pandoc" in entry.what) == ("b.rst", True)


@pytest.mark.parametrize(
    ("code", "markdown"),
    [
        ('{{< figure src="/a.jpg" >}}', "![](/a.jpg)"),
        (
            '{{< figure src="/a.jpg" alt="A [dog]" caption="Rex > all" />}}',
            "![A \\[dog\\]](/a.jpg)\n\nRex > all",
        ),
        ("{{% figure src=/a.jpg width=3 %}}", "![](/a.jpg)"),
        ('{{< figure alt="x" >}}', '{{< figure alt="x" >}}'),
        ("{{< youtube w7Ft2ymGmfc >}}", "<https://www.youtube.com/watch?v=w7Ft2ymGmfc>"),
        ('{{< youtube id="w7-_c" autoplay="true" >}}', "<https://www.youtube.com/watch?v=w7-_c>"),
        ("{{< vimeo 55073825 >}}", "<https://vimeo.com/55073825>"),
        ("{{</* youtube w7 */>}}", "{{</* youtube w7 */>}}"),
    ],
)
def test_pictures_and_films_of_hugos(code, markdown):
    assert replace_shortcodes(f"A\n\n{code}\n") == f"A\n\n{markdown}\n"


def test_a_figure_is_found_among_the_pictures(tmp_path):
    (tmp_path / "hugo.toml").write_text("")
    text = '+++\ntitle = "A"\ndate = 2020-01-02\n+++\nA\n\n{{< figure src="/a.jpg" alt="Dog" >}}\n'
    (tmp_path / "a.md").write_text(text)
    (item,) = items_of(tmp_path)
    assert [(one.address, one.alt) for one in item.pictures] == [("/a.jpg", "Dog")]
    assert not item.notes
