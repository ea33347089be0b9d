"""Blogger's feed, in which most entries are no posts."""

from questions.transfer.kinds import Kind, kind_of
from questions.transfer.sources import open_source
from tests.transfer.sheets import EXCHANGE, LETTER, faults_of, items_of, left_out_of

KIND = "http://schemas.google.com/g/2005#kind"
HEAD = """<?xml version='1.0' encoding='UTF-8'?><?xml-stylesheet href="x.xsl"?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:app='http://purl.org/atom/app#'>
<title>Column</title><category scheme='x' term='http://schemas.google.com/blogger/2008/kind#blog'/>
"""


def escaped(html):
    return html.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def entry(number=1, kind="post", title="How?", extra="", body=EXCHANGE):
    return (
        f"<entry><id>tag:blogger.com,1999:blog-1.post-{number}</id>"
        "<published>2013-06-07T05:00:44.001+02:00</published>"
        "<updated>2014-01-01T00:00:00.000Z</updated>"
        f"<category scheme='{KIND}' term='http://schemas.google.com/blogger/2008/kind#{kind}'/>"
        "<category scheme='http://www.blogger.com/atom/ns#' term='Trust'/>"
        f"<title type='text'>{title}</title><content type='html'>{escaped(body)}</content>"
        f"<link rel='alternate' href='http://column.blogspot.com/2013/06/how-{number}.html'/>"
        f"<author><name>John</name><email>john@example.org</email><title>x</title></author>"
        f"{extra}</entry>\n"
    )


def write(folder, *entries):
    path = folder / "blog.xml"
    path.write_text(f"{HEAD}{''.join(entries)}</feed>", encoding="utf-8")
    return path


def test_a_post_comes_with_all_that_it_has(tmp_path):
    path = write(tmp_path, entry())
    (item,) = items_of(path)
    assert kind_of(open_source(path)) is Kind.BLOGGER
    assert item.letter.startswith(LETTER)
    assert (item.headline, item.slug, item.tags) == ("How?", "how-1", ("Trust",))
    assert item.addresses == ("/2013/06/how-1.html",)
    assert item.published_at.isoformat() == "2013-06-07T05:00:44.001000+02:00"
    assert (item.is_public, item.differences, item.line) == (True, (), 4)


def test_drafts_stay_drafts(tmp_path):
    control = "<app:control><app:draft>yes</app:draft></app:control>"
    (item,) = items_of(write(tmp_path, entry(extra=control)))
    assert item.draft_reasons == ("It was a draft.",)


def test_what_is_no_post_is_left_out_without_the_words_of_others(tmp_path):
    path = write(tmp_path, entry(kind="comment", title="Eve's words"), entry(kind="settings"))
    assert [found.what for found in left_out_of(path)] == ["comment", "settings"]
    assert "Eve" not in repr(left_out_of(path))


def test_a_broken_entry_is_named_and_the_rest_goes_on(tmp_path):
    broken = entry(2).replace("</content>", "")
    path = write(tmp_path, entry(1, title="A & B\x0b"), broken, entry(3))
    assert [item.headline for item in items_of(path)] == ["A & B", "How?"]
    assert [fault.line for fault in faults_of(path)] == [9]
    assert items_of(path)[0].notes == (
        "XML mended on line 4",
        "Control characters taken out: 1",
    )
