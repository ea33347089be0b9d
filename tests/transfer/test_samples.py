"""Exports of other systems that others collected; `EXPORT_SAMPLES` names their folder."""

import os
from pathlib import Path

import pytest

from questions.transfer.items import Fault, LeftOut, Post
from questions.transfer.kinds import Kind, kind_of
from questions.transfer.prepare import prepare_post
from questions.transfer.sources import open_source
from tests.transfer.sheets import OPTIONS, entries_of

SAMPLES = Path(os.environ.get("EXPORT_SAMPLES", "/nonexistent"))
pytestmark = [
    pytest.mark.pure,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="EXPORT_SAMPLES names no folder"),
]

# Posts, entries that are none (and a line for each kind of them that could come), and faults.
FOUND = {
    "wordpress": (Kind.WORDPRESS, 19, 15, 0),
    "substack": (Kind.SUBSTACK, 4, 1, 0),
    "jekyll": (Kind.JEKYLL, 12, 0, 0),
    "medium": (Kind.MEDIUM, 8, 1, 0),
}


@pytest.mark.parametrize("name", FOUND)
def test_every_entry_of_a_sample_is_accounted_for(name):
    kind, *numbers = FOUND[name]
    entries = entries_of(SAMPLES / name)
    assert kind_of(open_source(SAMPLES / name)) is kind
    assert [
        sum(isinstance(entry, sort) for entry in entries) for sort in (Post, LeftOut, Fault)
    ] == numbers


@pytest.mark.parametrize("name", FOUND)
def test_no_word_of_a_sample_is_lost(name):
    posts = [entry for entry in entries_of(SAMPLES / name) if isinstance(entry, Post)]
    items = [item for post in posts for item in prepare_post(post, OPTIONS)]
    assert len(items) == FOUND[name][1]
    assert [item.differences for item in items if item.differences] == []
    assert all(item.addresses or item.draft_reasons for item in items)
