"""WordPress's files, with everything that goes wrong in them."""

import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from questions.transfer.kinds import Kind, UnknownKind, kind_of
from questions.transfer.readers.options import ReadOptions
from questions.transfer.reading import read_entries
from questions.transfer.sources import open_source
from tests.transfer.sheets import (
    EXCHANGE,
    LETTER,
    WXR_HEAD,
    entries_of,
    faults_of,
    items_of,
    left_out_of,
    posts_of,
    write_wxr,
    wxr_item,
    wxr_meta,
)


def test_a_post_comes_with_all_that_it_has(tmp_path):
    tags = '<category domain="category" nicename="a"><![CDATA[Advice & more]]></category>'
    tags += '<category domain="post_tag" nicename="b"><![CDATA[Trust]]></category>'
    (item,) = items_of(write_wxr(tmp_path, wxr_item(extra=tags)))
    assert item.is_public
    assert item.headline == "How?"
    assert item.letter.startswith(LETTER)
    assert item.answer == "Say it."
    assert item.tags == ("Trust", "Advice & more")
    assert item.addresses == ("/2013/06/how/", "/?p=12")
    assert item.published_at == datetime(2013, 6, 7, 3, 0, 44, tzinfo=UTC)
    assert item.published_at.utcoffset() == timedelta(hours=2)
    assert (item.line, item.differences) == (6, ())


@pytest.mark.parametrize(
    "status", ["private", "pending", "future", "draft", "trash", "inherit", ""]
)
def test_only_what_was_published_is_public(status, tmp_path):
    (item,) = items_of(write_wxr(tmp_path, wxr_item(status=status)))
    assert not item.is_public
    assert item.draft_reasons


def test_what_had_a_password_is_a_draft_and_the_password_is_nowhere(tmp_path):
    secret = "<wp:post_password><![CDATA[s3same]]></wp:post_password>"
    (item,) = items_of(write_wxr(tmp_path, wxr_item(extra=secret)))
    assert item.draft_reasons == ("It was locked with a password.",)
    assert "s3same" not in repr(item)


def test_a_published_post_with_a_date_to_come_is_a_draft(tmp_path):
    text = wxr_item().replace("2013-", "2093-")
    assert not items_of(write_wxr(tmp_path, text))[0].is_public


def test_a_draft_has_zeros_for_its_date(tmp_path):
    text = wxr_item(status="draft").replace("2013-06-07 05:00:44", "0000-00-00 00:00:00")
    text = text.replace("2013-06-07 03:00:44", "0000-00-00 00:00:00")
    assert items_of(write_wxr(tmp_path, text))[0].published_at is None


def test_several_cdata_sections_are_one_body(tmp_path):
    body = f"<p>if (a[b[0]]]]><![CDATA[> c)</p>{EXCHANGE}"
    (post,) = posts_of(write_wxr(tmp_path, wxr_item(body)))
    assert post.body == f"<p>if (a[b[0]]> c)</p>{EXCHANGE}"
    assert post.notes == ()


def test_control_characters_go_and_are_counted(tmp_path):
    (post,) = posts_of(
        write_wxr(tmp_path, wxr_item(f"a\x0bb\x00c\x08 \ufffe{EXCHANGE}", title="A&#x1F;B"))
    )
    assert post.body == f"abc {EXCHANGE}"
    assert post.title == "AB"
    assert post.notes == ("Control characters taken out: 5",)


def test_a_bare_ampersand_is_mended_and_named_with_its_line(tmp_path):
    path = write_wxr(
        tmp_path, wxr_item(), wxr_item(title="\nBed & breakfast &nbsp;&eacute;&lt;", number=13)
    )
    first, second = posts_of(path)
    assert first.notes == ()
    assert second.title == "Bed & breakfast é<"
    assert second.notes == ("XML mended on line 12: not well-formed (invalid token) in its XML",)


def test_an_unsplit_end_of_cdata_loses_no_word(tmp_path):
    (post,) = posts_of(write_wxr(tmp_path, wxr_item(f"x = a[b[1]]>0 <p>and</p> ]]> {EXCHANGE}")))
    assert post.body == f"x = a[b[1]]>0 <p>and</p> ]]> {EXCHANGE}"
    assert post.notes[0].startswith("XML mended on line")


def test_a_body_without_cdata_and_without_escapes_is_kept(tmp_path):
    text = wxr_item("X").replace("<![CDATA[X]]>", "<p>One <b>two</b></p><br>")
    (post,) = posts_of(write_wxr(tmp_path, text))
    assert post.body == "<p>One <b>two</b></p><br>"


def test_a_broken_item_is_named_and_the_rest_goes_on(tmp_path):
    broken = wxr_item(number=2).replace("<wp:status>", "<wp:status")
    path = write_wxr(tmp_path, wxr_item(number=1), broken, wxr_item(number=3))
    known = [post.source_id for post in posts_of(path)]
    assert known == ["wordpress:example.org:1", "wordpress:example.org:3"]
    (fault,) = faults_of(path)
    assert (fault.place, fault.line) == ("export.xml", 15)
    assert LETTER not in fault.reason


def test_a_cdata_that_is_never_closed_takes_nothing_with_it(tmp_path):
    open_ended = wxr_item(number=2).replace("]]></content", "</content")
    path = write_wxr(tmp_path, wxr_item(number=1), open_ended, wxr_item(number=3))
    assert [post.source_id for post in posts_of(path)] == [
        f"wordpress:example.org:{n}" for n in (1, 2, 3)
    ]
    assert [post.body for post in posts_of(path)] == [EXCHANGE] * 3


