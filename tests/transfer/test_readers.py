"""Ghost, Substack, Medium, Tumblr and tables."""

import json
import zipfile

import pytest

from questions.transfer.kinds import Kind, UnknownKind, kind_of
from questions.transfer.sources import open_source
from tests.transfer.sheets import EXCHANGE, LETTER, faults_of, items_of, left_out_of, posts_of


def ghost_post(number="1", **facts):
    usual = {
        "id": number,
        "title": "How?",
        "slug": "how",
        "html": EXCHANGE.replace("\n\n", "") + '<img src="__GHOST_URL__/content/images/a.jpg">',
        "status": "published",
        "visibility": "public",
        "type": "post",
        "published_at": "2020-01-02T03:04:05.000Z",
    }
    return usual | facts


def write_ghost(path, *posts, meta=(), wrap=True):
    tables = {
        "users": [{"email": "john@example.org", "password": "$2a$10$secret"}],
        "posts": posts,
        "posts_meta": list(meta),
        "posts_tags": [
            {"post_id": "1", "tag_id": "b", "sort_order": 0},
            {"post_id": "1", "tag_id": "a", "sort_order": 1},
            {"post_id": "1", "tag_id": "c", "sort_order": 2},
        ],
        "tags": [
            {"id": "a", "name": "Trust"},
            {"id": "b", "name": "Love"},
            {"id": "c", "name": "#secret"},
        ],
        "settings": [{"key": "stripe_secret_key", "value": "sk_live"}],
    }
    data = {"meta": {"version": "5"}, "data": tables}
    path.write_text(json.dumps({"db": [data]} if wrap else data))
    return path


@pytest.mark.parametrize("wrap", [True, False])
def test_ghost_gives_posts_with_their_tags_in_order(wrap, tmp_path):
    path = write_ghost(tmp_path / "export.json", ghost_post(), wrap=wrap)
    (item,) = items_of(path)
    assert kind_of(open_source(path)) is Kind.GHOST
    assert (item.tags, item.addresses, item.is_public) == (("Love", "Trust"), ("/how/",), True)
    assert item.pictures[0].address == "/content/images/a.jpg"
    assert item.published_at.isoformat() == "2020-01-02T03:04:05+00:00"
    assert "secret" not in repr(item)


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "draft"},
        {"status": "scheduled"},
        {"status": "sent"},
        {"visibility": "members"},
        {"visibility": "paid"},
        {"visibility": None},
        {"email_only": True},
        {"published_at": None},
        {"published_at": "2093-01-01T00:00:00.000Z"},
    ],
)
def test_ghost_gives_only_to_everybody_what_everybody_had(facts, tmp_path):
    (item,) = items_of(write_ghost(tmp_path / "export.json", ghost_post(**facts)))
    assert not item.is_public


def test_ghost_says_elsewhere_what_went_by_mail_alone(tmp_path):
    meta = [{"post_id": "1", "email_only": 1}]
    (item,) = items_of(write_ghost(tmp_path / "export.json", ghost_post(), meta=meta))
    assert item.draft_reasons == ("It went out by email only.",)


def test_ghost_goes_on_behind_what_is_no_post(tmp_path):
    path = write_ghost(tmp_path / "e.json", 7, ghost_post("2", type="page"), ghost_post("3"))
    assert [post.source_id for post in posts_of(path)] == ["ghost:3"]
    assert len(faults_of(path)) == len(left_out_of(path)) == 1


def test_ghost_cut_off_in_the_middle_says_so(tmp_path):
    path = write_ghost(tmp_path / "e.json", ghost_post("1"), ghost_post("2"))
    path.write_text(path.read_text()[:900])
    (fault,) = faults_of(path)
    assert "ends in the middle" in fault.reason


def write_substack(folder, *rows):
    head = "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url"
    (folder / "posts").mkdir()
    for number in (1, 2, 3, 4, 5):
        (folder / f"posts/{number}.how.html").write_text(EXCHANGE)
    (folder / "posts.csv").write_text("\n".join([head, *rows]) + "\n")
    return folder


DAY = "2020-01-02T03:04:05.000Z"


def test_substack_gives_posts_to_everybody_alone(tmp_path):
    rows = (
        f"1.how,{DAY},TRUE,,newsletter,everyone,It&#8217;s &amp; so,,",
        f"2.how,{DAY},FALSE,,newsletter,everyone,Two,,",
        f"3.how,{DAY},TRUE,,newsletter,only_paid,Three,,",
        f"4.how,{DAY},TRUE,,podcast,everyone,Four,,",
        f"5.how,{DAY},TRUE,,page,everyone,Five,,",
        f"6.how,{DAY},TRUE,,newsletter,everyone,Six,,",
    )
    folder = write_substack(tmp_path, *rows)
    items = items_of(folder)
    assert kind_of(open_source(folder)) is Kind.SUBSTACK
    assert [item.is_public for item in items] == [True, False, False, False]
    assert (items[0].headline, items[0].addresses) == ("It’s & so", ("/p/how",))
    assert [entry.title for entry in left_out_of(folder)] == ["Five", "Six"]
    assert faults_of(folder) == []


