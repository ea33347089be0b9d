"""Posts and items as JSON, for an import that goes on tomorrow."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from questions.transfer.items import (
    BodyFormat,
    Cut,
    Difference,
    Exchange,
    Item,
    Picture,
    Post,
)


def write_post(post: Post) -> str:
    """Return a post as JSON."""
    return write_json(asdict(post))


def write_items(items: list[Item]) -> str:
    """Return items as JSON."""
    return write_json([asdict(item) for item in items])


def write_json(value: Any) -> str:
    """Return a value as JSON, with days and moments as ISO 8601 writes them."""
    return json.dumps(value, ensure_ascii=False, default=lambda moment: moment.isoformat())


def read_post(text: str) -> Post:
    """Return a post from its JSON."""
    facts = shared_facts(json.loads(text))
    exchange = facts["exchange"]
    facts["exchange"] = Exchange(**exchange) if exchange else None
    return Post(**facts | {"body_format": BodyFormat(facts["body_format"])})


def read_items(text: str) -> list[Item]:
    """Return items from their JSON."""
    return [read_item(facts) for facts in json.loads(text)]


def read_item(plain: dict[str, Any]) -> Item:
    """Return an item from what JSON has of it."""
    facts = shared_facts(plain)
    facts["differences"] = tuple(Difference(**one) for one in plain["differences"])
    cut = {name: as_tuple(value) for name, value in plain["cut"].items()}
    return Item(**facts | {"cut": Cut(**cut)})


def shared_facts(plain: dict[str, Any]) -> dict[str, Any]:
    """Return what posts and items write alike, with the types that they have."""
    facts = {name: as_tuple(value) for name, value in plain.items()}
    for name in ("published_at", "changed_at"):
        facts[name] = datetime.fromisoformat(plain[name]) if plain[name] else None
    day = plain["corrected_on"]
    facts["corrected_on"] = date.fromisoformat(day) if day else None
    facts["pictures"] = tuple(Picture(**one) for one in plain["pictures"])
    return facts


def as_tuple(value: Any) -> Any:
    """Return a list as a tuple, as records have it."""
    return tuple(value) if isinstance(value, list) else value
