"""Files as the real systems write them, by somebody who had not read the importers."""

import json

import pytest

from questions.actions.import_decisions import apply_choice
from questions.models import ImportEntry
from questions.transfer.readers.restrictions import UNKNOWN
from questions.transfer.reading import REPEATED
from tests.transfer.sheets import (
    items_of,
    left_out_of,
    posts_of,
    write_wxr,
    wxr_item,
    wxr_meta,
)

MEMBERS = "It was for members only, or a part of it."
GATED = '<p>All</p><!--kg-gated-block:begin nonMember:false memberSegment:"" --><p>Few</p>'


@pytest.mark.parametrize(
    ("body", "meta"),
    [
        ("Some. [restrict]Few.[/restrict]", ("", "")),
        ('Some. [membership level="1,2"]Few.[/membership]', ("", "")),
        ("<!-- wp:jetpack/paywall /--><p>Few.</p>", ("", "")),
        ('<!-- wp:premium-content/container {"a":1} --><p>Few.</p>', ("", "")),
        ("Few.", ("_members_access_role", "subscriber")),
        ("Few.", ("_jetpack_newsletter_access", "paid_subscribers")),
        ("Few.", ("rcp_subscription_level", 'a:1:{i:0;s:1:"2";}')),
    ],
)
def test_what_a_plugin_kept_for_members_is_not_public(tmp_path, body, meta):
    extra = wxr_meta(*meta)
    (post,) = posts_of(write_wxr(tmp_path, wxr_item(body, extra=extra)))
    assert post.draft_reason == MEMBERS


@pytest.mark.parametrize("value", ["everybody", "", "a:0:{}"])
def test_what_a_plugin_leaves_open_stays_public(tmp_path, value):
    extra = wxr_meta("_jetpack_newsletter_access", value)
    body = "We speak of [[restrict]] and of private [things]."
    (post,) = posts_of(write_wxr(tmp_path, wxr_item(body, extra=extra)))
    assert not post.draft_reason


def test_a_password_of_one_space_is_a_password(tmp_path):
    locked = wxr_item(extra="<wp:post_password> </wp:post_password>")
    (post,) = posts_of(write_wxr(tmp_path, locked))
    assert post.draft_reason


def test_footnotes_that_stand_apart_come_along(tmp_path):
    notes = wxr_meta(
        "footnotes", '[{"content":"A \\u003cem\\u003enote\\u003c/em\\u003e","id":"a"}]'
    )
    (post,) = posts_of(write_wxr(tmp_path, wxr_item("Text. <!-- wp:footnotes /-->", extra=notes)))
    assert "<li>A <em>note</em></li>" in post.body


def test_a_part_of_a_post_that_ghost_keeps_for_members(tmp_path):
    row = {"id": "1", "title": "T", "slug": "t", "html": GATED, "status": "published"}
    row |= {"published_at": "2020-01-01T00:00:00.000Z", "visibility": "public", "type": "post"}
    path = tmp_path / "ghost.json"
    path.write_text(json.dumps({"db": [{"data": {"posts": [row], "posts_meta": []}}]}))
    (post,) = posts_of(path)
    assert post.draft_reason == MEMBERS


