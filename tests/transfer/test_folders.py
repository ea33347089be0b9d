"""Folders of Markdown, whose metadata must not be guessed at."""

from itertools import pairwise

import pytest

from questions.transfer.kinds import Kind, kind_of
from questions.transfer.readers.front_matter import BadFrontMatter, split_front_matter
from questions.transfer.sources import open_source
from tests.transfer.sheets import faults_of, items_of, left_out_of, posts_of


def page(body="Text", **facts):
    """A text with metadata in YAML."""
    lines = "".join(f"{name}: {value}\n" for name, value in facts.items())
    return f"---\n{lines}---\n{body}"


def toml(**facts):
    """A text with metadata in TOML."""
    lines = "".join(f"{name} = {value}\n" for name, value in facts.items())
    return f"+++\n{lines}+++\nText"


def write_files(folder, **files):
    """Files by their names, in which `/` may stand."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


YAML = (
    '---\ntitle: "A: b"\nslug: 0123\ntags: [no, 1.10]\ndate: 2020-01-02\ndraft: false\n---\nText\n'
)
HEADS = {
    "yaml": YAML,
    "toml": '+++\ntitle = "A: b"\nslug = "0123"\ntags = ["no", "1.10"]\ndate = 2020-01-02\n'
    "draft = false\n+++\nText\n",
    "json": '{"title": "A: b", "slug": "0123", "tags": ["no", "1.10"],\n"date": "2020-01-02",'
    ' "draft": false}\n\nText\n',
    "bare": "Title: A: b\nSlug: 0123\nTags: no, 1.10\nDate: 2020-01-02\n\nText\n",
    "windows": "\ufeff" + YAML.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("name", HEADS)
def test_metadata_are_texts_in_every_spelling(name, tmp_path):
    (tmp_path / "one.md").write_bytes(HEADS[name].encode())
    (post,) = posts_of(tmp_path)
    assert (post.title, post.slug, post.tags) == ("A: b", "0123", ("no", "1.10"))
    assert (str(post.published_at.date()), post.body, post.draft_reason) == (
        "2020-01-02",
        "Text",
        "",
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: a\nno end", 1),
        ("---\ntitle: a\n  bad: [\n---\n", 3),
        ('+++\ntitle = "a"\ndate = \n+++\n', 3),
        ('{"title": }\n', 1),
        ("---\na: !!python/object/apply:os.system [x]\nb: *nothing\n---\n", 3),
    ],
)
def test_broken_metadata_are_named_with_their_line(text, line):
    with pytest.raises(BadFrontMatter) as error:
        split_front_matter(text)
    assert error.value.line == line


def test_metadata_that_swell_or_run_do_neither(tmp_path):
    names = "abcdefghi"
    pairs = pairwise(names)
    swelling = "".join(
        f"{name}: &{name} [{', '.join([f'*{above}'] * 9)}]\n" for above, name in pairs
    )
    running = "run: !!python/object/apply:os.system [false]"
    text = f"---\ntitle: x\na: &a [x]\n{swelling}tags: *i\n{running}\n---\nText"
    (tmp_path / "one.md").write_text(text)
    assert posts_of(tmp_path)[0].tags == ()


def test_a_broken_file_is_named_and_the_rest_goes_on(tmp_path):
    write_files(
        tmp_path,
        **{
            "a.md": "---\ntitle: a\n---\nx",
            "b.md": "---\ntitle: [\n---\nx",
            "c.md": "---\ntitle: c\n---\n",
        },
    )
    assert [post.title for post in posts_of(tmp_path)] == ["a", "c"]
    assert [(fault.place, fault.line) for fault in faults_of(tmp_path)] == [("b.md", 3)]


def test_jekyll_has_drafts_pages_and_addresses_by_a_pattern(tmp_path):
    write_files(
        tmp_path,
        **{
            "_config.yml": "permalink: pretty\ntimezone: Europe/Berlin\nbaseurl: /blog\n",
            "_posts/2020-07-03-how-to-tell.md": page(
                title="How?", categories="love life", redirect_from="/old/"
            ),
            "_posts/2020-07-03-own.md": "---\ntitle: Own\npermalink: /mine/:title/\n---\nText",
            "_posts/2093-07-03-later.md": "---\ntitle: Later\n---\nText",
            "_posts/2020-07-04-off.md": "---\ntitle: Off\npublished: false\n---\nText",
            "_drafts/idea.md": "---\ntitle: Idea\n---\nText",
            "about.md": "---\ntitle: About\n---\nText",
            "README.md": "# Read me",
        },
    )
    posts = {post.title: post for post in posts_of(tmp_path)}
    assert kind_of(open_source(tmp_path)) is Kind.JEKYLL
    assert posts["How?"].addresses == ("/blog/love/life/2020/07/03/how-to-tell/", "/old/")
    assert posts["How?"].published_at.isoformat() == "2020-07-03T00:00:00+02:00"
    assert posts["How?"].tags == ("love", "life")
    assert posts["Own"].addresses == ("/blog/mine/own/",)
    assert {title for title, post in posts.items() if not post.draft_reason} == {"How?", "Own"}
    assert {entry.place for entry in left_out_of(tmp_path)} == {"about.md", "README.md"}


def test_hugo_has_bundles_aliases_and_days_of_expiry(tmp_path):
    write_files(
        tmp_path,
        **{
            "hugo.toml": "",
            "content/posts/one.md": toml(
                title='"One"', date="2020-01-01T10:00:00+02:00", aliases='["/a", "/b/"]'
            ),
            "content/posts/Two/index.md": toml(title='"Two"', date="2020-01-01", slug='"second"'),
            "content/posts/gone.md": toml(
                title='"Gone"', date="2020-01-01", expiryDate="2021-01-01"
            ),
            "content/posts/draft.md": toml(title='"Draft"', date="2020-01-01", draft="true"),
            "content/posts/_index.md": '+++\ntitle = "All"\n+++\n',
        },
    )
    posts = {post.title: post for post in posts_of(tmp_path)}
    assert kind_of(open_source(tmp_path)) is Kind.HUGO
    assert posts["One"].addresses == ("/posts/one/", "/a", "/b/")
    assert posts["Two"].addresses == ("/posts/second/",)
    assert posts["One"].published_at.utcoffset().total_seconds() == 7200
    assert {title for title, post in posts.items() if not post.draft_reason} == {"One", "Two"}


def test_pelican_says_its_status_in_words(tmp_path):
    write_files(
        tmp_path,
        **{
            "pelicanconf.py": "raise SystemExit",
            "content/one.md": "Title: One\nDate: 2020-01-01 10:20\nTags: a, b\nCategory: c\n\nText",
            "content/two.md": "Title: Two\nDate: 2020-01-01\nStatus: hidden\n\nText",
            "content/pages/me.md": "Title: Me\nDate: 2020-01-01\n\nText",
        },
    )
    one, two = posts_of(tmp_path)
    assert kind_of(open_source(tmp_path)) is Kind.PELICAN
    assert (one.addresses, one.tags, one.draft_reason) == (("/one.html",), ("a", "b", "c"), "")
    assert two.draft_reason
    assert len(left_out_of(tmp_path)) == 1


def test_pelican_has_addresses_by_its_settings_which_never_run(tmp_path):
    ran = tmp_path / "ran"
    write_files(
        tmp_path,
        **{
            "pelicanconf.py": f"open({str(ran)!r}, 'w')\nTIMEZONE = 'Europe/Berlin'\n"
            "ARTICLE_URL = 'x/{slug.__class__}'\nSITEURL = ''\n"
            "DEFAULT_METADATA = {'author': 'J', 'status': 'draft'}\n",
            "publishconf.py": 'SITEURL = "https://example.org/blog"\n'
            'ARTICLE_URL = "{category}/{date:%Y}/{date:%b}/{slug}/"\n',
            "content/in laws/a.md": "Title: One, Two\nDate: 2020-05-01\nStatus: published\n\nT",
            "content/b.md": "Title: B\nDate: 2020-05-01\nCategory: c\n\nT",
        },
    )
    posts = {post.title: post for post in posts_of(tmp_path)}
    assert posts["One, Two"].addresses == ("/blog/in-laws/2020/May/one-two/",)
    assert posts["One, Two"].published_at.isoformat() == "2020-05-01T00:00:00+02:00"
    assert posts["B"].addresses == ("/blog/c/2020/May/b/",)
    assert (posts["One, Two"].draft_reason, posts["B"].draft_reason) == (
        "",
        "It was not published.",
    )
    assert not ran.exists()


def test_eleventy_has_its_folders_for_addresses(tmp_path):
    write_files(
        tmp_path,
        **{
            ".eleventy.js": "",
            "eleventy.config.js": "",
            "src/posts/one.md": "---\ntitle: One\ndate: 2020-01-01\n---\nText",
            "src/posts/two.md": page(title="Two", date="2020-01-01", permalink="/two.html"),
        },
    )
    assert kind_of(open_source(tmp_path)) is Kind.ELEVENTY
    assert [post.addresses for post in posts_of(tmp_path)] == [("/posts/one/",), ("/two.html",)]


def test_lines_that_were_wrapped_by_hand_are_joined(tmp_path):
    body = "One\ntwo  \nthree\\\nfour\n\n- a\n- b\n\n```\nx\ny\n```\n\nfive\nsix"
    write_files(tmp_path, **{"a.md": page(body, title="A", date="2020-01-01")})
    (item,) = items_of(tmp_path)
    assert item.answer == body.replace("One\n", "One ").replace("five\n", "five ")
    assert item.differences == ()


def test_answers_in_markdown_stay_as_they_are(tmp_path):
    letter, answer = (
        "How do I tell him that I have known for years?",
        "*Say*  it.\n\n1. a\n2. b {{< x >}}",
    )
    text = page(f"**Q:** {letter}\n\n**A:** {answer}", title="A", date="2020-01-01")
    write_files(tmp_path, **{"a.md": text})
    (item,) = items_of(tmp_path)
    assert (item.letter, item.answer) == (letter, answer)
    assert (item.is_public, item.differences) == (True, ())
    assert item.notes == ("Shortcodes that stay as text: x",)


def test_folders_speak_for_their_texts(tmp_path):
    text = "---\ntitle: T\ndate: 2020-01-01\n---\nText"
    write_files(
        tmp_path / "hugo",
        **{
            "hugo.toml": "",
            "content/a/_index.md": "---\ntitle: A\ncascade:\n  draft: true\n---\n",
            "content/a/b/one.md": text,
            "content/a/two.md": text.replace("title: T", "title: T\ndraft: false"),
            "content/c/_index.md": "+++\n[[cascade]]\ndraft = true\n[[cascade]]\nx = 1\n+++\n",
            "content/c/three.md": text,
        },
    )
    write_files(
        tmp_path / "eleventy",
        **{
            ".eleventy.js": "",
            "posts/posts.json": '{"permalink": "/x/{{ page.fileSlug }}/", "tags": "all"}',
            "posts/one.md": text,
            "posts/off/off.11tydata.json": '{"draft": true}',
            "posts/off/two.md": text,
            "posts/own.md": text.replace("title: T", "title: T\npermalink: /own/index.html"),
        },
    )
    hugo, eleventy = posts_of(tmp_path / "hugo"), posts_of(tmp_path / "eleventy")
    reasons = {post.source_id: post.draft_reason for post in hugo}
    assert reasons == {
        "hugo:content/a/b/one.md": "It was a draft.",
        "hugo:content/a/two.md": "",
        "hugo:content/c/three.md": "It was a draft.",
    }
    assert {post.addresses: post.draft_reason for post in eleventy} == {
        ("/x/one/",): "",
        ("/own/", "/own/index.html"): "",
        ("/x/two/",): "It was a draft.",
    }
