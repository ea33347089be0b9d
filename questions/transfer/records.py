"""Posts and items as JSON, for an import that goes on tomorrow."""

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
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


def plain_value(value: Any) -> Any:
    """Return a value as JSON can have it."""
    if is_dataclass(value):
        return {one.name: plain_value(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, list | tuple):
        return [plain_value(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def write_post(post: Post) -> str:
    """Return a post as JSON."""
    return json.dumps(plain_value(post), ensure_ascii=False)


def write_items(items: list[Item]) -> str:
    """Return items as JSON."""
    return json.dumps(plain_value(items), ensure_ascii=False)


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