def write_text(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_texts_without_a_page_are_not_public(tmp_path):
    write_text(tmp_path, ".eleventy.js", "")
    for name, key in (("a", "permalink: false"), ("b", "headless: true"), ("c", "tags: x")):
        write_text(
            tmp_path, f"posts/{name}.md", f"---\ntitle: T\ndate: 2020-05-06\n{key}\n---\nT\n"
        )
    posts = {post.place: post.draft_reason for post in posts_of(tmp_path)}
    assert posts["posts/a.md"] == posts["posts/b.md"] == "It had no page of its own."
    assert (posts["posts/c.md"], posts_of(tmp_path)[0].source_id[:8]) == ("", "eleventy")


def test_texts_in_other_formats_are_named(tmp_path):
    write_text(tmp_path, "_posts/2014-01-01-a.md", "---\ntitle: A\n---\nA\n")
    write_text(tmp_path, "_posts/2014-01-02-b.textile", "---\ntitle: B\n---\nh2. B\n")
    assert [entry.place for entry in left_out_of(tmp_path)] == ["_posts/2014-01-02-b.textile"]


def test_a_value_of_pelicans_goes_on_in_the_next_line(tmp_path):
    text = "Title: A: b\nSummary: One\n    two\nDate: 2010-12-03\n\nWords.\n"
    write_text(tmp_path, "pelicanconf.py", "")
    write_text(tmp_path, "content/a.md", text)
    (post,) = posts_of(tmp_path)
    assert (post.title, post.body) == ("A: b", "Words.")


def test_texts_in_the_letters_of_windows_keep_them(tmp_path):
    text = "---\ntitle: Café “quoted”\n---\nNaïve — yes.\n".encode("cp1252")
    write_text(tmp_path, "_posts/2013-01-01-a.md", text)
    (post,) = posts_of(tmp_path)
    assert (post.title, post.body) == ("Café “quoted”", "Naïve — yes.")


@pytest.mark.parametrize(
    ("separator", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-16"), (",", "cp1252")]
)
def test_tables_as_excel_writes_them(tmp_path, separator, encoding):
    head = ["Headline", "Letter", "Answer", "Published_at"]
    row = ["Café", '"Two\r\nlines, “here”"', "Yes", "31.12.2019 14:30"]
    table = "".join(f"{separator.join(cells)}\r\n" for cells in (head, row))
    write_text(tmp_path, "table.csv", table.encode(encoding))
    (post,) = posts_of(tmp_path / "table.csv")
    assert (post.title, post.exchange.letter) == ("Café", "Two\r\nlines, “here”")
    assert f"{post.published_at:%Y-%m-%d %H:%M}" == "2019-12-31 14:30"


def test_bloggers_feed_from_takeout(tmp_path):
    entry = (
        "<entry><id>tag:blogger.com,1999:blog-1.post-{0}</id><blogger:type>{1}</blogger:type>"
        "<blogger:status>{2}</blogger:status><title>T</title><content type='html'>W{0}</content>"
        "<published>2012-03-04T05:06:00Z</published>"
        "<category scheme='tag:blogger.com,1999:blog-1' term='love'/>"
        "<blogger:filename>/2012/03/t{0}.html</blogger:filename></entry>"
    )
    kinds = [("POST", "LIVE"), ("POST", "SOFT_TRASHED"), ("POST", "DRAFT"), ("COMMENT", "LIVE")]
    feed = "".join(entry.format(number, *kind) for number, kind in enumerate(kinds, 1))
    spaces = (
        "xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'"
    )
    write_text(tmp_path, "Blogs/a/feed.atom", f"<?xml version='1.0'?><feed {spaces}>{feed}</feed>")
    live, *others = posts_of(tmp_path)
    assert (live.addresses, live.tags) == (("/2012/03/t1.html",), ("love",))
    assert [post.draft_reason for post in (live, *others)] == [
        "",
        "It was a draft.",
        "It was a draft.",
    ]


def test_tumblrs_blocks_are_cut_where_somebody_asked(tmp_path):
    row = {"id": 1, "type": "blocks", "state": "published", "timestamp": 1399360089}
    link = [{"start": 0, "end": 4, "type": "link", "url": "https://z.example"}]
    row["content"] = [
        {"type": "text", "text": "How <do> I?"},
        {"type": "text", "text": "Like 💔 this", "formatting": link},
        {"type": "image", "media": [{"url": "https://m.example/a.jpg"}], "caption": "Seen"},
        {"type": "link", "url": "https://y.example", "title": "Read"},
    ]
    row["layout"] = [{"type": "ask", "blocks": [0], "attribution": {"blog": {"name": "asker"}}}]
    row["blog_name"] = "kate"
    path = tmp_path / "posts.json"
    path.write_text(json.dumps({"posts": [row]}))
    (post,) = posts_of(path)
    assert post.exchange.letter == "<p>How &lt;do&gt; I?</p>"
    for words in ('<a href="https://z.example">Like</a> 💔 this', "Seen", ">Read</a>", "a.jpg"):
        assert words in post.exchange.answer
    assert "asker" not in repr(post)


def test_hugos_patterns_of_addresses(tmp_path):
    settings = '[permalinks]\nposts = "/:year/:slug/"\nnews = "/n/:filename/"\n'
    write_text(tmp_path, "hugo.toml", settings)
    for name in ("posts/a-file", "news/a-file", "other/a-file"):
        write_text(
            tmp_path, f"content/{name}.md", "---\ntitle: The Title\ndate: 2014-01-02\n---\nT\n"
        )
    found = {post.place.split("/")[1]: post.addresses for post in posts_of(tmp_path)}
    assert found["posts"] == ("/2014/the-title/",)
    assert found["news"] == ("/n/a-file/",)
    assert found["other"] == ("/other/a-file/",)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("s2member_ccaps_req", 'a:1:{i:0;s:4:"gold";}'),
        ("um_content_restriction", 'a:1:{s:26:"_um_custom_access_settings";s:1:"1";}'),
        ("wpf-settings", 'a:1:{s:12:"lock_content";b:1;}'),
        ("_issuem_leaky_paywall_visibility", 'a:1:{s:15:"visibility_type";s:4:"only";}'),
        ("pms-content-restrict-user-status", "loggedin"),
        ("ihc_mb_who", "reg,2"),
        ("memberful_acl", 'a:1:{i:0;s:5:"12345";}'),
        ("_visibility", "members"),
    ],
)
def test_what_other_plugins_note_of_members_is_not_public(tmp_path, key, value):
    (post,) = posts_of(write_wxr(tmp_path, wxr_item(extra=wxr_meta(key, value))))
    assert post.draft_reason == MEMBERS


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("um_content_restriction", 'a:1:{s:26:"_um_custom_access_settings";s:1:"0";}'),
        ("wpf-settings", 'a:1:{s:12:"lock_content";b:0;}'),
        ("pms-content-restrict-type", "default"),
        ("_jetpack_dont_email_post_to_subs", "1"),
        ("_yoast_wpseo_title", "For members"),
    ],
)
def test_what_other_plugins_note_of_everybody_stays_public(tmp_path, key, value):
    (post,) = posts_of(write_wxr(tmp_path, wxr_item(extra=wxr_meta(key, value))))
    assert not post.draft_reason


