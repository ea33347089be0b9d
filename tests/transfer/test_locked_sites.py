"""Sites that were locked as a whole: nothing of them becomes public."""

import json

import pytest

from questions.transfer.readers.restrictions import LOCKED_SITE
from tests.transfer import test_blogger
from tests.transfer.sheets import posts_of

GHOST_ROW = {
    "id": "1",
    "title": "T",
    "slug": "t",
    "html": "<p>W</p>",
    "status": "published",
    "published_at": "2020-01-01T00:00:00.000Z",
    "visibility": "public",
    "type": "post",
}
TUMBLR_ROW = {
    "id": 1,
    "type": "answer",
    "question": "Q",
    "answer": "A",
    "timestamp": 1399360089,
    "state": "published",
    "blog_name": "bea",
}


def reasons_of(path):
    return [post.draft_reason for post in posts_of(path)]


@pytest.mark.parametrize(
    ("value", "reason"),
    [("true", LOCKED_SITE), (True, LOCKED_SITE), ("1", LOCKED_SITE), ("false", ""), (None, "")],
)
def test_a_site_of_ghosts_behind_a_password(tmp_path, value, reason):
    """The settings may stand behind the posts; a password alone says nothing, each site has one."""
    settings = [{"key": "password", "value": "x"}, {"key": "is_private", "value": value}]
    data = {"posts": [GHOST_ROW], "settings": settings}
    path = tmp_path / "ghost.json"
    path.write_text(json.dumps({"db": [{"data": data}]}))
    assert reasons_of(path) == [reason]


@pytest.mark.parametrize(
    ("blog", "reason"),
    [
        ({"type": "private"}, LOCKED_SITE),
        ({"is_private_channel": True}, LOCKED_SITE),
        ({"name": "bea", "type": "public"}, ""),
    ],
)
def test_a_locked_blog_of_tumblrs(tmp_path, blog, reason):
    path = tmp_path / "posts.json"
    path.write_text(json.dumps({"response": {"posts": [TUMBLR_ROW], "blog": blog}}))
    assert reasons_of(path) == [reason]
    path.write_text(json.dumps({"posts": [{**TUMBLR_ROW, "blog": blog}]}))
    assert reasons_of(path) == [reason]


@pytest.mark.parametrize(("mode", "reason"), [("PRIVATE", LOCKED_SITE), ("PUBLIC", "")])
def test_a_blog_of_bloggers_for_some_readers(tmp_path, mode, reason):
    setting = test_blogger.entry(kind="settings", body=mode).replace(
        "blog-1.post-1", "blog-1.settings.BLOG_READ_ACCESS_MODE"
    )
    path = test_blogger.write(tmp_path, test_blogger.entry(number=2), setting)
    assert reasons_of(path) == [reason]
    test_blogger.write(tmp_path, test_blogger.entry(number=2))
    (tmp_path / "settings.csv").write_text(f"blog_name,blog_read_access_mode\nBea,{mode}\n")
    assert reasons_of(tmp_path) == [reason]
