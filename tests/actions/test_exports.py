"""The column goes out and comes back: the same texts, tags, days and addresses."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questions import actions
from questions.actions.import_runs import RunOptions, import_path
from questions.actions.public_text import WRITTEN_FIELDS
from questions.models import FormerAddress, Question, Tag
from questions.models.imports import address_key
from tests.factories import draft_question, published_question, saved_collection, saved_tag

pytestmark = pytest.mark.django_db
FORMATS = {"markdown": "folder", "wxr": "column.xml", "ghost": "column.json", "csv": "column.csv"}
DAY = datetime(2020, 5, 17, 9, 30, 15, 123456, tzinfo=UTC)
LETTER = "Dear John,\n\n> how do I *tell* him?\n    I have tried & failed <b>twice</b>.\n\n=1+1"
ANSWER = "Say it in **two** sentences.\n\n1. One\n2. “Two” — ]]> <!-- answer -->\n\na) x\nb) y\n"
fresh = itertools.count(1)


def make_column():
    """A letter with everything, one that follows it, a draft, and one that was taken down."""
    tags = [saved_tag("Living, together"), saved_tag("Größe “& co”")]
    first = published_question(
        "How do I tell him?",
        DAY,
        letter_text=LETTER,
        answer=ANSWER,
        sign_off="— Ann",
        tags=tags,
        content_notes=["grief", "self-harm"],
        correction="He was 30, not 31.",
        pull_quote="Say it in two sentences.",
    )
    Question.objects.filter(pk=first.pk).update(
        changed_at=DAY + timedelta(days=3), corrected_on=date(2020, 5, 20)
    )
    first.former_slugs.create(slug="how-to-tell")
    former = "/2013/06/how/?p=1"
    FormerAddress.objects.create(key=address_key(former), address=former, question=first)
    published_question("What happened next?", DAY + timedelta(days=9), update_of=first)
    draft_question("A draft", answer="Not yet.", letter_text="PRIVATE LETTER")
    gone = published_question("Gone")
    actions.questions.unpublish(gone)


def test_every_field_that_is_written_goes_out():
    make_column()
    first = Question.objects.published().earliest("publish_at")
    assert all(getattr(first, name) for name in WRITTEN_FIELDS)


def shown():
    """Everything that readers could find of the column."""
    found = Question.objects.published().order_by("publish_at")
    return [
        [
            question.slug,
            {name: getattr(question, name) for name in WRITTEN_FIELDS},
            question.answer_html,
            question.content_notes,
            question.corrected_on,
            question.publish_at,
            question.changed_at,
            question.update_of and question.update_of.slug,
            sorted(tag.name for tag in question.tags.all()),
            sorted(former.slug for former in question.former_slugs.all()),
            sorted(former.address for former in question.former_addresses.all()),
        ]
        for question in found
    ]


def empty_column():
    Question.objects.all().delete()
    Tag.objects.all().delete()


@pytest.mark.parametrize("name", FORMATS)
def test_a_column_comes_back_as_it_was(name, tmp_path):
    make_column()
    before = shown()
    assert len(before) == 2
    call_command("export", to=tmp_path / FORMATS[name], format=name)
    empty_column()
    report = import_path(tmp_path / FORMATS[name], RunOptions())
    assert (report.counts["new"], report.counts["public"], report.counts["difference"]) == (2, 2, 0)
    assert shown() == before


@pytest.mark.parametrize("name", FORMATS)
def test_what_comes_back_goes_out_the_same(name, tmp_path):
    make_column()
    first = list(actions.exports.exported_items())
    call_command("export", to=tmp_path / FORMATS[name], format=name)
    empty_column()
    import_path(tmp_path / FORMATS[name], RunOptions())
    assert list(actions.exports.exported_items()) == first


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_private_goes_out(name, tmp_path):
    make_column()
    for options in ({}, {"drafts": True}):
        place = tmp_path / f"{len(options)}{FORMATS[name]}"
        call_command("export", to=place, format=name, **options)
        files = [path for path in place.rglob("*") if path.is_file()] or [place]
        text = "".join(path.read_text() for path in files)
        assert "PRIVATE LETTER" not in text
        assert ("Not yet." in text) == bool(options)
        assert "Say it in" in text


def test_drafts_come_back_as_drafts(tmp_path):
    make_column()
    call_command("export", to=tmp_path / "a.csv", format="csv", drafts=True)
    empty_column()
    import_path(tmp_path / "a.csv", RunOptions())
    assert Question.objects.filter(state=Question.State.DRAFT).count() == 2
    assert Question.objects.published().count() == 2


def test_what_is_here_already_stays_as_it_is(tmp_path):
    make_column()
    before = shown()
    call_command("export", to=tmp_path / "a.xml", format="wxr")
    report = import_path(tmp_path / "a.xml", RunOptions())
    assert report.counts["already here"] == 2
    assert shown() == before


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "a.csv").write_text("mine")
    with pytest.raises(CommandError, match="is there already"):
        call_command("export", to=tmp_path / "a.csv", format="csv")
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("export", to=tmp_path / "no/a.csv", format="csv")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_pictures_go_with_a_folder(tmp_path, settings):
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "abc1.jpg").write_bytes(b"pixels")
    published_question(answer="Look: ![a cup](/media/abc1.jpg)")
    call_command("export", to=tmp_path / "folder")
    assert (tmp_path / "folder/static/media/abc1.jpg").read_bytes() == b"pixels"


def test_addresses_are_whole_in_other_systems(tmp_path):
    published_question(answer="See [this](/questions/a/) and ![a cup](/media/abc1.jpg)")
    call_command("export", to=tmp_path / "a.xml", format="wxr")
    text = (tmp_path / "a.xml").read_text()
    assert 'href="http://127.0.0.1:8000/questions/a/"' in text
    assert 'src="http://127.0.0.1:8000/media/abc1.jpg"' in text


PIECES = st.sampled_from(
    [
        "*",
        "_",
        "`",
        "> ",
        "    ",
        "\n\n",
        "\n",
        "]]>",
        "—",
        "<b>",
        "&amp;",
        "\\",
        "#",
        "é",
        "'=",
        "a) ",
    ]
)
TEXTS = st.lists(PIECES | st.text('abc ,;"“”', min_size=1, max_size=8), min_size=1, max_size=9)
DAYS = st.integers(0, 10**9).map(lambda seconds: DAY - timedelta(seconds=seconds))


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    letters=st.lists(st.tuples(TEXTS, TEXTS, DAYS), min_size=1, max_size=3),
    name=st.sampled_from(sorted(FORMATS)),
)
def test_any_column_comes_back_as_it_was(letters, name, tmp_path):
    empty_column()
    for letter, answer, day in letters:
        published_question(
            f"Letter {next(fresh)}",
            day,
            letter_text=f"x{''.join(letter)}",
            answer=f"x{''.join(answer)}",
        )
    before = shown()
    place = tmp_path / f"{next(fresh)}{FORMATS[name]}"
    call_command("export", to=place, format=name)
    empty_column()
    import_path(place, RunOptions())
    assert shown() == before


def test_a_folder_has_collections_as_pages_and_an_import_leaves_them_out(tmp_path):
    make_column()
    first = Question.objects.get(slug="how-do-i-tell-him")
    hidden = draft_question("Another draft", letter_text="PRIVATE LETTER")
    parts = [("Begin *here*.", first), ("About the draft.", hidden), ("The end.", None)]
    saved_collection("On “trust”", parts, introduction="About trust.")
    saved_collection("A draft collection", [("Not yet.", first)], is_public=False)
    call_command("export", to=tmp_path / "folder", format="markdown")
    (page,) = (tmp_path / "folder/content/collections").iterdir()
    text = page.read_text()
    assert page.name == "on-trust.md"
    assert "[How do I tell him\\?](/questions/how-do-i-tell-him/)" in text
    places = [text.index(words) for words in ("About trust.", "Begin *here*.", "The end.")]
    assert places == sorted(places)
    assert "About the draft." not in text
    empty_column()
    report = import_path(tmp_path / "folder", RunOptions())
    assert (report.counts["new"], report.counts["public"]) == (2, 2)
