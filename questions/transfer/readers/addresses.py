"""Paths by which a post was reached at its old home."""

from collections.abc import Iterable
from urllib.parse import urlsplit

MAX_ADDRESS = 1000


def path_of(address: str) -> str:
    """Return an address's path with its query; empty if it leads to no single post."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    path = "/" + parts.path.lstrip("/")
    found = f"{path}?{parts.query}" if parts.query else path
    return found if found != "/" and len(found) <= MAX_ADDRESS and found.isprintable() else ""


def unique_paths(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the paths of addresses in order, each once, without those that lead nowhere."""
    return tuple(dict.fromkeys(path for address in addresses if (path := path_of(address))))


def last_part(address: str) -> str:
    """Return the last part of an address's path, without an ending such as `.html`."""
    part = path_of(address).partition("?")[0].rstrip("/").rpartition("/")[2]
    return part.removesuffix(".html").removesuffix(".htm").removesuffix(".php")