def test_substack_comes_as_a_zip_too(tmp_path):
    folder = write_substack(tmp_path, f"1.how,{DAY},TRUE,,newsletter,everyone,One,,")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("posts.csv", "posts/1.how.html"):
            archive.write(folder / name, name)
    (item,) = items_of(tmp_path / "a.zip")
    assert item.letter.startswith(LETTER)


def write_medium(folder, name="2020_how-abc123.html", title="How?", body=EXCHANGE, footer=None):
    footer = footer or (
        '<a href="https://medium.com/p/abc123"><time class="dt-published"'
        ' datetime="2020-01-02T03:04:05.678Z"></time></a><a class="p-canonical" href="https://example.org/how-abc123">x</a>'
    )
    text = (
        f'<article class="h-entry"><h1 class="p-name">{title}</h1><section data-field="body">'
        f'<h3 class="graf--title">{title}</h3>{body}</section><footer>{footer}</footer></article>'
    )
    (folder / name).write_text(text)
    return folder


def test_medium_gives_posts_without_their_title(tmp_path):
    (item,) = items_of(write_medium(tmp_path))
    assert kind_of(open_source(tmp_path)) is Kind.MEDIUM
    assert (item.headline, item.answer, item.slug) == ("How?", "Say it.", "how")
    assert item.addresses == ("/how-abc123", "/p/abc123")
    assert item.is_public


def test_medium_names_its_drafts_and_answers(tmp_path):
    write_medium(tmp_path, "draft_how-1.html")
    write_medium(tmp_path, "answer.html", title="Yes, and", body="")
    text = (tmp_path / "answer.html").read_text()
    (tmp_path / "answer.html").write_text(
        text.replace('<h3 class="graf--title">Yes, and</h3>', "<p>Yes, and more.</p>")
    )
    (item,) = items_of(tmp_path)
    assert item.draft_reasons == ("It was a draft.",)
    assert [entry.what for entry in left_out_of(tmp_path)] == ["response"]


def test_tumblr_has_letter_and_answer_apart_and_nobody_who_asked(tmp_path):
    posts = [
        {
            "id": 7,
            "type": "answer",
            "question": f"<p>{LETTER}</p><p>Please &amp; thanks</p>",
            "answer": "<p>Say <b>it</b>.</p>",
            "asking_name": "eve-1990",
            "asking_url": "https://eve-1990.tumblr.com",
            "timestamp": 1577934245,
            "tags": ["trust"],
            "slug": "how",
            "post_url": "https://john.tumblr.com/post/7/how",
            "state": "published",
        },
        {
            "id": 8,
            "type": "answer",
            "question": LETTER,
            "answer": "No.",
            "state": "private",
            "timestamp": 1577934245,
        },
        {"id": 9, "type": "photo", "blog_name": "john"},
    ]
    path = tmp_path / "posts.json"
    path.write_text(json.dumps({"response": {"posts": posts}}))
    first, second = items_of(path)
    assert kind_of(open_source(path)) is Kind.TUMBLR
    assert (first.letter, first.answer) == (f"{LETTER}\n\nPlease & thanks", "Say **it**.")
    assert first.headline == LETTER
    assert (first.cut.confidence, first.is_public, second.is_public) == (1, True, False)
    assert first.addresses == ("/post/7/how", "/post/7")
    assert "eve-1990" not in repr((first, second))


def test_a_table_is_read_by_the_names_of_its_columns(tmp_path):
    path = tmp_path / "letters.csv"
    path.write_text(
        "\ufeffHeadline,Letter,Answer,Tags,Published_at,Address,Sign_off\r\n"
        f'How?,"{LETTER}","Say\n*it*.","a, b",2020-01-02 03:04,https://example.org/how.html,Ann\r\n'
        ",,,,,,\r\n"
        "Later?,x,y,a;b,2093-01-01,,\r\n"
    )
    first, second = items_of(path)
    assert kind_of(open_source(path)) is Kind.CSV
    assert (first.answer, first.tags, first.sign_off) == ("Say\n*it*.", ("a", "b"), "Ann")
    assert (first.addresses, first.is_public, second.is_public) == (("/how.html",), True, False)
    assert second.tags == ("a", "b")
    assert [fault.line for fault in faults_of(path)] == [4]


def test_what_is_none_of_them_is_said_to_be_none(tmp_path):
    (tmp_path / "a.json").write_text('{"hello": [1, 2]}')
    with pytest.raises(UnknownKind, match="none of the exports"):
        kind_of(open_source(tmp_path))
