"""Write the JSON that Ghost imports."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.text import slugify

from questions.transfer import own
from questions.transfer.exporters.site import Site, body_html
from questions.transfer.items import Item

GHOST_VERSION = "5.0.0"


def write_ghost(items: Iterable[Item], site: Site) -> Iterator[str]:
    """Yield the pieces of a JSON file; tags and their relations stand behind the posts.

    Args:
        items: what is exported.
        site: the column.
    """
    numbers: dict[str, int] = {}
    relations: list[dict[str, Any]] = []
    stamp = int(site.exported_at.timestamp() * 1000)
    meta = json.dumps({"exported_on": stamp, "version": GHOST_VERSION})
    yield f'{{"db": [{{"meta": {meta}, "data": {{"posts": ['
    for number, item in enumerate(items, 1):
        yield (",\n" if number > 1 else "\n") + json.dumps(post_row(item, site, number))
        for place, name in enumerate(item.tags):
            tag = numbers.setdefault(name, len(numbers) + 1)
            relations.append({"post_id": str(number), "tag_id": str(tag), "sort_order": place})
    tags = [
        {"id": str(number), "name": name, "slug": slugify(name) or f"tag-{number}"}
        for name, number in numbers.items()
    ]
    yield f'\n], "tags": {json.dumps(tags)}, "posts_tags": {json.dumps(relations)}'
    yield "}}]}\n"


def post_row(item: Item, site: Site, number: int) -> dict[str, Any]:
    """Return a letter as a post of Ghost's.

    Args:
        item: what is exported.
        site: the column.
        number: its number in the file.
    """
    body = body_html(item, site)
    record = own.record_item(item, own.post_fingerprint(item.headline, body))
    return {
        "id": str(number),
        "title": item.headline,
        "slug": item.slug,
        "html": body,
        "type": "post",
        "status": "published" if item.is_public else "draft",
        "visibility": "public",
        "published_at": item.published_at.isoformat() if item.published_at else None,
        "updated_at": item.changed_at.isoformat() if item.changed_at else None,
        own.META_KEY: json.dumps(record),
    }
