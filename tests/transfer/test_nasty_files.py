"""Ten files as the tests of other importers have them, imported whole.

Nothing crashes, each word is in the column or in the report, nothing private is public, and each
old address leads to the right letter for good.
"""

import json
import re
import zipfile

import pytest

from questions.actions.import_runs import RunOptions, import_path
from questions.models import FormerAddress, ImportedQuestion, Question, Revision
from tests.factories import text_of
from tests.transfer.sheets import LETTER, MORE, WXR_HEAD, WXR_TAIL, wxr_item, wxr_meta

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
QUOTE = f"<blockquote><p>{LETTER} {MORE}</p></blockquote>"
SECRET = "<wp:post_password>s3same</wp:post_password>"


def item(number, rest="", *, title=None, **facts):
    """A post with a letter, whose words end in its number, at an address of its own."""
    found = wxr_item(
        f"{QUOTE}\n\n<p>Answer{number} {rest}</p>",
        number=number,
        title=title or f"Title{number}",
        **facts,
    )
    return found.replace("/06/how/", f"/06/n{number}/").replace(">how<", f">n{number}<")


def wxr(*items, head=WXR_HEAD):
    return (head + "".join(items) + WXR_TAIL).encode()


def cdata_and_controls():
    """Split CDATA, control characters, non-characters, a bare ampersand, a lone bracket end."""
    return wxr(
        item(1, "code ]]]]><![CDATA[> Behind1"),
        item(2, "\x01\x0bBehind2\x1f \ufffe\uffff Also2"),
        item(3).replace("Title3", "<![CDATA[Title3 & more]]>"),
        item(4).replace("Title4", "Title4 & Behind4"),
        item(5, "x ]]> Behind5"),
    )


def states():
    """Every state that WordPress knows, and one that a plugin made."""
    drafts = ("draft", "private", "trash", "pending", "future", "inherit", "auto-draft", "archived")
    rest = [item(number, status=state) for number, state in enumerate(drafts, 2)]
    zeros = item(11, status="draft").replace("2013-06-07 05:00:44", "0000-00-00 00:00:00")
    coming = item(12).replace("2013-06-07", "2093-06-07")
    return wxr(item(1), *rest, item(10, extra=SECRET), zeros, coming)


def blocks():
    """Blocks of Gutenberg, also those that nest, hide or run."""
    columns = (
        '</p><!-- wp:columns {"a":"-->"} --><div><!-- wp:column --><div><p>Left1</p></div>'
        "<!-- /wp:column --><div><p>Right1</p></div></div><!-- /wp:columns --><p>"
    )
    html = (
        "<!-- wp:html --><script>alert('Gone2')</script><iframe src='https://x.example/Film2'>"
        "</iframe><div onclick='x()'>Shown2</div><!-- /wp:html -->"
    )
    table = "</p><table><tr><td>Cell3</td><td>A|B3</td></tr></table><p>"
    listed = "</p><!-- wp:list --><ul><li>One4<ol><li>Two4</li></ol></li></ul><!-- /wp:list --><p>"
    return wxr(
        item(1, columns),
        item(2, html),
        item(3, table),
        item(4, listed),
        item(5, "<!--more-->Behind5<!--nextpage-->Last5"),
    )


def shortcodes():
    """Shortcodes that are known, unknown, nested, escaped and broken."""
    caption = (
        '[caption id="a1" align="x"]<img src="https://example.org/a.jpg" alt="Alt1"/> Words1'
        "[/caption]"
    )
    return wxr(
        item(1, caption),
        item(2, "[gallery ids='1,2'] Behind2 [poll id=7]Inside2[/poll]"),
        item(3, "[[escaped3]] [not closed3 [a [b3] c] ]"),
        item(4, "[embed]https://example.org/Film4[/embed]"),
    )


def meta_and_guids():
    """Serialised values, comments with their addresses, the same guid, name and number twice."""
    php = 'a:1:{s:3:"key";O:8:"stdClass":1:{s:4:"evil";s:7:"unmade!";}}'
    comment = (
        "<wp:comment><wp:comment_author_IP>203.0.113.9</wp:comment_author_IP>"
        "<wp:comment_author_email>eve@example.net</wp:comment_author_email>"
        "<wp:comment_content><![CDATA[Comment1]]></wp:comment_content></wp:comment>"
    )
    guid = '<guid isPermaLink="false">https://example.org/?p=77</guid>'
    twice = item(2, extra=guid).replace(">n2<", ">n1<")
    page = item(3, kind="page") + item(4, kind="attachment") + item(5, kind="nav_menu_item")
    return wxr(item(1, extra=guid + comment + wxr_meta("_x", f"<![CDATA[{php}]]>")), twice, page)


