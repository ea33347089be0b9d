"""The words of the desk: none of Django's stock sentences, none that read as if translated."""

import re
from pathlib import Path

import pytest

from questions.models import Letter, Passage, Resource
from tests.factories import draft_question, published_question, received_letter, saved_tag

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("questions/answering", "questions/actions", "questions/models", "templates/admin")
# What stood there once, and its like (WORDS of the desk).
FORBIDDEN = re.compile(
    r"""
    what\ waits | \bletters?\ waits?\b(?!\ for) | select\b.*\bto\ change | what\ goes\ out
    | at\ a\ time\ to\ come
    | all\ the\ same | take\ it\ down | keep\ for\ later | save\ for\ that\ day | drop\ the\ changes
    | your\ words\ to | in\ between | question\ that\ is\ there | is\ told,\ once | set\ aside\ with
    | words\ of\ danger | read\ it\ first | without\ words | kind\ words | wait\ again | was\ moved
    | done\ for | words\ for\ the\ states | can\ be\ told | \balike\b | drawn\ up | as\ it\ came
    | \bcame\ (today|\d) | secret\ link | went\ by\ mail | anew\b | \bthe\ asker | left\ no\ address
    | \bthis\ question\ (can|will|is|answers)\b | hands\ on\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
STRING = re.compile(
    r"""
    (?:_|gettext_lazy|gettext)\(\s*(?P<q>["'])(?P<text>.+?)(?P=q)
    | ngettext\((?P<two>[^)]*)\)
    | \{%\ translate\ (?P<t>["'])(?P<translated>.+?)(?P=t)
    | \{%\ blocktranslate.*?%\}(?P<block>.*?)\{%\ endblocktranslate
    """,
    re.VERBOSE | re.DOTALL,
)


def shown_words():
    """Every text of the desk that goes through gettext, with its file."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.*")):
            if path.suffix in {".py", ".html"}:
                for found in STRING.finditer(path.read_text(encoding="utf-8")):
                    parts = found.groupdict()
                    names = ("text", "two", "translated", "block")
                    yield (
                        path.relative_to(ROOT).as_posix(),
                        next(filter(None, map(parts.get, names))),
                    )


def test_no_text_of_the_desk_has_a_forbidden_phrase():
    texts = list(shown_words())
    assert len(texts) > 500
    assert [(file, text) for file, text in texts if FORBIDDEN.search(text)] == []


def test_no_text_names_the_columnist_or_a_he():
    named = re.compile(r"\bJohn\b|\b[Hh]e\b|\b[Hh]is\b|\b[Hh]im\b")
    allowed = {"Ask John", "John"}  # what the column is called before anybody has named it
    found = [(file, text) for file, text in shown_words() if named.search(text)]
    assert [one for one in found if one[1] not in allowed] == []


STOCK = ("to change", "successfully", "Save and continue", "Recent actions", "Site administration",
         "Are you sure", "Django", "Go!", "WELCOME", "Add question")  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["", "letter/", "question/", "tag/", "passage/", "resource/", "issue/", "statuswords/",
     "outgoingmail/", "column/1/change/", "question/calendar/", "tag/add/", "passage/add/"],
)  # fmt: skip
def test_djangos_stock_words_are_gone(john, address):
    received_letter(), published_question("One", tags=[saved_tag()]), draft_question("Two")
    Passage.objects.create(name="Hello", text="Dear {sign_off}")
    page = john.get(f"/admin/questions/{address}" if address else "/admin/").text
    shown = re.sub(r"<script.*?</script>|<[^>]*>", " ", page, flags=re.DOTALL)
    assert [words for words in STOCK if words in shown] == []


def test_saving_and_deleting_say_so_plainly(john):
    tag, line = saved_tag("Trust"), Resource.objects.first()
    page = john.post(
        f"/admin/questions/tag/{tag.pk}/change/",
        {"name": "Faith", "slug": "faith", "description": ""},
        follow=True,
    ).text
    assert ">Saved.</li>" in page
    delete = f"/admin/questions/resource/{line.pk}/delete/"
    assert ">Deleted.</li>" in john.post(delete, {"post": "yes"}, follow=True).text


def test_deleting_a_tag_says_what_loses_it(john):
    tag, letter = saved_tag("Trust"), received_letter()
    public, draft = published_question("The dishes", tags=[tag]), draft_question("Two", tags=[tag])
    letter.topics.add(tag)
    page = " ".join(john.get(f"/admin/questions/tag/{tag.pk}/delete/").text.split())
    assert "1 published answer:" in page
    assert f'href="/admin/questions/question/{public.pk}/change/">The dishes</a>' in page
    assert "1 draft" in page
    assert "1 letter in the inbox" in page
    john.post(f"/admin/questions/tag/{tag.pk}/delete/", {"post": "yes"})
    assert not public.tags.exists()
    assert Letter.objects.get(pk=letter.pk).topics.count() == 0
    assert draft.pk
    assert "delete_selected" not in john.get("/admin/questions/tag/").text


def test_saving_a_draft_says_so_plainly(john):
    draft = draft_question("One")
    change = f"/admin/questions/question/{draft.pk}/change/"
    sent = {"headline": "Two", "letter_text": "Dear John", "base_revision": ""}
    page = john.post(change, sent | {"_continue": "Save"}, follow=True).text
    assert ">Saved.</li>" in page
