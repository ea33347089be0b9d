"""Write a folder of Markdown that Hugo builds as it is."""

from collections.abc import Iterable
from pathlib import Path

from questions.transfer.exporters.site import Site, address_of, address_of_slug
from questions.transfer.items import CollectionItem, Item
from questions.transfer.markdown_file import ESCAPED, quote_text, write_item

CONTENT = Path("content/questions")
COLLECTIONS = Path("content/collections")
MEDIA = Path("static/media")
BACKSLASHED = r"\\\1"


def write_markdown(items: Iterable[Item], folder: Path, site: Site) -> int:
    """Write a file for each letter into a new or empty folder.

    Args:
        items: what is exported.
        folder: where to.
        site: the column.

    Returns: the number of letters.
    """
    (folder / CONTENT).mkdir(parents=True, exist_ok=True)
    (folder / "hugo.yaml").write_text(write_settings(site), encoding="utf-8")
    count = 0
    for count, item in enumerate(items, 1):
        text = write_item(item, address=address_of(item))
        path = folder / CONTENT / f"{item.slug or f'draft-{count}'}.md"
        path.write_text(text, encoding="utf-8", newline="")
    write_collections(folder, site)
    return count


def write_collections(folder: Path, site: Site) -> None:
    """Write a page for each collection of the column."""
    for collection in site.collections:
        path = folder / COLLECTIONS / f"{collection.slug}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(write_collection(collection), encoding="utf-8", newline="")


def write_collection(collection: CollectionItem) -> str:
    """Write a collection as a page: the introduction, and each letter as a link below its words."""
    facts = {
        "title": collection.headline,
        "slug": collection.slug,
        "url": f"/collections/{collection.slug}/",
        "type": "collection",
    }
    head = "".join(f"{key}: {quote_text(value)}\n" for key, value in facts.items())
    blocks = [collection.introduction]
    for words, slug, headline in collection.parts:
        link = f"[{ESCAPED.sub(BACKSLASHED, headline)}]({address_of_slug(slug)})" if slug else ""
        blocks += [words, link]
    body = "\n\n".join(block for block in blocks if block)
    return f"---\n{head}---\n{body}\n"


def write_picture(folder: Path, name: str, content: bytes) -> None:
    """Write a picture to where the answers look for it.

    Args:
        folder: the export.
        name: the picture's, of our own making.
        content: its bytes.
    """
    place = folder / MEDIA
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(content)


def write_settings(site: Site) -> str:
    """Write what Hugo must know of the site."""
    facts = {"title": site.title, "baseURL": f"{site.address}/", "languageCode": site.language}
    return "".join(f"{key}: {quote_text(value)}\n" for key, value in facts.items())