def utf8():
    """A byte order mark, broken bytes, every kind of letter, an address in another script."""
    odd = "naïve Ärger ß İstanbul שלום مرحبا 日本語 👩‍👧‍👦 e\u0301 Zero\u200bwidth soft\u00adhyphen"
    text = wxr(item(1, odd), item(2, "Caf\xe9BROKEN"), item(3))
    text = text.replace("Caf\xe9BROKEN".encode(), b"Caf\xe9 Behind2")
    return b"\xef\xbb\xbf" + text.replace(b"/06/n3/", "/06/любовь/".encode())


def large():
    """Ten megabytes: notes of a plugin, a post of a million letters, a post behind them."""
    return wxr(
        item(1, extra=wxr_meta("_cache", "x" * 8_000_000)),
        item(2, "word " * 400_000 + " Behind2"),
        item(3),
    )


def several_files(path):
    """Pages, pictures and posts in files of their own, in a zip with a folder of a Mac."""
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a/posts-1.xml", wxr(item(1)))
        packed.writestr("a/posts-2.xml", wxr(item(2), item(3, status="private")))
        packed.writestr("a/pages.xml", wxr(item(4, kind="page")))
        packed.writestr("__MACOSX/a/._posts-1.xml", b"\x00\x05\x16\x07")
    return path


def ghost():
    """Ghost's tables with posts for some, texts without HTML, and odd dates."""
    post = {"status": "published", "visibility": "public", "type": "post", "uuid": "u"}
    dates = {"published_at": "2020-01-02T03:04:05.000Z", "updated_at": "2020-01-02T03:04:05.000Z"}
    rows = []
    for number, facts in enumerate(
        [
            {},
            {"visibility": "members"},
            {"visibility": "paid"},
            {"status": "draft"},
            {"status": "scheduled", "published_at": "2093-01-01T00:00:00.000Z"},
            {"html": None, "plaintext": f"{LETTER}\n\nAnswer6"},
            {"type": "page"},
            {"html": None, "lexical": '{"root":{"children":[]}}', "plaintext": None},
        ],
        1,
    ):
        own = {"id": str(number), "title": f"Title{number}", "slug": f"n{number}"}
        html = f"{QUOTE}<p>Answer{number} <a href='__GHOST_URL__/x'>Link{number}</a></p>"
        rows.append(own | post | dates | {"html": html} | facts)
    users = [{"email": "john@example.org", "password": "$2a$10$secret"}]
    return json.dumps({"db": [{"data": {"posts": rows, "users": users}}]}).encode()


def substack(path):
    """A table with a byte order mark and line feeds in cells; a file is missing, one leads out."""
    head = "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n"
    row = '{},2023-05-09T16:42:51.000Z,{},,{},{},"Title{}",,\n'
    rows = [
        row.format("1.n1", "true", "newsletter", "everyone", "1"),
        row.format("2.n2", "true", "newsletter", "only_paid", "2"),
        row.format("3.n3", "false", "newsletter", "everyone", "3"),
        row.format("4.n4", "true", "newsletter", "everyone", "4\nwith a line feed"),
        row.format("5.n5", "true", "newsletter", "everyone", "5"),
        row.format("6.../x", "true", "newsletter", "everyone", "6"),
    ]
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("posts.csv", "\ufeff" + head + "".join(rows))
        for number in (1, 2, 3, 4):
            html = f"{QUOTE}\r\n<p>Answer{number}</p>\r\n"
            packed.writestr(f"posts/{number}.n{number}.html", html)
    return path


def sheet():
    """A table from a spreadsheet: formulas, quotes, line feeds, NUL, an empty row, short rows."""
    rows = [
        "headline,letter,answer,tags,published_at,address,sign_off",
        f'Title1,"{LETTER}\n\n{MORE}","=Answer1 ""said"" she",a|b,2020-01-02,/n1/,Ann',
        f'Title2,"{LETTER}",Answer2,,,/n2/,',
        ",,,,,,",
        f"Title3,{LETTER.replace(',', '')},Answer3\x00Behind3,,2020-01-02,/n3/,",
        "Title4",
    ]
    return "\ufeff".encode() + "\r\n".join(rows).encode()


