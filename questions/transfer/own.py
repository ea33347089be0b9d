"""Our own record of a letter and its answer inside the files of other systems.

WordPress and Ghost have one body for a post, in HTML, so an export carries the exact texts beside
it. The record counts only as long as title and body are those that it was written with: whoever
edits the post over there has the last word.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from questions.transfer.items import Exchange, Item, Post

META_KEY = "_advice_column"
VERSION = 1
MOMENTS = ("published_at", "changed_at", "corrected_on")
LISTS = ("tags", "content_notes", "addresses")
TEXTS = [
    *("letter", "answer", "sign_off", "headline", "slug", "pull_quote", "correction"),
    "update_of",
]


def post_fingerprint(title: str, body: str) -> str:
    """Return what tells whether a post was edited since it was exported.

    Args:
        title: as the file has it.
        body: as the file has it.
    """
    whole = f"{title}\0{body}".replace("\r\n", "\n").replace("\r", "\n")
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def record_item(item: Item, mark: str) -> dict[str, Any]:
    """Return an item as a record that JSON can carry.

    Args:
        item: what is exported.
        mark: the fingerprint of the post that goes with it.
    """
    texts = {name: getattr(item, name) for name in TEXTS}
    lists = {name: list(getattr(item, name)) for name in LISTS}
    found = {name: getattr(item, name) for name in MOMENTS}
    moments = {name: moment and moment.isoformat() for name, moment in found.items()}
    start = {"version": VERSION, "fingerprint": mark, "source_id": item.source_id}
    return start | texts | lists | moments


def restore_post(post: Post, text: str, mark: str) -> Post:
    """Put the texts of our own record into a post that nobody has edited since.

    Args:
        post: what the file says otherwise, which decides whether it is public.
        text: the record, or nothing.
        mark: the fingerprint of the post as it is now.

    Returns:
        The post, with the exact texts if the record counts.
    """
    record = read_record(text)
    if not record or record.get("fingerprint") != mark:
        return post
    return apply_record(post, record)


def read_record(text: str) -> dict[str, Any]:
    """Read a record; anything else is an empty one."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    is_record = isinstance(found, dict) and found.get("version") == VERSION
    return found if is_record and has_sound_types(found) else {}


def has_sound_types(record: dict[str, Any]) -> bool:
    """Whether each value of a record is of the kind that it must be."""
    texts = (record.get(name, "") for name in TEXTS)
    lists = [record.get(name, []) for name in LISTS]
    if not all(isinstance(text, str) for text in texts):
        return False
    return all(
        isinstance(found, list) and all(isinstance(value, str) for value in found)
        for found in lists
    )


def apply_record(post: Post, record: dict[str, Any]) -> Post:
    """Return the post with the texts, tags, dates and addresses of a sound record."""
    facts = own_facts(record) | {name: tuple(record.get(name, ())) for name in LISTS}
    facts["source_id"] = str(record.get("source_id") or post.source_id)
    facts["published_at"] = facts["published_at"] or post.published_at
    return replace(post, **facts)


def own_facts(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a post of our own has, in whichever file it stands, without its lists.

    Args:
        record: texts by the names that they have in `record_item`.
    """
    letter, answer, sign_off = (record.get(name, "") for name in ("letter", "answer", "sign_off"))
    texts = ("slug", "pull_quote", "correction", "update_of")
    return {name: record.get(name, "") for name in texts} | {
        "title": record.get("headline", ""),
        "exchange": Exchange(letter, answer, sign_off),
        "published_at": read_moment(record.get("published_at")),
        "changed_at": read_moment(record.get("changed_at")),
        "corrected_on": read_day(record.get("corrected_on")),
        "is_own": True,
    }


def read_moment(value: object) -> datetime | None:
    """Read an aware moment; None for anything else."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def read_day(value: object) -> date | None:
    """Read a day; None for anything else."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
