"""Whatever John pastes becomes safe HTML, in good time."""

import json
import os
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.text.rendering import (
    markdown_to_text,
    reading_minutes,
    render_markdown,
    shorten_text,
)
from questions.text.sanitising import ATTRIBUTES, TAGS, sanitise_html

HERE = Path(__file__).parent
FOLDER = os.environ.get("HOSTILE_INPUT", "")
SCHEMES = ("http:", "https:", "mailto:", "tel:", "sms:")
pytestmark = pytest.mark.pure
needs_folder = pytest.mark.skipif(not FOLDER, reason="HOSTILE_INPUT names no folder")


class Oracle(HTMLParser):
    """Finds everything in a piece of HTML that is not allowed to be there."""

    def __init__(self):
        super().__init__()
        self.hits, self.seen = [], 0

    def handle_starttag(self, tag, attrs):
        self.seen += 1
        if tag not in TAGS:
            self.hits.append(f"<{tag}>")
        for name, value in attrs:
            self.look_at(tag, name, value or "")

    handle_startendtag = handle_starttag

    def look_at(self, tag, name, value):
        if name not in ATTRIBUTES.get(tag, ()) or name.startswith("on") or name == "style":
            self.hits.append(f"{tag} {name}")
        if name in {"href", "src"} and not is_harmless(tag, value):
            self.hits.append(f"{name}={value}")


def is_harmless(tag, address):
    """Judges an address as a browser does: without tabs and line ends, controls trimmed."""
    bare = (
        address.translate({9: None, 10: None, 13: None}).strip("".join(map(chr, range(33)))).lower()
    )
    if tag == "img":
        return bare.startswith("/media/")
    own = bare.startswith(("/", "#")) and not bare.startswith(("//", "/\\"))
    return own or bare.startswith(SCHEMES)


def hits(html):
    oracle = Oracle()
    oracle.feed(html)
    oracle.close()
    return oracle.hits


def test_the_oracle_sees_what_it_must():
    bad = (
        '<script>x</script><a href="java\tscript:x" onclick="x">y</a><img src="//e/x"><p style="x">'
    )
    assert len(hits(bad)) == 5


OWN = json.loads((HERE / "markdown_xss_own.json").read_text())


@pytest.mark.parametrize("payload", OWN)
def test_our_own_hostile_markdown(payload):
    assert hits(render_markdown(payload)) == []


@pytest.mark.slow
@needs_folder
def test_the_worlds_hostile_html():
    folder = Path(FOLDER)
    payloads = (folder / "payloadbox_xss.txt").read_text(errors="replace").splitlines()
    payloads += [
        case["payload"] for case in json.loads((folder / "dompurify_expect.json").read_text())
    ]
    assert len(payloads) > 6000
    bad = [payload for payload in payloads if hits(render_markdown(payload))]
    assert bad == []


@pytest.mark.slow
@needs_folder
def test_slow_markdown_is_rendered_within_a_second():
    cases = json.loads((Path(FOLDER) / "markdown_pathological.json").read_text())["cases"]
    slow = []
    for case in cases:
        text = grown(case)[:20_000]
        start = time.process_time()
        assert hits(render_markdown(text)) == []
        if time.process_time() - start > 1:
            slow.append(case["name"])
    assert len(cases) > 20
    assert slow == []


def grown(case):
    """The text of a case, scaled down to about 20 kB."""
    if "range" in case:
        start, end = case["range"]
        fmt = {
            "('  ' * i) + '* a\\n'": lambda i: "  " * i + "* a\n",
            "'e' + ('`' * i)": lambda i: "e" + "`" * i,
        }
        return "".join(fmt[case["fmt"]](i) for i in range(start, end))
    size = sum(len(part) * count for part, count in case["parts"])
    share = min(1, 20_000 / size)
    return "".join(part * max(1, int(count * share)) for part, count in case["parts"])