def tumblr():
    """Answers, with entities and marks, of which some are private or wait."""
    posts = [
        {
            "id": number,
            "type": "answer",
            "question": f"<p>Title{number}! {LETTER} &lt;3 Words{number}</p>",
            "answer": f"<p>Answer{number} &amp; <b>more</b></p>",
            "timestamp": 1577934245,
            "slug": f"n{number}",
            "post_url": f"https://john.tumblr.com/post/{number}/n{number}",
            "state": state,
        }
        for number, state in enumerate(["published", "private", "queued", "draft", "published"], 1)
    ]
    return json.dumps({"response": {"posts": posts}}).encode()


# The file, its maker, the numbers that are public, and where each of them was.
FILES = {
    "cdata.xml": (cdata_and_controls, [1, 2, 3, 4, 5], "/2013/06/n{}/"),
    "states.xml": (states, [1], "/2013/06/n{}/"),
    "blocks.xml": (blocks, [1, 2, 3, 4, 5], "/2013/06/n{}/"),
    "shortcodes.xml": (shortcodes, [1, 2, 3, 4], "/2013/06/n{}/"),
    "meta.xml": (meta_and_guids, [1, 2], "/2013/06/n{}/"),
    "utf8.xml": (utf8, [1, 2, 3], "/?p={}"),
    "large.xml": (large, [1, 3], "/2013/06/n{}/"),
    "several.zip": (several_files, [1, 2], "/2013/06/n{}/"),
    "ghost.json": (ghost, [1], "/n{}/"),
    "substack.zip": (substack, [1, 4], "/p/n{}"),
    "table.csv": (sheet, [1, 3], "/n{}/"),
    "tumblr.json": (tumblr, [1, 5], "/post/{0}/n{0}"),
}
NEVER_KEPT = ("s3same", "203.0.113.9", "eve@example.net", "Comment1", "stdClass", "$2a$10$secret")
GONE = {"Gone2", "Comment1"}  # of a script, and of somebody who never agreed
CANARY = re.compile(r"\b[A-Z][a-z]+(\d\d?)\b")


@pytest.fixture(params=FILES)
def imported(request, tmp_path):
    """A file that is imported: its name, the report and its own words."""
    make = FILES[request.param][0]
    path = tmp_path / request.param
    if request.param.endswith(".zip"):
        make(path)
        with zipfile.ZipFile(path) as packed:
            source = " ".join(
                packed.read(name).decode("utf-8", "replace") for name in packed.namelist()
            )
    else:
        path.write_bytes(make())
        source = path.read_text(encoding="utf-8", errors="replace")
    return request.param, import_path(path, RunOptions()), source


def test_the_bars_are_held(imported, rita):
    name, report, source = imported
    _make, numbers, address = FILES[name]
    public = {int(re.search(r"\d+", one.headline)[0]) for one in Question.objects.published()}
    assert public == set(numbers)
    for number in numbers:
        response = rita.get(address.format(number))
        found = Question.objects.published().get(headline__startswith=f"Title{number}")
        where = (response.status_code, response["Location"])
        assert where == (301, f"/questions/{found.slug}/")
        page = rita.get(response["Location"]).content.decode()
        assert f"Answer{number}" in page
        assert "<script>alert" not in page
    texts = " ".join(repr(text_of(one)) for one in Question.objects.all())
    lines = [f"{line.kind} {line.place} {line.title} {line.words}" for line in report.lines]
    told = " ".join(lines)
    named = [line for line in lines if line.startswith(("fault", "left out"))]
    lost = {
        found[0]
        for found in CANARY.finditer(source)
        if found[0] not in texts + told
        and not any(re.search(rf"(?:Title|n|/){found[1]}\b", line) for line in named)
    }
    assert lost - GONE == set()
    everything = texts + told + repr(list(FormerAddress.objects.values_list("address")))
    assert not [word for word in NEVER_KEPT if word in everything]
    assert Revision.objects.count() >= ImportedQuestion.objects.count() > 0


def test_a_second_import_changes_nothing(imported, tmp_path):
    name, _report, _source = imported
    before = list(Question.objects.order_by("pk").values())
    again = import_path(tmp_path / name, RunOptions())
    assert again.counts["new"] == again.counts["changed"] == 0
    assert list(Question.objects.order_by("pk").values()) == before