def test_an_item_without_an_end_is_named(tmp_path):
    path = write_wxr(tmp_path, wxr_item(number=1).replace("</item>", ""), wxr_item(number=2))
    assert [post.source_id for post in posts_of(path)] == ["wordpress:example.org:2"]
    assert [fault.line for fault in faults_of(path)] == [6]


def test_a_file_that_was_cut_off_says_so(tmp_path):
    path = write_wxr(tmp_path, wxr_item(number=1), wxr_item(number=2)[:200], tail="")
    assert [post.source_id for post in posts_of(path)] == ["wordpress:example.org:1"]
    assert [fault.reason for fault in faults_of(path)] == ["the entry has no end"]


def test_a_doctype_is_refused(tmp_path):
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    head = WXR_HEAD.replace("<rss", f"{bomb}\n<rss")
    (fault,) = entries_of(write_wxr(tmp_path, wxr_item(), head=head))
    assert "DOCTYPE" in fault.reason


def test_words_of_xml_in_a_body_are_only_words(tmp_path):
    body = f"{EXCHANGE} &lt;!DOCTYPE html> </item><item> <!-- <![CDATA[ x <!DOCTYPE html>"
    assert [post.body for post in posts_of(write_wxr(tmp_path, wxr_item(body)))] == [body]


def test_other_xml_is_not_an_export(tmp_path):
    path = write_wxr(tmp_path, wxr_item(), head=WXR_HEAD.replace("wxr_version", "version"))
    with pytest.raises(UnknownKind):
        kind_of(open_source(path))


def test_other_encodings_are_read_by_their_name(tmp_path):
    path = tmp_path / "latin.xml"
    text = WXR_HEAD.replace("UTF-8", "ISO-8859-1") + wxr_item("é à") + "</channel></rss>"
    path.write_bytes(text.encode("latin-1"))
    assert posts_of(path)[0].body == "é à"
    path.write_bytes(
        (WXR_HEAD.replace("UTF-8", "utf-16") + wxr_item("é") + "</channel></rss>").encode("utf-16")
    )
    assert posts_of(path)[0].body == "é"


def test_what_is_no_post_is_left_out_by_name(tmp_path):
    path = write_wxr(
        tmp_path, *(wxr_item(kind=kind) for kind in ("page", "nav_menu_item", "attachment"))
    )
    assert [entry.what for entry in left_out_of(path)] == ["page", "nav_menu_item", "attachment"]
    assert len(posts_of(write_wxr(tmp_path, wxr_item(kind="advice")), post_types=("advice",))) == 1


def test_comments_and_those_who_wrote_them_are_never_kept(tmp_path):
    comment = "<wp:comment><wp:comment_author_email>eve@example.org</wp:comment_author_email>"
    comment += "<wp:comment_author_IP>192.0.2.7</wp:comment_author_IP></wp:comment>"
    (post,) = posts_of(write_wxr(tmp_path, wxr_item(extra=2 * comment)))
    assert "eve@example.org" not in repr(post)
    assert "192.0.2.7" not in repr(post)
    assert post.notes == ("Comments left out: 2",)


def test_former_names_are_addresses_too(tmp_path):
    meta = wxr_meta("_wp_old_slug", "what")
    (post,) = posts_of(write_wxr(tmp_path, wxr_item(extra=meta)))
    assert post.addresses == ("/2013/06/how/", "/?p=12", "/2013/06/what/")


def test_serialised_values_stay_as_they_are(tmp_path):
    value = 'O:8:"stdClass":1:{s:1:"a";s:9:"<b>x</b>]";}'
    meta = wxr_meta("k", f"<![CDATA[{value}]]>")
    assert posts_of(write_wxr(tmp_path, wxr_item(extra=meta)))[0].body == EXCHANGE


def test_descriptions_come_from_the_pictures_even_in_another_file(tmp_path):
    meta = wxr_meta("_wp_attachment_image_alt", "Two cups")
    library = "<wp:attachment_url>https://example.org/up/cups.jpg</wp:attachment_url>" + meta
    write_wxr(tmp_path, wxr_item(kind="attachment", extra=library), name="z-media.xml")
    write_wxr(
        tmp_path, wxr_item(f'{EXCHANGE}\n\n<img src="https://example.org/up/cups-300x200.jpg">')
    )
    (item,) = items_of(tmp_path)
    assert item.pictures[0].alt == "Two cups"
    assert "![Two cups](https://example.org/up/cups-300x200.jpg)" in item.answer


@pytest.mark.slow
@pytest.mark.pure
def test_a_large_file_needs_little_memory(tmp_path):
    path = tmp_path / "large.xml"
    with path.open("w") as out:
        out.write(WXR_HEAD)
        for number in range(2000):
            out.write(wxr_item(f"{EXCHANGE}{'word ' * 2000}", number=number))
        out.write("</channel></rss>")
    assert path.stat().st_size > 20_000_000
    tracemalloc.start()
    count = sum(1 for _ in iter_entries(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 2000
    assert peak < 10_000_000


def iter_entries(path):
    return read_entries(open_source(path), ReadOptions(), Kind.WORDPRESS)