@given(st.text(alphabet="[]()<>!`*_\"'&:/\\ \n\tajvscript.onrd=#-1|{}\0", max_size=200))
def test_no_arrangement_of_marks_gets_through(text):
    assert hits(render_markdown(text)) == []


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ('She said "no" -- *twice*...', "<p>She said “no” – <em>twice</em>…</p>\n"),
        ("# Top\n\n###### Deep", "<h3>Top</h3>\n<h6>Deep</h6>\n"),
        ("3. three\n4. four", '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>\n'),
        (
            "a) *one*\nb) two\nand more",
            '<ol type="a">\n<li><em>one</em></li>\n<li>two<br>\nand more</li>\n</ol>\n',
        ),
        ("b) not a list", "<p>b) not a list</p>\n"),
        ("a) one\nc) three", "<p>a) one<br>\nc) three</p>\n"),
        ("~~gone~~", "<p><s>gone</s></p>\n"),
        ("[x](/questions/one/)", '<p><a href="/questions/one/">x</a></p>\n'),
        ("![a view](/media/0a.jpg)", '<p><img src="/media/0a.jpg" alt="a view"></p>\n'),
        ("![a view](https://elsewhere/x.jpg)", "<p>a view</p>\n"),
        ("<b>raw</b>", "<p>&lt;b&gt;raw&lt;/b&gt;</p>\n"),
    ],
)
def test_what_john_writes_is_what_readers_see(markdown, html):
    assert render_markdown(markdown) == html


def test_footnotes_lead_there_and_back():
    html = render_markdown("So it is.[^1]\n\n[^1]: I asked.")
    assert 'href="#fn1"' in html
    assert 'id="fn1"' in html
    assert 'href="#fnref1"' in html


@pytest.mark.parametrize(
    ("text", "is_lone"),
    [
        ("I know.", True),
        ('"A friend', True),
        ("It is.", False),
        ("I'm lost.", False),
        ("5 a", False),
    ],
)
def test_a_word_of_one_letter_has_room_behind_its_initial(text, is_lone):
    html = render_markdown(f"{text}\n\nI know.")
    assert html.count('class="lone-letter"') == is_lone
    assert html.startswith("<p class" if is_lone else "<p>")


def test_line_breaks_are_kept():
    assert render_markdown("one\ntwo  \nthree") == "<p>one<br>\ntwo<br>\nthree</p>\n"


def test_a_wide_table_scrolls_by_itself_under_a_name_of_its_own():
    html = render_markdown("| a | b |\n|---|---|\n| 1 | 2 |\n\nAnd\n\n| c |\n|---|\n| 3 |")
    frame = '<div class="wide" role="region" tabindex="0" aria-label="Table {}">\n<table>'
    assert html.count(frame.format(1)) == html.count(frame.format(2)) == 1
    assert html.count("</table>\n</div>") == 2


def test_the_plain_words_of_a_text():
    assert (
        markdown_to_text("# One\n\n*two* [three](/x)\n\n- four\n- `five`")
        == "One two three four five"
    )


def test_a_beginning_is_cut_between_words():
    assert shorten_text("one two, three", 9) == "one two…"
    assert shorten_text("one  two\n\nthree", 20) == "one two three"
    assert shorten_text("a" * 50, 10) == "a" * 9 + "…"


def test_a_beginning_ends_with_a_sentence_if_one_is_in_reach():
    assert shorten_text("I saw Mr. Fox. He ran away from me.", 20) == "I saw Mr. Fox."
    assert shorten_text("He said “no.” So I went home again.", 20) == "He said “no.”"
    assert shorten_text("No. I will not go there again, ever.", 20) == "No. I will not go…"
    assert shorten_text("We met at 5 p.m. Then it was over.", 18) == "We met at 5 p.m…"


def test_reading_takes_at_least_a_minute():
    assert reading_minutes("a few words") == 1
    assert reading_minutes("word " * 231) == 2


def test_a_mark_for_emphasis_leaves_no_space_behind():
    assert markdown_to_text("It *is*. Is **it**?\nYes.") == "It is. Is it? Yes."


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ('<a id="sheet">x</a>', "<a>x</a>"),
        ('<a id="fn1">x</a>', '<a id="fn1">x</a>'),
        ('<p class="errornote lone-letter">x</p>', '<p class="lone-letter">x</p>'),
        ('<p class="leave">x</p>', "<p>x</p>"),
        ('<div role="alert" tabindex="5">x</div>', "<div>x</div>"),
        ('<li value="1e9">x</li>', "<li>x</li>"),
        ('<a href="javascript:x">x</a>', "<a>x</a>"),
        ('<img src="//x.org/y.png">', "<img>"),
    ],
)
def test_the_second_wall_by_itself(html, left):
    """What the parser never makes: should it, nobody's page gets our own names and looks."""
    assert sanitise_html(html) == left