@pytest.mark.parametrize(
    ("trace", "name"),
    [
        (wxr_item("", number=1, kind="memberpressrule"), "MemberPress"),
        (wxr_item("[pmpro_levels]", number=1, kind="page"), "Paid Memberships Pro"),
        (wxr_item("[swpm_login_form]", number=1, kind="page"), "Simple Membership"),
    ],
)
def test_rules_that_are_not_in_the_file_make_drafts(tmp_path, trace, name):
    """Also where the trace of the plugin stands behind the post, or in another file."""
    write_wxr(tmp_path, wxr_item(), name="a.xml")
    write_wxr(tmp_path, trace, name="b.xml")
    (item,) = items_of(tmp_path)
    assert item.draft_reasons == (f"{UNKNOWN}: {name}.",)
    assert not item.is_public
    assert not item.was_public
    chosen = apply_choice(item, ImportEntry.Choice.PUBLIC)
    assert chosen.is_public
    assert chosen.was_public


def test_the_name_of_a_note_in_cdata_is_no_shortcode(tmp_path):
    noted = wxr_item(extra=wxr_meta("<![CDATA[rcp_note]]>", "<![CDATA[mepr-1]]>"))
    (post,) = posts_of(write_wxr(tmp_path, noted))
    assert not post.draft_reason


def test_a_shared_block_of_wordpress_is_named(tmp_path):
    body = '<!-- wp:block {"ref":881} /--><p>Text</p>'
    (post,) = posts_of(write_wxr(tmp_path, wxr_item(body)))
    assert post.notes == ("Its shared block 881 is left out.",)


def test_a_post_that_stands_twice_is_named(tmp_path):
    first, second = posts_of(write_wxr(tmp_path, wxr_item("One"), wxr_item("Two")))
    assert (first.notes, second.notes) == ((), (REPEATED,))


def test_what_stands_behind_a_paywall_of_substack_is_not_public(tmp_path):
    write_text(
        tmp_path,
        "posts.csv",
        "post_id,post_date,is_published,type,audience,title\n"
        "1.a,2022-08-12T12:11:23Z,true,newsletter,everyone,A\n",
    )
    write_text(tmp_path, "posts/1.a.html", '<div data-component-name="PaywallToDOM"></div><p>x</p>')
    (post,) = posts_of(tmp_path)
    assert post.draft_reason == MEMBERS
