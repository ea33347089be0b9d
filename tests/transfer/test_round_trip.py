"""What is exported comes back byte for byte, in each format."""

import string
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questions.text.rendering import render_markdown
from questions.transfer.exporters.csv_table import write_csv
from questions.transfer.exporters.ghost import write_ghost
from questions.transfer.exporters.markdown import write_markdown
from questions.transfer.exporters.site import Site
from questions.transfer.exporters.wxr import write_wxr
from questions.transfer.items import Item
from questions.transfer.prepare import PrepareOptions, prepare_post
from questions.transfer.readers.options import ReadOptions
from questions.transfer.reading import read_entries
from questions.transfer.sources import open_source

SITE = Site(
    "The “Column”",
    "https://example.org",
    "en-gb",
    datetime(2026, 1, 1, tzinfo=UTC),
    render_markdown,
)
FORMATS = {
    "wxr": ("column.xml", write_wxr),
    "ghost": ("column.json", write_ghost),
    "csv": ("column.csv", write_csv),
}
# What a file does not carry: where it was found, and what an import makes of it.
MADE = {"place", "line", "pictures", "cut", "was_public", "is_own", "draft_reasons"}
MADE |= {"differences", "notes", "source_hash"}
COMPARED = [field.name for field in fields(Item) if field.name not in MADE]
nasty = st.sampled_from(
    [
        "]]>",
        "<![CDATA[",
        "-->",
        "<!-- answer -->",
        "---",
        "+++",
        "\\",
        "&#65;",
        "&amp;",
        "='",
        "'",
        '"',
        "> ",
        "    ",
        "\t",
        "a) b",
        "<b>",
        "{{ x }}",
        "\u2028",
        "\x85",
        "\ufeff",
        "😀",
        "\r",
        "\x01",
        "’",
        "[[",
        "\u00a0",
    ]
)
texts = st.lists(st.one_of(nasty, st.text(max_size=12)), max_size=8).map("".join)
texts = texts.filter(lambda text: text.encode("utf-8", "ignore").decode() == text)
words = texts.filter(lambda text: text.strip())
lines = words.map(lambda text: " ".join(text.split())).filter(bool)
slugs = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=30)
moments = st.datetimes(
    min_value=datetime.fromisoformat("1990-01-01"),
    max_value=datetime.fromisoformat("2025-01-01"),
    timezones=st.sampled_from(
        [UTC, timezone(timedelta(hours=-5)), timezone(timedelta(hours=5, minutes=45))]
    ),
)
paths = slugs.map(lambda slug: f"/2013/{slug}/?p=1&x=“2”")
# A field that is not named here, such as the pull quote, is a line of text.
parts = dict.fromkeys(COMPARED, lines) | {
    "source_id": slugs.map(lambda slug: f"column:{slug}"),
    "headline": lines.map(lambda text: text[:200]),
    "slug": slugs,
    "letter": words,
    "sign_off": texts.map(lambda text: text[:80]),
    "answer": words,
    "tags": st.lists(lines, max_size=4, unique=True).map(tuple),
    "published_at": moments,
    "changed_at": st.none() | moments,
    "addresses": st.lists(paths, max_size=3, unique=True).map(tuple),
    "content_notes": st.lists(st.sampled_from(["grief", "self-harm"]), unique=True).map(tuple),
    "correction": texts,
    "corrected_on": st.none() | st.dates(min_value=date(1990, 1, 1)),
    "update_of": st.just("") | slugs,
    "is_public": st.booleans(),
}
items = st.builds(Item, **parts)
columns = st.lists(items, max_size=4, unique_by=lambda item: item.slug)
generated = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def come_back(path):
    """The items that an import makes of an export."""
    entries = read_entries(open_source(path), ReadOptions(now=datetime(2026, 1, 1, tzinfo=UTC)))
    options = PrepareOptions(render=render_markdown)
    return [item for entry in entries for item in prepare_post(entry, options)]


def same(items):
    """What must be equal of items."""
    return [{name: getattr(item, name) for name in COMPARED} for item in items]


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
@generated
@given(column=columns.filter(bool))
def test_a_column_comes_back_from_a_file(name, column, tmp_path):
    file, write = FORMATS[name]
    (tmp_path / file).write_text("".join(write(column, SITE)), encoding="utf-8", newline="")
    assert same(come_back(tmp_path / file)) == same(column)


@pytest.mark.slow
@generated
@given(column=columns.filter(bool))
def test_a_column_comes_back_from_a_folder(column, tmp_path_factory):
    folder = tmp_path_factory.mktemp("column")
    assert write_markdown(column, folder, SITE) == len(column)
    assert same(come_back(folder)) == same(sorted(column, key=lambda item: f"{item.slug}.md"))


ONE = Item(
    "column:a",
    headline="How?",
    slug="a",
    letter="Dear John, how do I tell him that I know?",
    answer="Say it.",
    published_at=datetime(2020, 5, 1, tzinfo=UTC),
    is_public=True,
)


def test_what_was_edited_over_there_wins(tmp_path):
    text = "".join(write_wxr([ONE], SITE)).replace("Say it", "Say nothing")
    (tmp_path / "column.xml").write_text(text, encoding="utf-8")
    (item,) = come_back(tmp_path / "column.xml")
    assert (item.answer, item.letter) == ("Say nothing.", ONE.letter)
    assert item.cut.rule == "leading quotation"


def test_what_became_private_over_there_stays_private(tmp_path):
    text = "".join(write_wxr([ONE], SITE)).replace("publish]", "private]")
    (tmp_path / "column.xml").write_text(text, encoding="utf-8")
    (item,) = come_back(tmp_path / "column.xml")
    assert not item.is_public
    assert item.answer == "Say it."


def test_a_table_has_no_formula(tmp_path):
    table = "".join(write_csv([replace(ONE, letter="=cmd|' /C calc'!A0", answer="+1")], SITE))
    assert '"=' not in table
    assert '"+' not in table
